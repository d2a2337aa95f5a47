#include "engine/io/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/io/file.h"
#include "engine/io/json_parse.h"

namespace convscope::engine {
namespace {

using nlohmann::json;

std::string quoted(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  std::string shown = text.substr(0, kLongest);
  // Never cut inside a UTF-8 character: drop the continuation bytes of a torn one.
  while (text.size() > kLongest && !shown.empty() && (shown.back() & 0xC0) == 0x80) {
    shown.pop_back();
  }
  if (text.size() > kLongest && !shown.empty() && (shown.back() & 0x80) != 0) shown.pop_back();
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return "\"" + shown + (text.size() > kLongest ? "...\"" : "\"");
}

std::string number_text(const json& value) {
  return value.is_number_float() ? format_double(value.get<double>()) : value.dump();
}

std::optional<Index> whole_number(const json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<Index>::max())) return {};
    return static_cast<Index>(number);
  }
  if (value.is_number_integer()) return value.get<Index>();
  if (!value.is_number_float()) return {};
  const double number = value.get<double>();
  constexpr double kExact = 9007199254740992.0;  // 2^53: beyond it a double is no exact integer
  if (std::floor(number) != number || std::fabs(number) > kExact) return {};
  return static_cast<Index>(number);
}

}  // namespace

struct JsonValue::Root {
  json value;
  std::string file;
};

JsonValue::JsonValue(std::shared_ptr<const Root> root, const json* value, std::string pointer)
    : root_(std::move(root)), value_(value), pointer_(std::move(pointer)) {}

JsonValue JsonValue::child(const json& value, std::string_view step) const {
  return {root_, &value, pointer_ + json_pointer_step(step)};
}

const std::string& JsonValue::file() const noexcept {
  return root_->file;
}
bool JsonValue::is_object() const noexcept {
  return value_->is_object();
}
bool JsonValue::is_array() const noexcept {
  return value_->is_array();
}
bool JsonValue::is_string() const noexcept {
  return value_->is_string();
}
bool JsonValue::is_number() const noexcept {
  return value_->is_number();
}
bool JsonValue::is_null() const noexcept {
  return value_->is_null();
}

std::string JsonValue::describe() const {
  switch (value_->type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return fmt::format("an object of {} keys", value_->size());
    case json::value_t::array:
      return value_->empty() ? "an empty array" : fmt::format("an array of {}", value_->size());
    case json::value_t::string:
      return "the string " + quoted(value_->get<std::string>());
    case json::value_t::boolean:
      return value_->get<bool>() ? "true" : "false";
    default:
      return "the number " + number_text(*value_);
  }
}

void JsonValue::fail(std::string code, std::string found, std::string expected) const {
  throw Error(ErrorKind::kBadFile, std::move(code),
              {.file = file(),
               .place = pointer_.empty() ? "/" : pointer_,
               .found = std::move(found),
               .expected = std::move(expected)});
}

void JsonValue::fail(std::string expected) const {
  fail("JSON_VALUE", describe(), std::move(expected));
}

void JsonValue::allow_keys(std::span<const std::string_view> keys) const {
  if (!is_object()) fail("JSON_TYPE", describe(), "an object");
  for (const auto& [key, value] : value_->items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string known;
    for (const std::string_view name : keys)
      known += (known.empty() ? "" : ", ") + std::string(name);
    child(value, key)
        .fail("JSON_KEY", "an unknown key", known.empty() ? "no keys here" : "one of " + known);
  }
}

void JsonValue::allow_keys(std::initializer_list<std::string_view> keys) const {
  allow_keys(std::span<const std::string_view>(keys.begin(), keys.size()));
}

std::vector<std::string> JsonValue::keys() const {
  if (!is_object()) fail("JSON_TYPE", describe(), "an object");
  std::vector<std::string> names;
  for (const auto& entry : value_->items()) names.push_back(entry.key());
  return names;
}

bool JsonValue::has(std::string_view key) const {
  return find(key).has_value();
}

JsonValue JsonValue::at(std::string_view key) const {
  if (std::optional<JsonValue> value = find(key)) return *value;
  child(*value_, key).fail("JSON_MISSING", "nothing", "a value");
}

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  if (!is_object()) fail("JSON_TYPE", describe(), "an object");
  const auto entry = value_->find(std::string(key));
  if (entry == value_->end()) return {};
  return child(*entry, key);
}

