#include "app/state/convolution/gradient_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = ConvolutionNumber::Kind;
using Pass = ConvolutionPass;
using Size = ConvolutionSize;

std::string bracketed(const Cell& cell) {
  std::string text;
  for (const Index i : cell) {
    text += text.empty() ? "" : ",";
    text += i < 0 ? fmt::format("\u2212{}", -i) : fmt::format("{}", i);
  }
  return "[" + text + "]";
}

std::string gradient_name(const ConvolutionNumber& number) {
  const auto letter = [&]() -> std::string_view {
    switch (number.kind) {
      case Kind::kInput:
        return "x";
      case Kind::kWeight:
        return "w";
      case Kind::kUpstream:
        return "g";
      case Kind::kArriving:
        return "\u2202L/\u2202a";
      case Kind::kWeightGradient:
        return "dW";
      case Kind::kInputGradient:
        return "dX";
      case Kind::kBiasGradient:
        return "db";
      case Kind::kBias:
        return "b";
      default:
        return "o";
    }
  };
  return std::string(letter()) + bracketed(number.index);
}

std::string say_index(const Phrase& phrase, Language language, const Cell& cell) {
  const auto at = [&](int axis) { return axis < cell.rank() ? cell[axis] : Index{0}; };
  return fmt::format(fmt::runtime(phrase.in(language)), at(0), at(1), at(2), at(3));
}

const Phrase& words_of(Kind kind) {
  switch (kind) {
    case Kind::kWeightGradient:
      return phrase::kWeightGradientCell;
    case Kind::kInputGradient:
      return phrase::kInputGradientCell;
    case Kind::kBiasGradient:
      return phrase::kBiasGradientCell;
    case Kind::kUpstream:
      return phrase::kUpstreamCell;
    case Kind::kArriving:
      return phrase::kArrivingCell;
    case Kind::kInput:
      return phrase::kInputCell;
    default:
      return phrase::kWeightCell;
  }
}

// "2y+1", "y-1", "y": where x is read for output y with a tap that is known.
std::string read_at(Index stride, Index shift, std::string_view letter) {
  std::string text = stride == 1 ? std::string(letter) : fmt::format("{}{}", stride, letter);
  if (shift > 0) text += fmt::format("+{}", shift);
  if (shift < 0) text += fmt::format("\u2212{}", -shift);
  return text;
}

// "(3-2i)/2": the output that reads cell `at` with tap i.
std::string read_by(const engine::WindowAxis& axis, Index at, std::string_view letter) {
  const Index start = at + axis.pad.before;
  const std::string tap =
      axis.dilation == 1 ? std::string(letter) : fmt::format("{}{}", axis.dilation, letter);
  const std::string text = fmt::format("{}\u2212{}", start, tap);
  return axis.stride == 1 ? text : fmt::format("({})/{}", text, axis.stride);
}

// i, j count along the window; a turned kernel is read from its other end.
std::vector<CardLine> gradient_formula(Pass pass, bool turned) {
  const std::string tap = turned ? "k\u22121\u2212i,k\u22121\u2212j" : "i,j";
  switch (pass) {
    case Pass::kWeight:
      return {{{"\u2202L/\u2202w[f,c," + tap + "]", CardRole::kGradient}, {" ="}},
              {{"  \u03A3"},
               {"y,x", CardRole::kText, true},
               {" g[f,y,x]", CardRole::kGradient},
               {" \u00B7 "},
               {"x[c, s\u00B7y+d\u00B7i\u2212p, s\u00B7x+d\u00B7j\u2212p]", CardRole::kInput}}};
    case Pass::kInput:
      return {{{"\u2202L/\u2202x[c,y,x]", CardRole::kGradient}, {" ="}},
              {{"  \u03A3"},
               {"f,i,j", CardRole::kText, true},
               {" g[f, (y+p\u2212d\u00B7i)/s,", CardRole::kGradient},
               {" (x+p\u2212d\u00B7j)/s]", CardRole::kGradient},
               {" \u00B7 "},
               {"w[f,c," + tap + "]", CardRole::kFilter}}};
    default:
      return {{{"\u2202L/\u2202b[f]", CardRole::kGradient},
               {" = \u03A3"},
               {"y,x", CardRole::kText, true},
               {" g[f,y,x]", CardRole::kGradient}}};
  }
}

