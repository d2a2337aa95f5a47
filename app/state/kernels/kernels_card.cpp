#include "app/state/kernels/kernels_card.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

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

std::string own_text(double value, Language language) {
  return number_text(value, -kUsualDigits, language);
}

// " / 39.092 + 7": what becomes of the sum; empty where nothing does.
std::string behind_the_sum(const KernelFilter& filter, Language language) {
  std::string text;
  if (filter.divide != 1) {
    text += " / " + own_text(static_cast<double>(filter.divide), language);
  }
  if (filter.add != 0) {
    const double add = static_cast<double>(filter.add);
    text += (add < 0 ? " \u2212 " : " + ") + own_text(std::fabs(add), language);
  }
  return text;
}

/// What the last filter's response becomes: the kernel's own one and, of a gradient, that of the
/// kernel across its diagonal.
struct ShownValue {
  KernelOutput output = KernelOutput::kSigned;
  double response = 0, across = 0;
  bool along_y = false;  ///< the kernel's own response is gy, the other one gx
  double value = 0;
  bool has_direction = true;

  double gx() const { return along_y ? across : response; }
  double gy() const { return along_y ? response : across; }
};

ShownValue shown_value(const KernelsState& state, const PixelView& view) {
  const KernelsSetup& setup = state.setup();
  const KernelFilter& filter = setup.filter();
  ShownValue shown;
  // A kernel in the middle of a chain answers with its sign.
  const bool last = static_cast<std::size_t>(setup.chosen) + 1 == setup.chain.size();
  if (last) shown.output = setup.output;
  shown.response = shown.value = view.explanation().result;
  shown.along_y = derives_along_y(filter);
  for (Index i = 0; i < filter.size; ++i) {
    for (Index j = 0; j < filter.size; ++j) {
      const auto at = static_cast<std::size_t>(i * filter.size + j);
      const auto across = static_cast<std::size_t>(j * filter.size + i);
      shown.across += view.explanation().terms[at].x * static_cast<double>(filter.values[across]);
    }
  }
  shown.across =
      shown.across / static_cast<double>(filter.divide) + static_cast<double>(filter.add);
  if (shown.output == KernelOutput::kAbsolute) shown.value = std::fabs(shown.response);
  if (shown.output == KernelOutput::kMagnitude) shown.value = std::hypot(shown.gx(), shown.gy());
  if (shown.output == KernelOutput::kDirection) {
    const KernelPicture& picture = state.result->stages.back();
    const auto channel =
        picture.planes.size() > 1 ? static_cast<std::size_t>(setup.channel) : std::size_t{0};
    shown.has_direction = std::isfinite(picture.planes[channel].at(view.pixel().y, view.pixel().x));
    shown.value = std::atan2(shown.gy(), shown.gx()) * 180 / std::numbers::pi;
  }
  return shown;
}

bool is_gradient(const ShownValue& shown) {
  return shown.output == KernelOutput::kMagnitude || shown.output == KernelOutput::kDirection;
}

// One response in symbols, in two lines.
void add_response(NumberCard& card, const char* name, const char* weight,
                  const KernelFilter& filter, Language language) {
  const Index half = filter.size / 2;
  CardLine line{{"  "}, {weight, CardRole::kFilter}, {" \u00B7 "}};
  line.push_back({half == 0 ? "x[y+i,x+j]" : fmt::format("x[y+i\u2212{0},x+j\u2212{0}]", half),
                  CardRole::kInput});
  card.formula.push_back(
      {{name, CardRole::kOutput}, {" = \u03A3"}, {"i,j", CardRole::kText, true}});
  card.formula.push_back(line);
  if (const std::string behind = behind_the_sum(filter, language); !behind.empty()) {
    card.formula.push_back({{"  " + behind}});
  }
}

// The formulas of what is shown, and the numbers that they are of.
void add_formulas(NumberCard& card, const KernelsState& state, const PixelView& view,
                  const ShownValue& shown, Language language) {
  const KernelFilter& filter = state.setup().filter();
  const std::string behind = behind_the_sum(filter, language);
  const auto text = [&](double value) {
    const auto single = static_cast<float>(value);
    return number_text(value, column_decimals({&single, 1}, 2), language);
  };
  const auto bracketed = [&](double value) {
    return value < 0 ? "(" + text(value) + ")" : text(value);
  };
  const bool whole = !card.partial;
  if (!is_gradient(shown)) {
    add_response(card, "o[y,x]", "w[i,j]", filter, language);
    const bool size = shown.output == KernelOutput::kAbsolute;
    if (size) {
      card.formula.front() = {
          {"o[y,x]", CardRole::kOutput}, {" = | \u03A3"}, {"i,j", CardRole::kText, true}};
      card.formula.back().push_back({" |"});
    }
    if (!whole || (behind.empty() && !size)) return;
    card.with_numbers = {{{card.title, CardRole::kOutput}}};
    CardLine& line = card.with_numbers.front();
    if (!behind.empty()) line.push_back({" = " + text(view.sum()) + behind});
    if (size) line.push_back({" = |" + text(shown.response) + "|"});
    line.push_back({" = " + text(shown.value)});
    return;
  }
  const bool direction = shown.output == KernelOutput::kDirection;
  add_response(card, "gx", shown.along_y ? "w[j,i]" : "w[i,j]", filter, language);
  add_response(card, "gy", shown.along_y ? "w[i,j]" : "w[j,i]", filter, language);
  card.formula.push_back({{direction ? "\u03B8" : "o", CardRole::kOutput},
                          {direction ? " = atan2(gy, gx)" : " = \u221A(gx\u00B2 + gy\u00B2)"}});
  if (!whole) return;
  card.with_numbers = {{{"gx = " + text(shown.gx())}, {"  gy = " + text(shown.gy())}}};
  if (direction) {
    card.with_numbers.push_back(
        {{"\u03B8", CardRole::kOutput},
         {fmt::format(" = atan2({}, {})", text(shown.gy()), text(shown.gx()))},
         {shown.has_direction ? " = " + card.value : ""}});
    return;
  }
  card.with_numbers.push_back({{"o", CardRole::kOutput},
                               {fmt::format(" = \u221A({}\u00B2 + {}\u00B2)", bracketed(shown.gx()),
                                            bracketed(shown.gy()))},
                               {" = " + card.value}});
}

