#include "app/state/convolution/view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "app/state/number_text.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = ConvolutionNumber::Kind;

constexpr int kMostDecimals = 4;

GridModel empty_grid(Index rows, Index columns, const GridScale& scale) {
  GridModel grid{static_cast<int>(rows), static_cast<int>(columns), {}, scale};
  grid.cells.resize(static_cast<std::size_t>(rows * columns));
  return grid;
}

// Only where one number of decimals may not fit: each text costs its time.
void find_longest(GridScale& scale, std::span<const float> values) {
  if (scale.decimals >= 0 && scale.limit < 1000 && scale.decimals < 3) return;
  // Of numbers of one size and sign the one with the most digits is the longest, however many of
  // them are kept.
  const int all = static_cast<int>(scale.longest.size());
  std::map<int, std::pair<int, float>> of_size;
  float previous = 0;
  for (const float value : values) {
    if (value == previous || value == 0 || !std::isfinite(value)) continue;
    previous = value;
    auto& [most, longest] = of_size[2 * std::ilogb(value) + (value < 0 ? 1 : 0)];
    const int signs = signs_of(value, -all);
    if (signs > most) std::tie(most, longest) = std::pair(signs, value);
  }
  for (int digits = 1; digits <= all; ++digits) {
    int most = 0;
    for (const auto& [size, entry] : of_size) {
      const int signs = signs_of(entry.second, -digits);
      if (signs <= most) continue;
      most = signs;
      scale.longest[static_cast<std::size_t>(digits - 1)] = entry.second;
    }
  }
}

}  // namespace

GridScale scale_of(std::span<const float> values) {
  GridScale scale;
  for (const float v : values) {
    if (!std::isfinite(v)) continue;
    scale.low = std::min(scale.low, v);
    scale.high = std::max(scale.high, v);
  }
  const float limit = std::max(-scale.low, scale.high);
  scale.limit = limit > 0 ? limit : 1;
  scale.decimals = column_decimals(values, kMostDecimals);
  find_longest(scale, values);
  return scale;
}

ConvolutionView::ConvolutionView(const ConvolutionState& state, bool links)
    : state_(state),
      result_(*state.result),
      position_(result_.cursor.at(state.step)),
      current_(result_.explain(position_.cell)),
      unedited_(unedited(state.setup())),
      links_(links),
      focus_(!links          ? std::nullopt
             : state.hovered ? state.hovered
                             : state.pinned),
      input_scale_(scale_of(result_.input.values())),
      weight_scale_(scale_of(result_.weight.values())),
      output_scale_(scale_of(result_.output.values())) {
  // Products keep one scale for the whole pass: colours do not change from step to step.
  product_scale_.low =
      std::min(input_scale_.high * weight_scale_.low, input_scale_.low * weight_scale_.high);
  product_scale_.high =
      std::max(input_scale_.high * weight_scale_.high, input_scale_.low * weight_scale_.low);
  product_scale_.limit = input_scale_.limit * weight_scale_.limit;
  const int x = input_scale_.decimals, w = weight_scale_.decimals;
  product_scale_.decimals = x < 0 || w < 0 ? -kUsualDigits : std::min(x + w, kMostDecimals);
  if (product_scale_.limit >= 1e7F) product_scale_.decimals = -kUsualDigits;
  std::vector<float> products;
  for (const engine::Term& term : current_.terms) {
    products.push_back(static_cast<float>(term.product));
  }
  find_longest(product_scale_, products);
  const auto bias = current_.bias ? static_cast<float>(current_.bias->value) : 0.0F;
  sum_decimals_ = common_decimals(product_scale_.decimals, output_scale_.decimals);
  sum_decimals_ = common_decimals(sum_decimals_, column_decimals({&bias, 1}, kMostDecimals));
}

Index ConvolutionView::first_channel(Index f) const {
  const Index filters = result_.cursor.output()[0];
  const Index per_group = filters / state_.setup()[ConvolutionSize::kGroups];
  return f / per_group * slices();
}

Index ConvolutionView::active_term() const {
  return state_.grain == engine::Grain::kTerm ? position_.terms_done - 1 : -1;
}

bool ConvolutionView::revealed(const Cell& output) const {
  return !state_.hide_pending ||
         result_.cursor.terms_done(output, state_.step) == result_.cursor.terms_per_cell();
}

