#include "app/state/number_card.h"

namespace convscope::state {
namespace {

// A weight's place in its filter or row; where there is no weight, the input's.
std::string index_text(const engine::Term& term) {
  const auto& ref = term.weight ? term.weight : term.input;
  if (!ref) return "";
  std::string text;
  for (int axis = ref->index.rank() > 1 ? 1 : 0; axis < ref->index.rank(); ++axis) {
    text += (text.empty() ? "" : ",") + std::to_string(ref->index[axis]);
  }
  return text;
}

}  // namespace

std::vector<CardRow> card_rows(const engine::Explanation& explanation, engine::Index per_group) {
  std::vector<CardRow> rows;
  for (const engine::Term& term : explanation.terms) {
    const auto k = static_cast<engine::Index>(rows.size());
    rows.push_back({.k = k + 1,
                    .index = index_text(term),
                    .x = term.x,
                    .w = term.w,
                    .product = term.product,
                    .sum = term.running_sum,
                    .padding = term.padding,
                    .starts_group = k > 0 && per_group > 0 && k % per_group == 0});
  }
  return rows;
}

}  // namespace convscope::state
