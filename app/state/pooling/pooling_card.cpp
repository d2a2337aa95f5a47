#include <fmt/format.h>

#include <limits>

#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/pooling.h"
#include "app/state/pooling/pooling_view.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = PoolingNumber::Kind;

// With a true minus sign: padding has indices below 0.
std::string index_text(Index i) {
  return (i < 0 ? "\u2212" : "") + std::to_string(i < 0 ? -i : i);
}

// What an exercise asks for is told once the answers are checked.
bool asked(const PoolingView& view) {
  return view.state().page == PoolingPage::kExercise && !view.state().checked;
}

std::string worded(const Phrase& phrase, Language language, const Cell& cell) {
  const auto at = [&](int axis) { return index_text(axis < cell.rank() ? cell[axis] : Index{0}); };
  return fmt::format(fmt::runtime(phrase.in(language)), at(0), at(1), at(2));
}

std::string named(std::string_view letter, const Cell& cell) {
  return fmt::format("{}[{},{},{}]", letter, cell[0], index_text(cell[1]), index_text(cell[2]));
}

int decimals_of(const std::vector<double>& values) {
  std::vector<float> floats(values.begin(), values.end());
  return column_decimals(floats, 4);
}

// "x[c, 2+i, 2+j]" with the numbers of a window.
std::string window_text(const PoolingView& view, const Cell& cell) {
  const engine::Window2d& window = view.result().window;
  const auto place = [](Index start, char letter) {
    if (start == 0) return std::string(1, letter);
    return start > 0 ? fmt::format("{}+{}", start, letter)
                     : fmt::format("{}\u2212{}", letter, -start);
  };
  return fmt::format("x[{},{},{}]", cell[0], place(window.y.start(cell[1]), 'i'),
                     place(window.x.start(cell[2]), 'j'));
}

std::vector<CardLine> symbols(PoolingMode mode) {
  const CardSpan left{"o[c,y,x]", CardRole::kOutput};
  const CardSpan x{"x[c, s\u00B7y+i\u2212p, s\u00B7x+j\u2212p]", CardRole::kInput};
  const CardSpan small{"i,j", CardRole::kText, true};
  switch (mode) {
    case PoolingMode::kMax:
      return {{left, {" = max"}, small}, {{"  "}, x}};
    case PoolingMode::kAverage:
      return {{left, {" = 1/k\u00B2 \u00B7 \u03A3"}, small}, {{"  "}, x}};
    case PoolingMode::kL2:
      break;
  }
  return {{left, {" = \u221A \u03A3"}, small}, {{"  "}, x, {"\u00B2"}}};
}

CardLine formula_in_numbers(const PoolingView& view, const Cell& cell) {
  const CardSpan left{named("o", cell), CardRole::kOutput};
  const CardSpan x{window_text(view, cell), CardRole::kInput};
  const CardSpan small{"i,j ", CardRole::kText, true};
  const Index n = view.result().cursor.terms_per_cell();
  switch (view.result().mode) {
    case PoolingMode::kMax:
      return {left, {" = max"}, small, x};
    case PoolingMode::kAverage:
      return {left, {fmt::format(" = 1/{} \u00B7 \u03A3", n)}, small, x};
    case PoolingMode::kL2:
      break;
  }
  return {left, {" = \u221A \u03A3"}, small, x, {"\u00B2"}};
}

// Ties in words; what the padding counts as, where the window reaches into it.
std::string remark_of(const PoolingView& view, const engine::Explanation& e, Index done,
                      Language language) {
  const PoolingMode mode = view.result().mode;
  bool pads = false;
  for (const engine::Term& term : e.terms) pads |= term.padding;
  std::string remark;
  if (mode == PoolingMode::kMax && done == static_cast<Index>(e.terms.size())) {
    const std::vector<Index> winners = winners_of(e);
    if (winners.size() > 1) {
      remark = fmt::format(fmt::runtime(phrase::kPoolTie.in(language)), winners.size(),
                           number_text(e.result, kExactDigits, language));
    } else if (winners.size() == 1) {
      const Cell& at = e.terms[static_cast<std::size_t>(winners[0])].input->index;
      remark = fmt::format(fmt::runtime(phrase::kPoolWinnerAt.in(language)), at[2], at[3]);
    }
  }
  if (!pads) return remark;
  const Phrase& padding = mode == PoolingMode::kMax       ? phrase::kPoolPaddingNever
                          : mode == PoolingMode::kAverage ? phrase::kPoolPaddingZero
                                                          : phrase::kPoolPaddingSquare;
  return remark + (remark.empty() ? "" : "; ") + std::string(padding.in(language));
}