// Of a gradient the table has both kernels' products beside each other, their sums below.
void add_second_response(NumberCard& card, const KernelFilter& filter, const ShownValue& shown,
                         Language language) {
  std::vector<float> across;
  for (std::size_t i = 0; i < card.rows.size(); ++i) {
    const auto k = static_cast<std::size_t>(filter.size);
    CardRow& row = card.rows[i];
    row.sum = row.x * static_cast<double>(filter.values[i % k * k + i / k]);
    across.push_back(static_cast<float>(row.sum));
  }
  // The kernel's own products stand behind its weights.
  card.columns.product = shown.along_y ? "gy" : "gx";
  card.columns.sum = shown.along_y ? "gx" : "gy";
  card.columns.sum_decimals = decimals_in(across);
  if (card.partial) return;
  const auto text = [&](double value) {
    const auto single = static_cast<float>(value);
    return number_text(value, column_decimals({&single, 1}, 2), language);
  };
  card.bias_value = text(shown.response);
  card.result = text(shown.across);
}

// While terms are still to come the sum so far stands for the value.
void set_value(NumberCard& card, const KernelsState& state, const PixelView& view,
               const ShownValue& shown, Language language) {
  const auto result = static_cast<float>(shown.value);
  const bool direction = shown.output == KernelOutput::kDirection;
  if (card.partial) {
    card.value = is_gradient(shown) ? "\u00B7"
                                    : number_text(view.sum(), card.columns.sum_decimals, language);
  } else if (direction) {
    card.value = shown.has_direction ? number_text(shown.value, 1, language) + "\u00B0" : "\u2014";
    if (!shown.has_direction) card.remark = std::string(phrase::kNoDirection.in(language));
  } else {
    card.value = number_text(shown.value, column_decimals({&result, 1}, 2), language);
    const auto chosen = static_cast<std::size_t>(state.setup().chosen);
    const bool beyond = shown.value < -0.5 || shown.value > 255.5;
    if (beyond && state.result->stages[chosen].cut) {
      card.remark = std::string(phrase::kReadCut.in(language));
    }
  }
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

bool shows_gradient(const KernelsState& state) {
  const KernelsSetup& setup = state.setup();
  const bool last = static_cast<std::size_t>(setup.chosen) + 1 == setup.chain.size();
  return last &&
         (setup.output == KernelOutput::kMagnitude || setup.output == KernelOutput::kDirection);
}

NumberCard kernels_card(const KernelsState& state, Language language) {
  const PixelView view(state);
  const KernelFilter& filter = state.setup().filter();
  const engine::Explanation& e = view.explanation();
  NumberCard card;
  card.explanation = e;
  const ShownValue shown = shown_value(state, view);
  const bool direction = shown.output == KernelOutput::kDirection;
  card.title = fmt::format("{}[{},{}]", direction ? "\u03B8" : "o", view.pixel().y, view.pixel().x);
  const Phrase& what = shown.output == KernelOutput::kMagnitude ? phrase::kPixelMagnitude
                       : direction                              ? phrase::kPixelDirection
                                                                : phrase::kPixelResponse;
  card.what = std::string(what.in(language));
  if (chosen_input(state.setup(), *state.result).planes.size() > 1) {
    constexpr std::array<const Phrase*, 3> kChannels{&phrase::kRedChannel, &phrase::kGreenChannel,
                                                     &phrase::kBlueChannel};
    const Phrase& channel = *kChannels[static_cast<std::size_t>(state.setup().channel)];
    card.what += ", " + std::string(channel.in(language));
  }
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
  card.origin = state.hovered ? CardOrigin::kHovered : CardOrigin::kCurrent;
  card.bias_name = behind_the_sum(filter, language);
  if (is_gradient(shown)) {
    card.bias_name = "\u03A3" + card.bias_name;
  } else if (!card.bias_name.empty()) {
    card.bias_name.erase(0, 1);
  }
  set_value(card, state, view, shown, language);
  if (is_gradient(shown)) {
    add_second_response(card, filter, shown, language);
  } else if (!card.partial) {
    const auto single = static_cast<float>(shown.response);
    card.result = number_text(shown.response, column_decimals({&single, 1}, 2), language);
  }
  add_formulas(card, state, view, shown, language);
  return card;
}

}  // namespace convscope::state
