#include "app/state/kernels/kernels_card.h"

#include <fmt/format.h>

#include <array>

#include "app/state/convolution/view.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/kernels.h"

namespace convscope::state {
namespace {

using engine::Index;

int decimals_in(const std::vector<float>& values) {
  return column_decimals(values, 3);
}

}  // namespace

PixelView::PixelView(const KernelsState& state)
    : state_(state),
      pixel_(state.pixel()),
      explanation_(explain_pixel(state.setup(), *state.result, pixel_.y, pixel_.x,
                                 chosen_input(state.setup(), *state.result).planes.size() > 1
                                     ? static_cast<std::size_t>(state.setup().channel)
                                     : 0)) {
  const engine::Cursor& cursor = state.result->cursor;
  done_ = cursor.terms_per_cell();
  const engine::Cursor::Position at = cursor.at(state.stepper.step);
  const bool here = !state.hovered && at.cell[1] == pixel_.y && at.cell[2] == pixel_.x;
  if (here && state.stepper.grain == engine::Grain::kTerm && at.terms_done > 0) {
    done_ = at.terms_done;
    active_ = done_ - 1;
  }
}

GridModel PixelView::grid_of(double (*value)(const engine::Term&, float), const GridScale& scale,
                             bool all) const {
  const KernelFilter& filter = state_.setup().filter();
  const auto k = static_cast<int>(filter.size);
  GridModel grid{k, k, {}, scale};
  for (std::size_t i = 0; i < explanation_.terms.size(); ++i) {
    GridCell cell;
    cell.value = static_cast<float>(value(explanation_.terms[i], filter.values[i]));
    const auto at = static_cast<Index>(i);
    cell.marks = all || at < done_ ? kMarkPatch : kMarkPending;
    if (at == active_) cell.marks |= kMarkActive;
    grid.cells.push_back(cell);
  }
  return grid;
}

GridModel PixelView::patch_grid() const {
  std::vector<float> values;
  for (const engine::Term& term : explanation_.terms) values.push_back(static_cast<float>(term.x));
  return grid_of([](const engine::Term& term, float) { return term.x; }, scale_of(values), true);
}

GridModel PixelView::kernel_grid() const {
  return grid_of([](const engine::Term&, float w) { return static_cast<double>(w); },
                 scale_of(state_.setup().filter().values), true);
}

GridModel PixelView::product_grid() const {
  const KernelFilter& filter = state_.setup().filter();
  std::vector<float> values;
  for (std::size_t i = 0; i < explanation_.terms.size(); ++i) {
    values.push_back(static_cast<float>(explanation_.terms[i].x) * filter.values[i]);
  }
  return grid_of([](const engine::Term& term, float w) { return term.x * static_cast<double>(w); },
                 scale_of(values), false);
}

double PixelView::sum() const {
  double total = 0;
  for (Index i = 0; i < done_; ++i) {
    const auto at = static_cast<std::size_t>(i);
    total += explanation_.terms[at].x * static_cast<double>(state_.setup().filter().values[at]);
  }
  return total;
}

NumberCard kernels_card(const KernelsState& state, Language language) {
  const PixelView view(state);
  const KernelFilter& filter = state.setup().filter();
  const engine::Explanation& e = view.explanation();
  NumberCard card;
  card.explanation = e;
  card.title = fmt::format("o[{},{}]", view.pixel().y, view.pixel().x);
  card.what = std::string(phrase::kPixelResponse.in(language));
  if (chosen_input(state.setup(), *state.result).planes.size() > 1) {
    constexpr std::array<const Phrase*, 3> kChannels{&phrase::kRedChannel, &phrase::kGreenChannel,
                                                     &phrase::kBlueChannel};
    const Phrase& channel = *kChannels[static_cast<std::size_t>(state.setup().channel)];
    card.what += ", " + std::string(channel.in(language));
  }
  const Index half = filter.size / 2;
  card.formula = {{{"o[y,x]", CardRole::kOutput}, {" = \u03A3"}, {"i,j", CardRole::kText, true}},
                  {{"  w[i,j]", CardRole::kFilter},
                   {" \u00B7 "},
                   {half == 0 ? "x[y+i,x+j]" : fmt::format("x[y+i\u2212{0},x+j\u2212{0}]", half),
                    CardRole::kInput}}};
  std::vector<float> x, products, sums;
  double running = 0;
  for (std::size_t i = 0; i < e.terms.size(); ++i) {
    const engine::Term& term = e.terms[i];
    const engine::Cell& at = term.input->index;
    CardRow row{.k = static_cast<Index>(i) + 1, .index = fmt::format("{},{}", at[0], at[1])};
    row.x = term.x;
    row.w = static_cast<double>(filter.values[i]);
    row.product = row.x * row.w;
    row.sum = running += row.product;
    x.push_back(static_cast<float>(row.x));
    products.push_back(static_cast<float>(row.product));
    sums.push_back(static_cast<float>(row.sum));
    card.rows.push_back(row);
  }
  card.columns = {.index = "y,x"};
  card.columns.sum = std::string(phrase::kSumColumn.in(language));
  card.columns.x_decimals = decimals_in(x);
  card.columns.w_decimals = decimals_in(filter.values);
  card.columns.product_decimals = decimals_in(products);
  card.columns.sum_decimals = decimals_in(sums);
  card.done = view.done();
  card.current = view.active();
  card.partial = card.done < static_cast<Index>(card.rows.size());
  const auto result = static_cast<float>(e.result);
  card.value = card.partial ? number_text(view.sum(), card.columns.sum_decimals, language)
                            : number_text(e.result, column_decimals({&result, 1}, 2), language);
  card.origin = state.hovered ? CardOrigin::kHovered : CardOrigin::kCurrent;
  if (filter.divide != 1) {
    card.bias_name =
        "/ " + number_text(static_cast<double>(filter.divide), kUsualDigits * -1, language);
  }
  if (filter.add != 0) {
    card.bias_name += (card.bias_name.empty() ? "" : "  ") +
                      signed_text(static_cast<double>(filter.add), -kUsualDigits, language);
  }
  if (!card.partial) card.result = card.value;
  return card;
}

}  // namespace convscope::state