// The columns of an output, by how it is computed.
void fill_output_rows(NumberCard& card, const PoolingView& view, const Cell& cell,
                      Language language) {
  const engine::Explanation& e = *card.explanation;
  const PoolingMode mode = view.result().mode;
  std::vector<double> x, w, product, sum;
  for (const engine::Term& term : e.terms) {
    const auto k = static_cast<Index>(card.rows.size());
    const Cell at = view.result().input_of(cell, k);
    CardRow row{.k = k + 1, .index = fmt::format("{},{}", index_text(at[1]), index_text(at[2]))};
    row.x = mode == PoolingMode::kMax || !term.padding ? term.x : 0.0;
    row.w = term.w;
    row.product = term.product;
    row.sum = mode == PoolingMode::kMax ? pooled_so_far(view.result(), e, k + 1) : term.running_sum;
    row.padding = term.padding;
    if (!term.padding) x.push_back(row.x);
    if (std::isfinite(row.sum)) sum.push_back(row.sum);
    w.push_back(row.w);
    product.push_back(row.product);
    card.rows.push_back(row);
  }
  card.columns.index = "y,x";
  card.columns.x_decimals = decimals_of(x);
  card.columns.w_decimals = decimals_of(w);
  card.columns.product_decimals = decimals_of(product);
  card.columns.sum_decimals = decimals_of(sum);
  card.columns.sum = std::string(phrase::kSumColumn.in(language));
  if (mode == PoolingMode::kMax) {
    card.columns.has_factors = false;
    card.columns.sum = std::string(phrase::kPoolRunningMax.in(language));
    if (card.done < static_cast<Index>(e.terms.size())) return;
    const std::vector<Index> winners = winners_of(e);
    for (std::size_t i = 0; i < winners.size(); ++i) {
      card.rows[static_cast<std::size_t>(winners[i])].frame = i == 0 ? 2 : 1;
    }
  } else if (mode == PoolingMode::kL2) {
    card.columns.w = "x";
    card.columns.product = "x\u00B2";
    card.bias_name = std::string(phrase::kPoolRoot.in(language));
  } else {
    card.columns.w = fmt::format("1/{}", e.terms.size());
  }
}

NumberCard pooled_card(const PoolingView& view, const Cell& cell, Language language) {
  const PoolingResult& result = view.result();
  NumberCard card;
  card.explanation = result.explain(cell);
  const engine::Explanation& e = *card.explanation;
  const bool is_current = cell == view.position().cell;
  const bool exercise = view.state().page == PoolingPage::kExercise;
  const bool all =
      exercise ? view.state().checked
               : routes_gradient(view.state()) || (!is_current && !view.state().hide_pending);
  const Index terms = result.cursor.terms_per_cell();
  card.done = all        ? terms
              : exercise ? 0
                         : result.cursor.terms_done(cell, view.state().stepper.step);
  card.partial = card.done > 0 && card.done < terms;
  fill_output_rows(card, view, cell, language);
  card.title = named("o", cell);
  card.what = worded(phrase::kPoolOutputCell, language, cell);
  card.formula = symbols(result.mode);
  card.with_numbers = {formula_in_numbers(view, cell)};
  card.remark = remark_of(view, e, card.done, language);
  const int decimals =
      card.done == terms ? view.output_scale().decimals : card.columns.sum_decimals;
  card.value = card.done == 0
                   ? "\u00B7"
                   : number_text(pooled_so_far(result, e, card.done), decimals, language);
  if (is_current && !routes_gradient(view.state())) card.current = view.active_term();
  if (card.done == terms) {
    const bool root = result.mode == PoolingMode::kL2;
    card.result = root || result.mode == PoolingMode::kAverage
                      ? number_text(e.result, view.output_scale().decimals, language)
                      : "";
  }
  return card;
}

