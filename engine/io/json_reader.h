#pragma once

#include <initializer_list>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/tensor.h"

namespace convscope::engine {

/// A value of a JSON document and the JSON pointer it was found at. Cheap to copy; keeps the
/// document alive. Every accessor that does not get what it asks for throws Error{kBadFile} with
/// file, pointer, found and expected.
class JsonValue {
 public:
  /// "" for the root, "/cases/3/attrs/stride" further down.
  const std::string& pointer() const noexcept { return pointer_; }
  const std::string& file() const noexcept;
  const nlohmann::json& raw() const noexcept { return *value_; }

  bool is_object() const noexcept;
  bool is_array() const noexcept;
  bool is_string() const noexcept;
  bool is_number() const noexcept;
  bool is_null() const noexcept;
  /// How a message calls it: "the string \"same\"", "the number 3", "an array of 4".
  std::string describe() const;
  [[noreturn]] void fail(std::string code, std::string found, std::string expected) const;
  /// As above, found = describe().
  [[noreturn]] void fail(std::string expected) const;

  /// Refuses every key that is not in the list (JSON_KEY); also what is no object.
  void allow_keys(std::span<const std::string_view> keys) const;
  void allow_keys(std::initializer_list<std::string_view> keys) const;
  /// Alphabetical.
  std::vector<std::string> keys() const;
  bool has(std::string_view key) const;
  /// Throws JSON_MISSING when it is not there.
  JsonValue at(std::string_view key) const;
  std::optional<JsonValue> find(std::string_view key) const;

  /// Number of elements of an array; throws when it is none.
  Index size() const;
  JsonValue item(Index i) const;

  std::string text() const;
  bool boolean() const;
  /// Finite.
  double number() const;
  /// A whole number (3 or 3.0) in [min, max].
  Index index(Index min, Index max) const;
  /// An array of `index`es.
  std::vector<Index> indices(Index min, Index max) const;
  /// The shape of nested arrays: rank min_rank to max_rank, no empty array. Only the first
  /// element of each level is looked at; `tensor` checks the rest.
  Shape nested_shape(int min_rank, int max_rank) const;
  /// Nested arrays of numbers of equal lengths, row-major. A single number has rank 0. Numbers
  /// beyond float32's range are refused.
  Tensor tensor(int min_rank, int max_rank) const;

 private:
  friend class JsonDocument;
  struct Root;
  JsonValue(std::shared_ptr<const Root> root, const nlohmann::json* value, std::string pointer);
  JsonValue child(const nlohmann::json& value, std::string_view step) const;

  std::shared_ptr<const Root> root_;
  const nlohmann::json* value_;
  std::string pointer_;
};

/// Strict reading: UTF-8, at most 16 MiB, depth at most 64, no duplicate key, only finite
/// numbers, nothing behind the value.
class JsonDocument {
 public:
  static constexpr Index kMaxBytes = Index{16} << 20;
  static constexpr int kMaxDepth = 64;

  /// `path` "-" reads standard input. Throws what `read_file` and `parse` throw.
  static JsonValue read(const std::string& path);
  /// `file` is what errors call it. Throws Error{kBadFile} JSON_SYNTAX (at row:column), or at a
  /// JSON pointer JSON_DUPLICATE, JSON_DEPTH.
  static JsonValue parse(std::string_view text, const std::string& file);
};

}  // namespace convscope::engine
