#include "app/state/network/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "app/state/network/cell_view.h"
#include "app/state/network/update_network.h"
#include "app/state/phrases/check.h"
#include "engine/model/spec_json.h"

namespace convscope::state::network {
namespace {

using engine::Cell;
using engine::Index;
using engine::Node;
using engine::Term;

/// Which terms of which cell may be chosen from.
struct Place {
  MapRef ref;
  Cell cell;
  Index first = 0;   // term
  Index count = -1;  // -1: all
};

const Node& node_of(const NetworkState& lab, const Column& column) {
  return lab.weights.network->nodes()[static_cast<std::size_t>(column.compute)];
}

Place place_of(const NetworkState& lab) {
  const Column& column = lab.column(lab.selected->column);
  const long long step = current_step(lab), last = last_step(lab);
  Place place{.ref = *lab.selected, .cell = open_cell(lab)};
  const bool inside = step >= 1 && step < last;
  if (lab.grain == Grain::kTerm && inside) {
    place.first = step - 1;
    place.count = 1;
  } else if (lab.grain == Grain::kCell && inside) {
    const Index width = column.width();
    place.cell = column.cell(lab.selected->map, (step - 1) / width, (step - 1) % width);
  } else if (lab.grain == Grain::kChannel && inside && has_filters(*lab.weights.network, column)) {
    const engine::Shape& weight = node_of(lab, column).layer->parameters().front().shape;
    place.count = weight[2] * weight[3];
    place.first = (step - 1) * place.count;
  }
  return place;
}

// The term that adds the most of those of the place; all of them where the step is behind them.
Index choose_term(const std::vector<Term>& terms, const Place& place) {
  const auto all = static_cast<Index>(terms.size());
  Index first = place.first, count = place.count;
  if (count < 0 || first + count > all) {
    first = 0;
    count = all;
  }
  const auto weight_of = [&](Index i) {
    const Term& term = terms[static_cast<std::size_t>(i)];
    return (term.chosen ? 1e30 : std::abs(term.product)) - (term.padding ? 1 : 0);
  };
  Index best = first;
  for (Index i = first + 1; i < first + count; ++i) {
    if (weight_of(i) > weight_of(best)) best = i;
  }
  return best;
}

// "[12,3,1,2]" from `axis` on.
std::string index_text(const Cell& cell, int axis) {
  std::string text;
  for (; axis < cell.rank(); ++axis) text += (text.empty() ? "" : ",") + std::to_string(cell[axis]);
  return "[" + text + "]";
}

/// In the order of the check's numbers.
using Variables = std::vector<LossVariable>;

// Where a parameter's number lies in the flat block; none for what is no parameter.
std::optional<Index> parameter_at(const Node& node, const engine::TensorRef& ref) {
  Index offset = node.parameter_offset;
  for (const auto& info : node.layer->parameters()) {
    if (info.name == ref.name) return offset + info.shape.offset(ref.index);
    offset += info.shape.count();
  }
  return std::nullopt;
}

void add_weight(const NetworkState& lab, const Term& term, GradientCheck& check,
                Variables& variables) {
  if (!term.weight) return;
  const auto at = parameter_at(node_of(lab, lab.column(check.ref.column)), *term.weight);
  if (!at) return;
  check.numbers.push_back({.role = CheckedNumber::Role::kWeight,
                           .name = "w" + index_text(term.weight->index, 0),
                           .letter = "w",
                           .slopes = {}});
  variables.push_back({.index = *at});
}

void add_input(const NetworkState& lab, const Term& term, GradientCheck& check,
               Variables& variables) {
  const Node& node = node_of(lab, lab.column(check.ref.column));
  check.reads_padding = term.padding;
  if (!term.input || term.padding || node.inputs.size() != 1) return;
  const Index source = node.inputs.front();
  const engine::ConstTensorView numbers = check.pass->output(source);
  const Index at = numbers.shape().with_leading(1).offset(term.input->index);
  // A flattened number is called by its place in the maps.
  Cell cell = numbers.shape().cell_at(at);
  const int from = check.ref.column - 1;
  if (from >= 0 && lab.column(from).shape.count() == numbers.shape().count()) {
    cell = lab.column(from).shape.cell_at(at);
  }
  const std::string symbol = column_symbol(*lab.weights.network, lab.columns, from);
  check.numbers.push_back({.role = CheckedNumber::Role::kInput,
                           .name = symbol + index_text(cell, 0),
                           .letter = symbol,
                           .slopes = {}});
  variables.push_back({.node = source, .index = at});
}

void add_bias(const NetworkState& lab, const CellParts& parts, GradientCheck& check,
              Variables& variables) {
  if (!parts.compute.bias) return;
  const engine::TensorRef& ref = parts.compute.bias->ref;
  const auto at = parameter_at(node_of(lab, lab.column(check.ref.column)), ref);
  if (!at) return;
  check.numbers.push_back({.role = CheckedNumber::Role::kBias,
                           .name = "b" + index_text(ref.index, 0),
                           .letter = "b",
                           .slopes = {}});
  variables.push_back({.index = *at});
}

Index multiply_adds(const engine::Network& network) {
  return std::accumulate(network.nodes().begin(), network.nodes().end(), Index{0},
                         [](Index sum, const Node& node) { return sum + node.layer->macs(); });
}

bool same_probe(const GradientCheck& a, const GradientCheck& b) {
  return a.pass == b.pass && a.target == b.target && a.probe;
}

}  // namespace

CheckedClass checked_class(const NetworkState& lab) {
  const Drawing& drawing = lab.pad.drawing();
  const auto shown = lab.test.image.values();
  const bool untouched = drawing.picture && drawing.strokes.empty() && lab.test.label >= 0 &&
                         std::ranges::equal(drawing.picture->values(), shown);
  if (untouched && lab.test.label < static_cast<int>(lab.pass->probabilities.size())) {
    return {lab.test.label, true};
  }
  return {ranking(lab.pass->probabilities).front(), false};
}

void refresh_check(NetworkState& lab) {
  if (!lab.checking || !lab.pass || lab.level() == Level::kNetwork || !lab.selected) {
    lab.check = nullptr;
    return;
  }
  const CheckedClass wanted = checked_class(lab);
  const Place place = place_of(lab);
  const CellParts parts = explain_cell(*lab.pass, lab.column(place.ref.column), place.cell);
  const auto& terms = parts.compute.terms;
  if (terms.empty()) {
    lab.check = nullptr;
    return;
  }
  const GradientCheck* old = lab.check.get();
  GradientCheck check{.waiting = lab.pad.drawing_stroke(),
                      .target = wanted.target,
                      .labelled = wanted.labelled,
                      .pass = lab.pass,
                      .probe = {},
                      .ref = place.ref,
                      .cell = place.cell,
                      .term = choose_term(terms, place),
                      .terms = static_cast<Index>(terms.size())};
  if (old != nullptr && old->pass == check.pass && old->target == check.target &&
      old->labelled == check.labelled && old->ref == check.ref && old->cell == check.cell &&
      old->term == check.term && old->waiting == check.waiting) {
    return;
  }
  const engine::Network& network = *lab.weights.network;
  check.too_large = multiply_adds(network) > GradientProbe::kMostMacs;
  if (!check.too_large && !check.waiting) {
    check.probe = old != nullptr && same_probe(*old, check)
                      ? old->probe
                      : std::make_shared<const GradientProbe>(
                            engine::print_spec(network.spec()), *lab.weights.parameters,
                            lab.pass->picture.values(), wanted.target);
    check.loss = check.probe->loss();
    const Term& term = terms[static_cast<std::size_t>(check.term)];
    Variables variables;
    add_weight(lab, term, check, variables);
    add_input(lab, term, check, variables);
    add_bias(lab, parts, check, variables);
    const auto slopes = check.probe->check(variables);
    for (std::size_t i = 0; i < slopes.size(); ++i) check.numbers[i].slopes = slopes[i];
  }
  lab.check = std::make_shared<const GradientCheck>(std::move(check));
}

CheckSheet check_sheet(const GradientCheck& check, Language language) {
  const auto say = [&](const Phrase& words) { return std::string(words.in(language)); };
  CheckSheet sheet{.objective = CheckSheet::Objective::kLoss,
                   .target = check.target,
                   .what = say(phrase::kLossOf) + " " + std::to_string(check.target) + ", " +
                           say(check.labelled ? phrase::kTheLabel : phrase::kTheFirstGuess),
                   .value = check.loss,
                   .step = GradientProbe::kStep,
                   .term = check.term,
                   .numbers = check.numbers,
                   .instead = {},
                   .remark = {}};
  if (check.too_large) {
    sheet.instead = say(phrase::kTooLargeToCheck);
  } else if (check.waiting) {
    sheet.instead = say(phrase::kCheckedAfterStroke);
  }
  if (check.reads_padding) sheet.remark = say(phrase::kReadsPadding);
  return sheet;
}

}  // namespace convscope::state::network