// Where the gradient of one output goes.
NumberCard upstream_card(const PoolingView& view, const Cell& cell, Language language) {
  const PoolingResult& result = view.result();
  NumberCard card;
  card.role = CardRole::kGradient;
  const auto g = static_cast<double>(result.upstream.at(cell.with_leading(0)));
  card.title = named("g", cell);
  card.value = number_text(g, view.upstream_scale().decimals, language);
  card.what = worded(phrase::kPoolUpstreamCell, language, cell);
  const char* share = result.mode == PoolingMode::kMax       ? "1 | 0"
                      : result.mode == PoolingMode::kAverage ? "1/k\u00B2"
                                                             : "x/o";
  card.formula = {{{"dx[c,y,x]", CardRole::kGradient},
                   {" += "},
                   {"g[c,oy,ox]", CardRole::kGradient},
                   {fmt::format(" \u00B7 {}", share)}}};
  if (asked(view)) {
    card.remark = std::string(phrase::kExerciseAsked.in(language));
    return card;
  }
  std::vector<double> w, products;
  for (Index k = 0; k < result.cursor.terms_per_cell(); ++k) {
    const Cell at = result.input_of(cell, k);
    CardRow row{
        .k = k + 1, .index = fmt::format("{},{}", index_text(at[1]), index_text(at[2])), .x = g};
    row.w = result.share(cell, k);
    row.product = row.x * row.w;
    row.padding = result.window.y.is_padding(at[1]) || result.window.x.is_padding(at[2]);
    if (result.mode == PoolingMode::kMax && row.w > 0) row.frame = 2;
    w.push_back(row.w);
    products.push_back(row.product);
    card.rows.push_back(row);
  }
  card.columns = {.index = "y,x", .x = "g", .w = share, .product = "\u2192 dx", .sum = ""};
  card.columns.x_decimals = view.upstream_scale().decimals;
  card.columns.w_decimals = decimals_of(w);
  card.columns.product_decimals = decimals_of(products);
  card.columns.has_sum = false;
  const bool is_current = cell == view.position().cell;
  card.done = result.cursor.terms_done(cell, view.state().stepper.step);
  if (is_current) card.current = view.active_term();
  if (result.mode == PoolingMode::kMax) {
    card.remark = remark_of(view, result.explain(cell), result.cursor.terms_per_cell(), language);
  }
  return card;
}

// A row for each window that holds an input; returns in how many it is the largest.
std::size_t add_windows(NumberCard& card, const engine::Explanation& e) {
  std::size_t wins = 0;
  for (const engine::Term& term : e.terms) {
    const Cell& o = term.input->index;
    CardRow row{.k = static_cast<Index>(card.rows.size()) + 1,
                .index = fmt::format("{},{},{}", o[1], o[2], o[3])};
    row.x = term.x;
    row.w = term.w;
    row.product = term.product;
    row.sum = term.running_sum;
    row.link = {o[1], o[2], o[3]};
    if (term.chosen) row.frame = 2;
    wins += term.chosen ? 1 : 0;
    card.rows.push_back(row);
  }
  return wins;
}

// An input or its gradient: the windows that hold it.
NumberCard reached_card(const PoolingView& view, const PoolingNumber& number, Language language) {
  const PoolingResult& result = view.result();
  const Cell& cell = number.index;
  const bool padding = result.window.y.is_padding(cell[1]) || result.window.x.is_padding(cell[2]);
  const bool gradient = number.kind != Kind::kInput;
  NumberCard card;
  card.role = gradient ? CardRole::kGradient : CardRole::kInput;
  card.title = named(gradient ? "dx" : "x", cell);
  card.what = worded(gradient ? phrase::kPoolGradientCell : phrase::kInputCell, language, cell);
  if (padding) {
    card.what += fmt::format(" ({})", phrase::kPaddingWord.in(language));
    card.value = result.mode == PoolingMode::kMax ? "\u2212\u221E" : "0";
    return card;
  }
  const engine::Explanation e = result.explain_gradient(cell);
  const auto x = static_cast<double>(result.input.at(cell.with_leading(0)));
  card.value = number_text(gradient ? e.result : x, kExactDigits, language);
  const std::size_t wins = add_windows(card, e);
  const Phrase& windows = e.terms.empty()       ? phrase::kPoolInNoWindow
                          : e.terms.size() == 1 ? phrase::kPoolInOneWindow
                                                : phrase::kPoolInWindows;
  card.remark = fmt::format(fmt::runtime(windows.in(language)), e.terms.size());
  if (asked(view)) {
    if (gradient) {
      card.value = "\u00B7";
      card.remark += "; " + std::string(phrase::kExerciseAsked.in(language));
    }
    card.rows.clear();
    return card;
  }
  if (result.mode == PoolingMode::kMax && !e.terms.empty()) {
    card.remark += ", " + fmt::format(fmt::runtime(phrase::kPoolWins.in(language)), wins);
  }
  if (!gradient) {
    card.rows.clear();
    return card;
  }
  std::vector<double> w, products, sums;
  for (const CardRow& row : card.rows) {
    w.push_back(row.w);
    products.push_back(row.product);
    sums.push_back(row.sum);
  }
  card.explanation = e;
  card.done = static_cast<Index>(card.rows.size());
  card.columns = {.index = "o[c,y,x]", .x = "g", .w = "w", .product = "g\u00B7w"};
  card.columns.sum = std::string(phrase::kSumColumn.in(language));
  card.columns.x_decimals = view.upstream_scale().decimals;
  card.columns.w_decimals = decimals_of(w);
  card.columns.product_decimals = decimals_of(products);
  card.columns.sum_decimals = decimals_of(sums);
  return card;
}

