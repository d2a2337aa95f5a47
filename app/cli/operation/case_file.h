#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/io/json_reader.h"

namespace convscope::cli {

/// One operation case of a file: {"id", "op", "attrs", "inputs"}.
struct OperationCase {
  std::string id;
  std::string op;
  engine::JsonValue value;                 ///< the whole case
  std::optional<engine::JsonValue> attrs;  ///< none: every attribute has its default
  engine::JsonValue inputs;
  std::optional<engine::JsonValue> expected;

  /// Refuses attributes that are not in the list.
  void allow_attributes(std::initializer_list<std::string_view> names) const;
  std::optional<engine::JsonValue> attribute(std::string_view name) const;
  /// Throws JSON_MISSING when it is not there.
  engine::JsonValue required_attribute(std::string_view name) const;
  double number(std::string_view name, double fallback) const;
  bool flag(std::string_view name, bool fallback) const;
};

/// The cases of a file, not looked into yet: one case, an array of cases or {"meta", "cases"}.
std::vector<engine::JsonValue> split_cases(const engine::JsonValue& root);

/// Checks a case's keys; its attributes and inputs are for the operation to check.
OperationCase read_case(const engine::JsonValue& value);

}  // namespace convscope::cli