// Whether output (f, y, x) reads input (c, y, x), which may lie in the padding.
bool ConvolutionView::reads(const Cell& output, const Cell& input) const {
  const Index first = first_channel(output[0]);
  if (input[0] < first || input[0] >= first + slices()) return false;
  const engine::Window2d& window = result_.layer.window();
  return window.y.kernel_index(output[1], input[1]) && window.x.kernel_index(output[2], input[2]);
}

// Whether weight (f, c, i, j) is multiplied with input (c, y, x) at some position.
bool ConvolutionView::uses(const Cell& weight, const Cell& input) const {
  if (input[0] != first_channel(weight[0]) + weight[1]) return false;
  const engine::Window2d& window = result_.layer.window();
  const auto at = [](const engine::WindowAxis& axis, Index i, Index k) {
    const Index distance = i + axis.pad.before - k * axis.dilation;
    return distance >= 0 && distance % axis.stride == 0 && distance / axis.stride < axis.outputs();
  };
  return at(window.y, input[1], weight[2]) && at(window.x, input[2], weight[3]);
}

bool ConvolutionView::is_linked(const ConvolutionNumber& number) const {
  if (!focus_ || *focus_ == number) return false;
  const ConvolutionNumber& f = *focus_;
  if (f.kind == Kind::kProduct) {
    const engine::Term& term = current_.terms[static_cast<std::size_t>(f.index[0])];
    const Index slice = f.index[0] / result_.cursor.terms_per_channel();
    if (number.kind == Kind::kWeight) return term.weight && term.weight->index == number.index;
    if (number.kind != Kind::kInput) return false;
    const engine::Window2d& window = result_.layer.window();
    return number.index == Cell{first_channel(filter()) + slice,
                                window.y.input_index(position_.cell[1], term.weight->index[2]),
                                window.x.input_index(position_.cell[2], term.weight->index[3])};
  }
  if (f.kind == Kind::kOutput && number.kind == Kind::kInput) return reads(f.index, number.index);
  if (f.kind == Kind::kInput && number.kind == Kind::kOutput) return reads(number.index, f.index);
  if (f.kind == Kind::kWeight && number.kind == Kind::kInput) return uses(f.index, number.index);
  if (f.kind == Kind::kBias && number.kind == Kind::kOutput) return f.index[0] == number.index[0];
  if (number.kind == Kind::kProduct) {
    const engine::Term& term = current_.terms[static_cast<std::size_t>(number.index[0])];
    if (f.kind == Kind::kWeight) return term.weight && term.weight->index == f.index;
    if (f.kind == Kind::kInput) {
      return term.input && term.input->index == f.index.with_leading(0);
    }
  }
  return false;
}

std::uint16_t ConvolutionView::common_marks(const ConvolutionNumber& number) const {
  std::uint16_t marks = 0;
  if (links_ && state_.hovered == number) marks |= kMarkHovered;
  // What is being edited is always marked.
  const bool edited = number.kind == Kind::kInput || number.kind == Kind::kWeight;
  if ((links_ || edited) && state_.pinned == number) marks |= kMarkPinned;
  if (is_linked(number)) marks |= kMarkLinked;
  return marks;
}

GridModel ConvolutionView::input_grid(Index c) const {
  const engine::Window2d& window = result_.layer.window();
  const Index p = window.y.pad.before;
  GridModel grid = empty_grid(window.y.input + 2 * p, window.x.input + 2 * p, input_scale_);
  const Index active = active_term();
  const Index active_channel = active < 0 ? -1 : first_channel(filter()) + position_.channel;
  for (int r = 0; r < grid.rows; ++r) {
    for (int k = 0; k < grid.columns; ++k) {
      const Cell cell{c, r - p, k - p};
      GridCell& out = grid.at(r, k);
      out.marks = common_marks({Kind::kInput, cell});
      if (window.y.is_padding(cell[1]) || window.x.is_padding(cell[2])) {
        out.marks |= kMarkPadding;
      } else {
        out.value = result_.input.at(cell.with_leading(0));
        if (out.value != unedited_.input.at(cell)) out.marks |= kMarkEdited;
      }
      if (!reads(position_.cell, cell)) continue;
      out.marks |= kMarkPatch;
      if (c != active_channel) continue;
      const Cell weight = current_.terms[static_cast<std::size_t>(active)].weight->index;
      if (window.y.input_index(position_.cell[1], weight[2]) == cell[1] &&
          window.x.input_index(position_.cell[2], weight[3]) == cell[2]) {
        out.marks |= kMarkActive;
      }
    }
  }
  return grid;
}

