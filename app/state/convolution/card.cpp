#include "app/state/convolution/card.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/state/convolution/gradient_card.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = ConvolutionNumber::Kind;
using Size = ConvolutionSize;

std::string say(const Phrase& phrase, Language language, const Cell& cell) {
  const auto at = [&](int axis) { return axis < cell.rank() ? cell[axis] : Index{0}; };
  return fmt::format(fmt::runtime(phrase.in(language)), at(0), at(1), at(2), at(3));
}

// "3+j", "3+2*j", "j-1": where input is read along one axis.
std::string place(Index start, Index dilation, std::string_view letter) {
  std::string tap =
      dilation == 1 ? std::string(letter) : fmt::format("{}\u00B7{}", dilation, letter);
  if (start == 0) return tap;
  return start > 0 ? fmt::format("{}+{}", start, tap) : fmt::format("{}\u2212{}", tap, -start);
}

std::vector<CardLine> symbolic_formula(const ConvolutionSetup& setup) {
  const bool dilated = std::max(setup[Size::kDilation], setup[Size::kDilationX]) > 1;
  const bool grouped = setup[Size::kGroups] > 1;
  const std::string i = dilated ? "d\u00B7i" : "i", j = dilated ? "d\u00B7j" : "j";
  CardLine first{{"o[f,y,x]", CardRole::kOutput},
                 {setup.has_bias ? " = b[f] + \u03A3" : " = \u03A3"}};
  first.push_back({"c,i,j", CardRole::kText, true});
  const std::string c = grouped ? "g\u00B7C/G+c" : "c";
  const std::string w =
      setup.choices.flipped ? "  w[f,c,k\u22121\u2212i,k\u22121\u2212j]" : "  w[f,c,i,j]";
  const std::string y = fmt::format(" x[{}, s\u00B7y+{}\u2212p,", c, i);
  const std::string x = fmt::format(" s\u00B7x+{}\u2212p]", j);
  // With groups and dilation one line is not enough.
  if (dilated && grouped) {
    return {first,
            {{w, CardRole::kFilter}, {" \u00B7"}},
            {{" " + y, CardRole::kInput}},
            {{"    " + x, CardRole::kInput}}};
  }
  return {first, {{w, CardRole::kFilter}, {" \u00B7 "}, {y.substr(1) + x, CardRole::kInput}}};
}

// "w[0,c,i,j]", or turned by 180 degrees "w[0,c,2-i,2-j]".
std::string weight_text(const ConvolutionSetup& setup, Index f) {
  if (!setup.choices.flipped) return fmt::format("w[{},c,i,j]", f);
  return fmt::format("w[{},c,{}\u2212i,{}\u2212j]", f, setup[Size::kKernel] - 1,
                     setup[Size::kKernelX] - 1);
}

std::vector<CardLine> formula_with_numbers(const ConvolutionView& view, const Cell& cell,
                                           Language language) {
  const ConvolutionSetup& setup = view.state().setup();
  const engine::Window2d& window = view.result().layer.window();
  const Index first = view.first_channel(cell[0]);
  const double bias = static_cast<double>(setup.bias[cell[0]]);
  std::string start = " = ";
  if (setup.has_bias) {
    start += number_text(bias, kExactDigits, language) + " + ";
  }
  CardLine line{{fmt::format("o[{},{},{}]", cell[0], cell[1], cell[2]), CardRole::kOutput},
                {start + "\u03A3"},
                {"c,i,j", CardRole::kText, true},
                {" " + weight_text(setup, cell[0]), CardRole::kFilter}};
  return {line,
          {{"  \u00B7 "},
           {fmt::format("x[{}, {}, {}]", first == 0 ? "c" : fmt::format("{}+c", first),
                        place(window.y.start(cell[1]), window.y.dilation, "i"),
                        place(window.x.start(cell[2]), window.x.dilation, "j")),
            CardRole::kInput}}};
}

