#include "app/cli/operation/case_file.h"

namespace convscope::cli {

using engine::Index;
using engine::JsonValue;

void OperationCase::allow_attributes(std::initializer_list<std::string_view> names) const {
  if (attrs) attrs->allow_keys(names);
}

std::optional<JsonValue> OperationCase::attribute(std::string_view name) const {
  return attrs ? attrs->find(name) : std::nullopt;
}

JsonValue OperationCase::required_attribute(std::string_view name) const {
  return attrs ? attrs->at(name) : value.at("attrs").at(name);
}

double OperationCase::number(std::string_view name, double fallback) const {
  const auto found = attribute(name);
  return found ? found->number() : fallback;
}

bool OperationCase::flag(std::string_view name, bool fallback) const {
  const auto found = attribute(name);
  return found ? found->boolean() : fallback;
}

std::vector<JsonValue> split_cases(const JsonValue& root) {
  if (root.is_object() && !root.has("cases")) return {root};
  if (root.is_object()) {
    root.allow_keys({"meta", "cases"});
    const JsonValue cases = root.at("cases");
    if (!cases.is_array()) cases.fail("JSON_TYPE", cases.describe(), "an array of cases");
    return split_cases(cases);
  }
  if (!root.is_array()) root.fail("a case, an array of cases or {\"cases\": [...]}");
  std::vector<JsonValue> cases;
  for (Index i = 0; i < root.size(); ++i) cases.push_back(root.item(i));
  return cases;
}

OperationCase read_case(const JsonValue& value) {
  value.allow_keys({"id", "op", "attrs", "inputs", "layout", "note", "expected", "meta"});
  if (!value.pointer().empty()) {
    if (const auto meta = value.find("meta")) {
      meta->fail("JSON_KEY", "\"meta\" inside a case", "it at the top of the file only");
    }
  }
  const auto id = value.find("id");
  OperationCase result{.id = id ? id->text() : "case",
                       .op = value.at("op").text(),
                       .value = value,
                       .attrs = value.find("attrs"),
                       .inputs = value.at("inputs"),
                       .expected = value.find("expected")};
  if (result.attrs && !result.attrs->is_object()) {
    result.attrs->fail("JSON_TYPE", result.attrs->describe(), "an object");
  }
  return result;
}

}  // namespace convscope::cli