std::vector<CardLine> gradient_with_numbers(const ConvolutionView& view, const Cell& target) {
  const engine::Window2d& window = view.result().layer.window();
  const std::string name = gradient_name(view.target_number(target));
  if (view.pass() == Pass::kWeight) {
    const Index channel = view.first_channel(target[0]) + target[1];
    return {{{name, CardRole::kGradient},
             {" = \u03A3"},
             {"y,x", CardRole::kText, true},
             {fmt::format(" g[{},y,x]", target[0]), CardRole::kGradient},
             {" \u00B7 "},
             {fmt::format("x[{}, {}, {}]", channel,
                          read_at(window.y.stride, window.y.input_index(0, target[2]), "y"),
                          read_at(window.x.stride, window.x.input_index(0, target[3]), "x")),
              CardRole::kInput}}};
  }
  if (view.pass() == Pass::kInput) {
    const Cell at = view.target_number(target).index;
    const std::string tap =
        view.state().setup().choices.flipped
            ? fmt::format("{}\u2212i,{}\u2212j", window.y.kernel - 1, window.x.kernel - 1)
            : "i,j";
    return {{{name, CardRole::kGradient},
             {" = \u03A3"},
             {"f,i,j", CardRole::kText, true},
             {fmt::format(" g[f, {}, {}]", read_by(window.y, at[1], "i"),
                          read_by(window.x, at[2], "j")),
              CardRole::kGradient},
             {" \u00B7 "},
             {fmt::format("w[f,{},{}]", target[0] % view.slices(), tap), CardRole::kFilter}}};
  }
  return {{{name, CardRole::kGradient},
           {" = \u03A3"},
           {"y,x", CardRole::kText, true},
           {fmt::format(" g[{},y,x]", target[0]), CardRole::kGradient}}};
}

// "y,x" of the output, or "f,i,j" of the weight that a term belongs to.
std::string gradient_row_index(const ConvolutionSetup& setup, Pass pass, const engine::Term& term) {
  const auto& ref = pass == Pass::kBias ? term.input : term.weight;
  if (!ref) return "";
  // The formula's i and j are the window's, not the turned kernel's.
  const Cell at = pass == Pass::kInput ? setup.weight_index(ref->index) : ref->index;
  if (pass == Pass::kInput) return fmt::format("{},{},{}", at[0], at[2], at[3]);
  return fmt::format("{},{}", at[2], at[3]);
}

void set_gradient_columns(NumberCard& card, const ConvolutionView& view, Language language) {
  const Pass pass = view.pass();
  CardColumns& columns = card.columns;
  columns.index = pass == Pass::kInput ? "f,i,j" : "y,x";
  columns.x = pass == Pass::kWeight ? "x" : "g";
  columns.w = pass == Pass::kWeight ? "g" : pass == Pass::kInput ? "w" : "1";
  columns.product = columns.x + "\u00B7" + columns.w;
  columns.sum = std::string(phrase::kSumColumn.in(language));
  columns.x_role = pass == Pass::kWeight ? CardRole::kInput : CardRole::kGradient;
  columns.w_role = pass == Pass::kWeight  ? CardRole::kGradient
                   : pass == Pass::kInput ? CardRole::kFilter
                                          : CardRole::kDim;
  columns.x_decimals = view.input_scale().decimals;
  columns.w_decimals = view.weight_scale().decimals;
  columns.product_decimals = view.product_scale().decimals;
  columns.sum_decimals = view.sum_decimals();
}

// Where the padding shows numbers: what the padded cells that show this one add.
std::string folded_remark(const ConvolutionView& view, const ConvolutionNumber& number,
                          Language language) {
  const ConvolutionGradients& gradients = *view.state().gradients;
  if (gradients.d_padded.empty() || number.kind != Kind::kInputGradient) return {};
  const engine::Window2d& window = view.result().layer.window();
  const Cell& at = number.index;
  if (window.y.is_padding(at[1]) || window.x.is_padding(at[2])) {
    return fmt::format(fmt::runtime(phrase::kFoldedAway.in(language)),
                       bracketed({at[0], *window.y.source(at[1]), *window.x.source(at[2])}));
  }
  const Cell cell = at.with_leading(0);
  return fmt::format(
      fmt::runtime(phrase::kFolded.in(language)),
      number_text(static_cast<double>(gradients.d_input.at(cell)), -kUsualDigits, language));
}

NumberCard gradient_target_card(const ConvolutionView& view, const Cell& target,
                                Language language) {
  const bool is_current = target == view.position().cell;
  const engine::Cursor& cursor = view.cursor();
  const Index terms = cursor.terms_per_cell();
  const ConvolutionNumber number = view.target_number(target);
  NumberCard card;
  card.role = CardRole::kGradient;
  card.explanation = is_current ? view.current() : view.explain(target);
  const engine::Explanation& e = *card.explanation;
  set_gradient_columns(card, view, language);
  card.title = gradient_name(number);
  card.what = say_index(words_of(number.kind), language, number.index);
  card.rows = card_rows(e, cursor.terms_per_channel());
  for (std::size_t k = 0; k < card.rows.size(); ++k) {
    card.rows[k].index = gradient_row_index(view.state().setup(), view.pass(), e.terms[k]);
  }
  card.done = is_current || view.state().hide_pending ? cursor.terms_done(target, view.state().step)
                                                      : terms;
  card.partial = card.done > 0 && card.done < terms;
  const int decimals = card.columns.sum_decimals;
  const double value = card.done == terms ? e.result
                       : card.done > 0
                           ? e.terms[static_cast<std::size_t>(card.done - 1)].running_sum
                           : 0;
  card.value = card.done == 0 ? "\u00B7" : number_text(value, decimals, language);
  if (is_current) card.current = view.active_term();
  card.formula = gradient_formula(view.pass(), view.state().setup().choices.flipped);
  card.with_numbers = gradient_with_numbers(view, target);
  card.after = folded_remark(view, number, language);
  if (card.done == terms) card.result = number_text(e.result, decimals, language);
  return card;
}