void set_columns(NumberCard& card, const ConvolutionView& view, Language language) {
  card.columns.sum = std::string(phrase::kSumColumn.in(language));
  card.columns.x_decimals = view.input_scale().decimals;
  card.columns.w_decimals = view.weight_scale().decimals;
  card.columns.product_decimals = view.product_scale().decimals;
  card.columns.sum_decimals = view.sum_decimals();
}

NumberCard output_card(const ConvolutionView& view, const Cell& cell, Language language) {
  const bool is_current = cell == view.position().cell;
  const engine::Cursor& cursor = view.result().cursor;
  const Index terms = cursor.terms_per_cell();
  NumberCard card;
  card.explanation = is_current ? view.current() : view.explain(cell);
  const engine::Explanation& e = *card.explanation;
  set_columns(card, view, language);
  card.title = fmt::format("o[{},{},{}]", cell[0], cell[1], cell[2]);
  card.what = say(phrase::kOutputCell, language, cell);
  card.rows = card_rows(e, cursor.terms_per_channel());
  for (std::size_t k = 0; k < card.rows.size(); ++k) {
    // The formula's i and j are the window's, not the turned kernel's.
    const Cell tap = view.state().setup().weight_index(e.terms[k].weight->index);
    card.rows[k].index = fmt::format("{},{},{}", tap[1], tap[2], tap[3]);
  }
  // One slice needs no number.
  if (view.slices() == 1) {
    card.columns.index = "i,j";
    for (CardRow& row : card.rows) {
      if (row.index.starts_with("0,")) row.index.erase(0, 2);
    }
  }
  // What is hidden on the stage is not told here either.
  card.done =
      is_current || view.state().hide_pending ? cursor.terms_done(cell, view.state().step) : terms;
  card.partial = card.done > 0 && card.done < terms;
  const int decimals = card.columns.sum_decimals;
  const double value = card.done == terms ? e.result
                       : card.done > 0
                           ? e.terms[static_cast<std::size_t>(card.done - 1)].running_sum
                           : 0;
  card.value =
      card.done == 0
          ? "\u00B7"
          : number_text(value, card.done == terms ? view.output_scale().decimals : decimals,
                        language);
  if (is_current) card.current = view.active_term();
  card.formula = symbolic_formula(view.state().setup());
  card.with_numbers = formula_with_numbers(view, cell, language);
  if (e.bias) {
    card.bias_name = fmt::format("{} b{}", phrase::kBiasOf.in(language), cell[0]);
    const auto bias = static_cast<float>(e.bias->value);
    const int wanted =
        common_decimals(card.columns.product_decimals, column_decimals({&bias, 1}, 4));
    card.bias_value = signed_text(e.bias->value, wanted, language);
  }
  if (card.done == terms) card.result = number_text(e.result, decimals, language);
  return card;
}

