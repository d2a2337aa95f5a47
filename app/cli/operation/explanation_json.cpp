#include "app/cli/operation/explanation_json.h"

#include <fmt/format.h>

#include "app/cli/operation/tensor_json.h"

namespace convscope::cli {
namespace {

using engine::TensorRef;
using engine::Term;

std::string name_and_index(const TensorRef& ref) {
  return fmt::format("\"name\": {}, \"index\": {}", json_string(ref.name), ref.index.to_string());
}

std::string reference(const std::optional<TensorRef>& ref) {
  return ref ? "{" + name_and_index(*ref) + "}" : "null";
}

std::string term_json(const Term& term) {
  return fmt::format(
      "{{\"input\": {}, \"weight\": {}, \"x\": {}, \"w\": {}, \"product\": {}, "
      "\"running_sum\": {}, \"padding\": {}, \"chosen\": {}}}",
      reference(term.input), reference(term.weight), json_number(term.x), json_number(term.w),
      json_number(term.product), json_number(term.running_sum), term.padding, term.chosen);
}

}  // namespace

std::string to_json(const OperationCase& sample, const engine::Explanation& explanation,
                    const std::optional<CheckNumbers>& check) {
  std::string text = fmt::format(
      "{{\"id\": {}, \"op\": {}, \"what\": {}, \"formula\": {}, \"formula_latex\": {}, "
      "\"substituted\": {}, \"terms\": [",
      json_string(sample.id), json_string(sample.op), json_string(explanation.what),
      json_string(explanation.formula), json_string(explanation.formula_latex),
      json_string(explanation.substituted));
  for (std::size_t i = 0; i < explanation.terms.size(); ++i) {
    text += (i == 0 ? "" : ", ") + term_json(explanation.terms[i]);
  }
  const std::string bias =
      explanation.bias ? fmt::format("{{{}, \"value\": {}}}", name_and_index(explanation.bias->ref),
                                     json_number(explanation.bias->value))
                       : "null";
  text += fmt::format("], \"bias\": {}, \"sum\": {}, \"activation\": {}, \"result\": {}", bias,
                      json_number(explanation.sum),
                      explanation.activation.empty() ? "null" : json_string(explanation.activation),
                      json_number(explanation.result));
  if (check) {
    text += fmt::format(", \"check\": {{\"analytic\": {}, \"numeric\": {}, \"difference\": {}}}",
                        json_number(check->analytic), json_number(check->numeric),
                        json_number(check->difference));
  }
  return text + "}";
}

}  // namespace convscope::cli