GridModel ConvolutionView::filter_grid(Index f, Index slice) const {
  const engine::Shape& shape = result_.weight.shape();
  GridModel grid = empty_grid(shape[2], shape[3], weight_scale_);
  const Index active = f == filter() ? active_term() : -1;
  for (int i = 0; i < grid.rows; ++i) {
    for (int j = 0; j < grid.columns; ++j) {
      const Cell cell{f, slice, i, j};
      GridCell& out = grid.at(i, j);
      out.value = result_.weight.at(cell);
      out.marks = common_marks({Kind::kWeight, cell});
      if (f == filter()) out.marks |= kMarkPatch;
      if (out.value != unedited_.weight.at(cell)) out.marks |= kMarkEdited;
      if (active >= 0 && current_.terms[static_cast<std::size_t>(active)].weight->index == cell) {
        out.marks |= kMarkActive;
      }
    }
  }
  return grid;
}

GridModel ConvolutionView::product_grid(Index slice) const {
  const engine::Shape& shape = result_.weight.shape();
  GridModel grid = empty_grid(shape[2], shape[3], product_scale_);
  const Index first = slice * result_.cursor.terms_per_channel();
  for (Index k = 0; k < result_.cursor.terms_per_channel(); ++k) {
    GridCell& out = grid.cells[static_cast<std::size_t>(k)];
    out.value = static_cast<float>(current_.terms[static_cast<std::size_t>(first + k)].product);
    out.marks = common_marks({Kind::kProduct, {first + k}});
    out.marks |= first + k < position_.terms_done ? kMarkPatch : kMarkPending;
    if (first + k == active_term()) out.marks |= kMarkActive;
  }
  return grid;
}

GridModel ConvolutionView::output_grid(Index f) const {
  const engine::Shape& shape = result_.cursor.output();
  GridModel grid = empty_grid(shape[1], shape[2], output_scale_);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{f, y, x};
      GridCell& out = grid.at(y, x);
      out.value = result_.output.at(cell.with_leading(0));
      out.marks = common_marks({Kind::kOutput, cell});
      const Index done = result_.cursor.terms_done(cell, state_.step);
      const bool computed = done == result_.cursor.terms_per_cell();
      if (f == filter() && computed) out.marks |= kMarkPatch;
      if (cell == position_.cell && done > 0 && !computed) {
        out.value = static_cast<float>(partial_sum());
        out.marks |= kMarkPartial;
      } else if (!revealed(cell)) {
        out.marks |= kMarkPending;
      }
      if (cell == position_.cell && computed && active_term() >= 0) out.marks |= kMarkActive;
    }
  }
  return grid;
}

SumLine ConvolutionView::sum_line(Index slice) const {
  SumLine line{.slice = slice};
  const Index taps = result_.cursor.terms_per_channel();
  line.done = std::clamp<Index>(position_.terms_done - slice * taps, 0, taps);
  for (Index k = slice * taps; k < slice * taps + line.done; ++k) {
    line.value += current_.terms[static_cast<std::size_t>(k)].product;
  }
  const bool steps_inside =
      state_.grain == engine::Grain::kTerm || state_.grain == engine::Grain::kChannel;
  if (line.done > 0 && slice == position_.channel && steps_inside) {
    line.state = SumState::kCurrent;
  } else if (line.done > 0) {
    line.state = SumState::kDone;
  }
  return line;
}

SumLine ConvolutionView::bias_line() const {
  return {.slice = -1,
          .value = current_.bias ? current_.bias->value : 0,
          .done = 0,
          .state = complete() ? SumState::kDone : SumState::kPending};
}

double ConvolutionView::partial_sum() const {
  if (position_.terms_done == 0) return 0;
  if (complete()) return current_.result;
  return current_.terms[static_cast<std::size_t>(position_.terms_done - 1)].running_sum;
}

}  // namespace convscope::state