NumberCard strided_card(const PoolingView& view, const Cell& cell, Language language) {
  NumberCard card;
  card.explanation = view.result().explain_strided(cell);
  card.title = named("o\u2032", cell);
  card.what = worded(phrase::kPoolStridedCell, language, cell);
  card.rows = card_rows(*card.explanation, 0);
  std::vector<double> x, w, products, sums;
  for (CardRow& row : card.rows) {
    const Cell at = view.result().input_of(cell, row.k - 1);
    row.index = fmt::format("{},{}", index_text(at[1]), index_text(at[2]));
    x.push_back(row.x);
    w.push_back(row.w);
    products.push_back(row.product);
    sums.push_back(row.sum);
  }
  card.done = static_cast<Index>(card.rows.size());
  card.value = number_text(card.explanation->result, kUsualDigits * -1, language);
  card.columns.index = "y,x";
  card.columns.sum = std::string(phrase::kSumColumn.in(language));
  card.columns.x_decimals = decimals_of(x);
  card.columns.w_decimals = decimals_of(w);
  card.columns.product_decimals = decimals_of(products);
  card.columns.sum_decimals = decimals_of(sums);
  card.formula = {
      {{"o\u2032[c,y,x]", CardRole::kOutput}, {" = \u03A3"}, {"i,j ", CardRole::kText, true}},
      {{"  w[c,i,j]", CardRole::kFilter},
       {" \u00B7 "},
       {window_text(view, cell), CardRole::kInput}}};
  return card;
}

NumberCard weight_card(const PoolingView& view, const Cell& cell, Language language) {
  NumberCard card;
  card.role = CardRole::kFilter;
  card.title = named("w", cell);
  card.value = number_text(static_cast<double>(view.state().setup().kernel.at(cell)), kExactDigits,
                           language);
  card.what = worded(phrase::kPoolWeightCell, language, cell);
  return card;
}

}  // namespace

NumberCard pooling_card(const PoolingView& view, Language language) {
  const PoolingState& state = view.state();
  std::optional<PoolingNumber> shown = state.hovered ? state.hovered : state.pinned;
  NumberCard card;
  const bool window = shown && shown->kind == Kind::kWindow;
  const Cell now = view.position().cell;
  if (!shown || window) {
    card = routes_gradient(state) ? upstream_card(view, now, language)
                                  : pooled_card(view, now, language);
  } else {
    switch (shown->kind) {
      case Kind::kInput:
      case Kind::kGradient:
      case Kind::kRoute:
        card = reached_card(view, *shown, language);
        break;
      case Kind::kUpstream:
        card = upstream_card(view, shown->index, language);
        break;
      case Kind::kStrided:
        card = strided_card(view, shown->index, language);
        break;
      case Kind::kWeight:
        card = weight_card(view, shown->index, language);
        break;
      default:
        card = pooled_card(view, shown->index, language);
    }
  }
  card.origin = !shown || window                           ? CardOrigin::kCurrent
                : shown == state.pinned                    ? CardOrigin::kPinned
                : shown->index == now && card.current >= 0 ? CardOrigin::kCurrent
                                                           : CardOrigin::kHovered;
  if (window) card.linked = shown->index[0];
  return card;
}

}  // namespace convscope::state