Index JsonValue::size() const {
  if (!is_array()) fail("JSON_TYPE", describe(), "an array");
  return static_cast<Index>(value_->size());
}

JsonValue JsonValue::item(Index i) const {
  if (i < 0 || i >= size()) fail(fmt::format("an element {}", i));
  return child((*value_)[static_cast<std::size_t>(i)], std::to_string(i));
}

std::string JsonValue::text() const {
  if (!is_string()) fail("JSON_TYPE", describe(), "a string");
  return value_->get<std::string>();
}

bool JsonValue::boolean() const {
  if (!value_->is_boolean()) fail("JSON_TYPE", describe(), "true or false");
  return value_->get<bool>();
}

double JsonValue::number() const {
  if (!is_number()) fail("JSON_TYPE", describe(), "a number");
  return value_->get<double>();
}

Index JsonValue::index(Index min, Index max) const {
  const std::optional<Index> number = whole_number(*value_);
  if (number && *number >= min && *number <= max) return *number;
  fail("JSON_VALUE", describe(),
       max == std::numeric_limits<Index>::max()
           ? fmt::format("a whole number of at least {}", min)
           : fmt::format("a whole number from {} to {}", min, max));
}

std::vector<Index> JsonValue::indices(Index min, Index max) const {
  std::vector<Index> numbers;
  for (Index i = 0; i < size(); ++i) numbers.push_back(item(i).index(min, max));
  return numbers;
}

Shape JsonValue::nested_shape(int min_rank, int max_rank) const {
  std::vector<Index> sizes;
  const json* level = value_;
  std::string pointer = pointer_;
  for (; level->is_array(); level = &level->front(), pointer += "/0") {
    const JsonValue here(root_, level, pointer);
    if (level->empty()) here.fail("JSON_SHAPE", "an empty array", "at least one number");
    if (static_cast<int>(sizes.size()) == max_rank) {
      here.fail("JSON_SHAPE", "one more level of arrays", fmt::format("rank {}", max_rank));
    }
    sizes.push_back(static_cast<Index>(level->size()));
  }
  if (static_cast<int>(sizes.size()) < min_rank) {
    fail("JSON_SHAPE",
         sizes.empty() ? describe() : fmt::format("an array of rank {}", sizes.size()),
         min_rank == max_rank ? fmt::format("an array of rank {}", min_rank)
                              : fmt::format("an array of rank {} to {}", min_rank, max_rank));
  }
  return Shape(std::span<const Index>(sizes));
}

Tensor JsonValue::tensor(int min_rank, int max_rank) const {
  const Shape shape = nested_shape(min_rank, max_rank);
  std::vector<Scalar> values;
  // Not reserved from the shape: a ragged file may promise more numbers than it holds. Pointers
  // are put together only for an error; there may be millions of numbers.
  Cell cell = shape;
  const auto here = [&](const json& value, int axes) {
    std::string pointer = pointer_;
    for (int axis = 0; axis < axes; ++axis)
      pointer += json_pointer_step(std::to_string(cell[axis]));
    return JsonValue(root_, &value, pointer);
  };
  const auto visit = [&](const auto& self, const json& value, int axis) -> void {
    if (axis == shape.rank()) {
      const double number = value.is_number() ? value.get<double>() : here(value, axis).number();
      if (std::fabs(number) > double(std::numeric_limits<float>::max())) {
        here(value, axis).fail("a number within the range of float32");
      }
      values.push_back(static_cast<Scalar>(number));
      return;
    }
    if (!value.is_array() || static_cast<Index>(value.size()) != shape[axis]) {
      const JsonValue at = here(value, axis);
      at.fail("JSON_SHAPE", at.describe(),
              fmt::format("an array of {} as in the first", shape[axis]));
    }
    for (cell[axis] = 0; cell[axis] < shape[axis]; ++cell[axis]) {
      self(self, value[static_cast<std::size_t>(cell[axis])], axis + 1);
    }
  };
  visit(visit, *value_, 0);
  return Tensor(shape, std::move(values));
}

JsonValue JsonDocument::read(const std::string& path) {
  return parse(read_text_file(path, kMaxBytes), display_path(path));
}

JsonValue JsonDocument::parse(std::string_view text, const std::string& file) {
  auto root = std::make_shared<JsonValue::Root>();
  root->file = file;
  root->value = parse_strict_json(text, file);
  const json* value = &root->value;
  return {std::move(root), value, ""};
}

}  // namespace convscope::engine