// An input or a weight: every output it helps to make, by the product it is in.
NumberCard factor_card(const ConvolutionView& view, const ConvolutionNumber& number,
                       Language language) {
  const bool input = number.kind == Kind::kInput;
  const ConvolutionResult& result = view.result();
  const engine::Window2d& window = result.layer.window();
  const engine::Shape& out = result.cursor.output();
  NumberCard card;
  card.role = input ? CardRole::kInput : CardRole::kFilter;
  set_columns(card, view, language);
  card.columns.index = "o[f,y,x]";
  card.columns.has_sum = false;
  const Cell& cell = number.index;
  const bool padding = input && (window.y.is_padding(cell[1]) || window.x.is_padding(cell[2]));
  const auto value_at = [&](Index c, Index y, Index x) {
    const auto from_y = window.y.source(y), from_x = window.x.source(x);
    return from_y && from_x ? static_cast<double>(result.input.at({0, c, *from_y, *from_x})) : 0.0;
  };
  const auto weight_at = [&](const Cell& w) {
    return static_cast<double>(result.weight.at(view.state().setup().weight_index(w)));
  };
  for (Index o = 0; o < out.count(); ++o) {
    const Cell to = out.cell_at(o);
    Cell x{0, 0, 0}, w{0, 0, 0, 0};
    if (input) {
      const auto i = window.y.kernel_index(to[1], cell[1]);
      const auto j = window.x.kernel_index(to[2], cell[2]);
      const Index slice = cell[0] - view.first_channel(to[0]);
      if (!i || !j || slice < 0 || slice >= view.slices()) continue;
      x = cell;
      w = view.state().setup().weight_index({to[0], slice, *i, *j});
    } else {
      if (to[0] != cell[0]) continue;
      const Cell tap = view.state().setup().weight_index(cell);
      x = {view.first_channel(to[0]) + tap[1], window.y.input_index(to[1], tap[2]),
           window.x.input_index(to[2], tap[3])};
      w = cell;
    }
    CardRow row{.k = static_cast<Index>(card.rows.size()) + 1,
                .index = fmt::format("{},{},{}", to[0], to[1], to[2])};
    row.x = value_at(x[0], x[1], x[2]);
    row.w = weight_at(w);
    row.product = row.x * row.w;
    row.link = to;
    row.padding = window.y.is_padding(x[1]) || window.x.is_padding(x[2]);
    card.rows.push_back(row);
  }
  card.done = static_cast<Index>(card.rows.size());
  const double value = input ? value_at(cell[0], cell[1], cell[2]) : weight_at(cell);
  card.value = number_text(value, kExactDigits, language);
  card.title = input ? fmt::format("x[{},{},{}]", cell[0], cell[1], cell[2])
                     : fmt::format("w[{},{},{},{}]", cell[0], cell[1], cell[2], cell[3]);
  card.what = say(input ? phrase::kInputCell : phrase::kWeightCell, language, cell);
  if (padding) card.what += fmt::format(" ({})", phrase::kPaddingWord.in(language));
  const bool one = card.rows.size() == 1;
  const Phrase& remark = input ? (one ? phrase::kReadByOne : phrase::kReadBy)
                               : (one ? phrase::kTouchesOne : phrase::kTouches);
  card.remark = fmt::format(fmt::runtime(remark.in(language)), card.rows.size());
  return card;
}

NumberCard bias_card(const ConvolutionView& view, Index f, Language language) {
  NumberCard card;
  card.role = CardRole::kFilter;
  const float value = view.state().setup().bias[f];
  card.title = fmt::format("b[{}]", f);
  card.value = number_text(static_cast<double>(value), kExactDigits, language);
  card.what = say(phrase::kBiasCell, language, {f});
  const engine::Shape& out = view.result().cursor.output();
  const Phrase& remark = out[1] * out[2] == 1 ? phrase::kReadByOne : phrase::kReadBy;
  card.remark = fmt::format(fmt::runtime(remark.in(language)), out[1] * out[2]);
  return card;
}

}  // namespace

NumberCard convolution_card(const ConvolutionView& view, Language language) {
  const ConvolutionState& state = view.state();
  if (state.backward()) return gradient_card(view, language);
  const bool hovers = state.hovered && state.hovered->kind != Kind::kProduct;
  const std::optional<ConvolutionNumber> shown = hovers ? state.hovered : state.pinned;
  NumberCard card;
  if (!shown || shown->kind == Kind::kProduct) {
    card = output_card(view, view.position().cell, language);
  } else if (shown->kind == Kind::kOutput) {
    card = output_card(view, shown->index, language);
  } else if (shown->kind == Kind::kBias) {
    card = bias_card(view, shown->index[0], language);
  } else {
    card = factor_card(view, *shown, language);
  }
  card.origin = shown && shown == state.pinned ? CardOrigin::kPinned
                : hovers && shown != ConvolutionNumber{Kind::kOutput, view.position().cell}
                    ? CardOrigin::kHovered
                    : CardOrigin::kCurrent;
  if (state.hovered && state.hovered->kind == Kind::kProduct && !state.pinned) {
    card.linked = state.hovered->index[0];
  }
  return card;
}

}  // namespace convscope::state