// Behind an activation: what arrives times the slope there.
void explain_upstream(NumberCard& card, const ConvolutionView& view,
                      const ConvolutionNumber& number, Language language) {
  const ConvolutionGradients& gradients = *view.state().gradients;
  const std::string_view name = engine::info(*view.state().setup().choices.activation).name;
  const Cell cell = number.index.with_leading(0);
  const auto text = [&](float value) {
    const std::string digits = number_text(static_cast<double>(value), -kUsualDigits, language);
    return value < 0 ? "(" + digits + ")" : digits;
  };
  card.formula = {
      {{"g[f,y,x]", CardRole::kGradient}, {" = "}, {"\u2202L/\u2202a[f,y,x]", CardRole::kGradient}},
      {{"  \u00B7 "}, {fmt::format("{}\u2032(o[f,y,x])", name), CardRole::kOutput}}};
  const std::string o = text(view.result().output.at(cell));
  card.with_numbers = {
      {{gradient_name(number), CardRole::kGradient},
       {" = "},
       {text(gradients.arriving.at(cell)), CardRole::kGradient},
       {" \u00B7 "},
       {fmt::format("{}\u2032({})", name, o.front() == '(' ? o.substr(1, o.size() - 2) : o),
        CardRole::kOutput}},
      {{"  = "},
       {text(gradients.arriving.at(cell)), CardRole::kGradient},
       {" \u00B7 "},
       {text(gradients.slope.at(cell)), CardRole::kOutput},
       {" = "},
       {text(gradients.upstream.at(cell)), CardRole::kGradient}}};
}

// A number of g, an input or a weight: what it is, and the gradients it has a part in.
NumberCard gradient_factor_card(const ConvolutionView& view, const ConvolutionNumber& number,
                                Language language) {
  NumberCard card;
  card.role = number.kind == Kind::kInput    ? CardRole::kInput
              : number.kind == Kind::kWeight ? CardRole::kFilter
                                             : CardRole::kGradient;
  card.title = gradient_name(number);
  card.what = say_index(words_of(number.kind), language, number.index);
  const ConvolutionResult& result = view.result();
  const Cell cell = number.kind == Kind::kWeight ? view.state().setup().weight_index(number.index)
                                                 : number.index.with_leading(0);
  double value = 0;
  if (number.kind == Kind::kWeight) {
    value = static_cast<double>(result.weight.at(cell));
    card.remark = std::string(phrase::kWeightBackward.in(language));
  } else if (number.kind == Kind::kUpstream) {
    value = static_cast<double>(view.state().gradients->upstream.at(cell));
    const bool follows = view.has_arriving();
    if (follows) explain_upstream(card, view, number, language);
    card.remark =
        std::string((follows ? phrase::kFollowsRemark : phrase::kUpstreamRemark).in(language));
  } else if (number.kind == Kind::kArriving) {
    value = static_cast<double>(view.state().gradients->arriving.at(cell));
    card.remark = std::string(phrase::kUpstreamRemark.in(language));
  } else {
    const engine::Window2d& window = result.layer.window();
    const auto y = window.y.source(number.index[1]), x = window.x.source(number.index[2]);
    if (y && x) value = static_cast<double>(result.input.at({0, number.index[0], *y, *x}));
    card.remark = std::string(phrase::kInputBackward.in(language));
  }
  card.value = number_text(value, kExactDigits, language);
  return card;
}

}  // namespace

NumberCard gradient_card(const ConvolutionView& view, Language language) {
  const ConvolutionState& state = view.state();
  const bool hovers = state.hovered && state.hovered->kind != Kind::kProduct;
  const std::optional<ConvolutionNumber> shown = hovers ? state.hovered : state.pinned;
  const std::optional<Cell> target = shown ? view.target_of(*shown) : std::nullopt;
  const bool factor = shown && (shown->kind == Kind::kInput || shown->kind == Kind::kWeight ||
                                shown->kind == Kind::kUpstream || shown->kind == Kind::kArriving);
  NumberCard card =
      factor ? gradient_factor_card(view, *shown, language)
             : gradient_target_card(view, target.value_or(view.position().cell), language);
  const bool current = !factor && target.value_or(view.position().cell) == view.position().cell;
  card.origin = shown && shown == state.pinned ? CardOrigin::kPinned
                : hovers && !current           ? CardOrigin::kHovered
                                               : CardOrigin::kCurrent;
  if (state.hovered && state.hovered->kind == Kind::kProduct && !state.pinned) {
    card.linked = state.hovered->index[0];
  }
  return card;
}

}  // namespace convscope::state
