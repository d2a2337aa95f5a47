#include "app/state/pooling/pooling_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/state/convolution/view.h"
#include "app/state/number_text.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = PoolingNumber::Kind;

GridModel blank_grid(Index rows, Index columns, const GridScale& scale) {
  GridModel grid{static_cast<int>(rows), static_cast<int>(columns), {}, scale};
  grid.cells.resize(static_cast<std::size_t>(rows * columns));
  return grid;
}

}  // namespace

bool routes_gradient(const PoolingState& state) {
  return state.backward &&
         (state.page == PoolingPage::kNumbers || state.page == PoolingPage::kExercise);
}

PoolingView::PoolingView(const PoolingState& state, bool links)
    : state_(state),
      result_(*state.result),
      position_(result_.cursor.at(state.stepper.step)),
      current_(result_.explain(position_.cell)),
      unedited_(unedited(state.setup())),
      focus_(!links          ? std::nullopt
             : state.hovered ? state.hovered
                             : state.pinned),
      input_scale_(scale_of(result_.input.values())),
      output_scale_(scale_of(result_.output.values())),
      upstream_scale_(scale_of(result_.upstream.values())),
      gradient_scale_(scale_of(result_.gradient.values())),
      kernel_scale_(scale_of(result_.kernel.values())),
      strided_scale_(scale_of(result_.strided_output.values())) {
  if (result_.mode == PoolingMode::kMax) {
    winners_ = winners_of(current_);
    // As wide as the padding's minus infinity.
    if (result_.window.y.pad.before > 0) input_scale_.low = std::min(input_scale_.low, -1.0F);
  }
  if (routes_gradient(state)) route_gradient();
}

void PoolingView::route_gradient() {
  const auto inputs = static_cast<std::size_t>(result_.gradient.size());
  routed_.assign(inputs, 0);
  still_.assign(inputs, 0);
  has_arrived_.assign(inputs, 0);
  const engine::Shape& out = result_.cursor.output();
  const engine::Shape& in = state_.setup().input.shape();
  const Index terms = result_.cursor.terms_per_cell();
  for (Index o = 0; o < out.count(); ++o) {
    const Cell cell = out.cell_at(o);
    const auto g = static_cast<double>(result_.upstream.at(cell.with_leading(0)));
    const Index done = result_.cursor.terms_done(cell, state_.stepper.step);
    for (Index k = 0; k < terms; ++k) {
      const Cell at = result_.input_of(cell, k);
      if (!in.contains(at)) continue;
      const auto i = static_cast<std::size_t>(in.offset(at));
      if (k >= done) {
        ++still_[i];
        continue;
      }
      routed_[i] += g * result_.share(cell, k);
      has_arrived_[i] = 1;
    }
  }
}

float PoolingView::padding_value() const {
  return result_.mode == PoolingMode::kMax ? -std::numeric_limits<float>::infinity() : 0;
}

Index PoolingView::active_term() const {
  return state_.stepper.grain == engine::Grain::kTerm ? position_.terms_done - 1 : -1;
}

bool PoolingView::revealed(const Cell& output) const {
  return !state_.hide_pending || routes_gradient(state_) ||
         result_.cursor.terms_done(output, state_.stepper.step) == result_.cursor.terms_per_cell();
}

// Whether output (c, y, x) reads input (c, y, x), which may lie in the padding.
bool PoolingView::reads(const Cell& output, const Cell& input) const {
  return output[0] == input[0] && result_.window.y.kernel_index(output[1], input[1]) &&
         result_.window.x.kernel_index(output[2], input[2]);
}

bool PoolingView::is_linked(const PoolingNumber& number) const {
  if (!focus_ || *focus_ == number) return false;
  const PoolingNumber& f = *focus_;
  const auto is_output = [](Kind kind) {
    return kind == Kind::kOutput || kind == Kind::kUpstream || kind == Kind::kStrided ||
           kind == Kind::kAnswer;
  };
  const auto is_input = [](Kind kind) {
    return kind == Kind::kInput || kind == Kind::kGradient || kind == Kind::kRoute;
  };
  if (f.kind == Kind::kWindow) {
    return is_input(number.kind) && number.index == result_.input_of(position_.cell, f.index[0]);
  }
  if (is_output(f.kind) && is_output(number.kind)) return f.index == number.index;
  if (is_output(f.kind) && is_input(number.kind)) return reads(f.index, number.index);
  if (is_input(f.kind) && is_output(number.kind)) return reads(number.index, f.index);
  if (is_input(f.kind) && is_input(number.kind)) return f.index == number.index;
  if (is_input(f.kind) && number.kind == Kind::kWindow) {
    return result_.input_of(position_.cell, number.index[0]) == f.index;
  }
  return false;
}

std::uint16_t PoolingView::common_marks(const PoolingNumber& number) const {
  std::uint16_t marks = 0;
  if (focus_ && state_.hovered == number) marks |= kMarkHovered;
  if (state_.pinned == number) marks |= kMarkPinned;
  if (is_linked(number)) marks |= kMarkLinked;
  return marks;
}

GridModel PoolingView::input_grid(Index c) const {
  const engine::Window2d& window = result_.window;
  const Index p = window.y.pad.before;
  GridModel grid = blank_grid(window.y.input + 2 * p, window.x.input + 2 * p, input_scale_);
  const Index active = active_term();
  for (int r = 0; r < grid.rows; ++r) {
    for (int k = 0; k < grid.columns; ++k) {
      const Cell cell{c, r - p, k - p};
      GridCell& out = grid.at(r, k);
      out.marks = common_marks({Kind::kInput, cell});
      if (window.y.is_padding(cell[1]) || window.x.is_padding(cell[2])) {
        out.marks |= kMarkPadding;
        out.value = padding_value();
      } else {
        out.value = result_.input.at(cell.with_leading(0));
        if (out.value != unedited_.input.at(cell)) out.marks |= kMarkEdited;
      }
      if (!reads(position_.cell, cell)) continue;
      out.marks |= kMarkPatch;
      if (active >= 0 && !routes_gradient(state_) &&
          result_.input_of(position_.cell, active) == cell) {
        out.marks |= kMarkActive;
      }
    }
  }
  return grid;
}

GridModel PoolingView::window_grid() const {
  const engine::Window2d& window = result_.window;
  const bool back = routes_gradient(state_);
  GridModel grid =
      blank_grid(window.y.kernel, window.x.kernel, back ? gradient_scale_ : input_scale_);
  std::vector<float> shares;
  const auto g = static_cast<double>(result_.upstream.at(position_.cell.with_leading(0)));
  for (Index k = 0; k < result_.cursor.terms_per_cell(); ++k) {
    const engine::Term& term = current_.terms[static_cast<std::size_t>(k)];
    GridCell& out = grid.cells[static_cast<std::size_t>(k)];
    out.value = static_cast<float>(back           ? g * result_.share(position_.cell, k)
                                   : term.padding ? static_cast<double>(padding_value())
                                                  : term.x);
    shares.push_back(out.value);
    out.marks = common_marks({Kind::kWindow, {k}});
    if (term.padding) out.marks |= kMarkPadding;
    out.marks |= k < position_.terms_done ? kMarkPatch : kMarkPending;
    if (k == active_term()) out.marks |= kMarkActive;
  }
  if (back) {
    const GridScale own = scale_of(shares);
    grid.scale.decimals = own.decimals;
    grid.scale.longest = own.longest;
    grid.scale.limit = std::max(upstream_scale_.limit, own.limit);
    grid.scale.low = std::min(grid.scale.low, own.low);
    grid.scale.high = std::max(grid.scale.high, own.high);
  }
  return grid;
}

GridModel PoolingView::output_grid(Index c) const {
  const engine::Shape& shape = result_.cursor.output();
  GridModel grid = blank_grid(shape[1], shape[2], output_scale_);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{c, y, x};
      GridCell& out = grid.at(y, x);
      out.value = result_.output.at(cell.with_leading(0));
      out.marks = common_marks({Kind::kOutput, cell});
      const Index done = result_.cursor.terms_done(cell, state_.stepper.step);
      const bool computed = done == result_.cursor.terms_per_cell();
      if (computed) out.marks |= kMarkPatch;
      if (routes_gradient(state_)) continue;
      if (cell == position_.cell && done > 0 && !computed) {
        out.value = static_cast<float>(so_far());
        out.marks |= kMarkPartial;
      } else if (!revealed(cell)) {
        out.marks |= kMarkPending;
      }
      if (cell == position_.cell && computed && active_term() >= 0) out.marks |= kMarkActive;
    }
  }
  return grid;
}

GridModel PoolingView::upstream_grid(Index c) const {
  const engine::Shape& shape = result_.cursor.output();
  GridModel grid = blank_grid(shape[1], shape[2], upstream_scale_);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{c, y, x};
      GridCell& out = grid.at(y, x);
      out.value = result_.upstream.at(cell.with_leading(0));
      out.marks = common_marks({Kind::kUpstream, cell});
      if (out.value != unedited_.upstream.at(cell)) out.marks |= kMarkEdited;
      if (cell == position_.cell && position_.terms_done > 0) out.marks |= kMarkPatch;
    }
  }
  return grid;
}

GridModel PoolingView::gradient_grid(Index c) const {
  const engine::Shape& shape = state_.setup().input.shape();
  GridModel grid = blank_grid(shape[1], shape[2], gradient_scale_);
  const Index active = active_term();
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{c, y, x};
      const auto i = static_cast<std::size_t>(shape.offset(cell));
      GridCell& out = grid.at(y, x);
      out.value = static_cast<float>(routed_[i]);
      out.marks = common_marks({Kind::kGradient, cell});
      const bool whole = still_[i] == 0;
      if (whole) out.value = result_.gradient.at(cell.with_leading(0));
      if (state_.hide_pending && has_arrived_[i] == 0 && !whole) out.marks |= kMarkPending;
      if (!state_.hide_pending && !whole && has_arrived_[i] == 0) {
        out.value = result_.gradient.at(cell.with_leading(0));
      }
      if (reads(position_.cell, cell) && position_.terms_done > 0) out.marks |= kMarkPatch;
      if (active >= 0 && result_.input_of(position_.cell, active) == cell) out.marks |= kMarkActive;
    }
  }
  return grid;
}

GridModel PoolingView::kernel_grid(Index c) const {
  const engine::Shape& shape = state_.setup().kernel.shape();
  GridModel grid = blank_grid(shape[1], shape[2], kernel_scale_);
  for (int i = 0; i < grid.rows; ++i) {
    for (int j = 0; j < grid.columns; ++j) {
      const Cell cell{c, i, j};
      GridCell& out = grid.at(i, j);
      out.value = state_.setup().kernel.at(cell);
      out.marks = common_marks({Kind::kWeight, cell});
      if (c == channel()) out.marks |= kMarkPatch;
      if (out.value != unedited_.kernel.at(cell)) out.marks |= kMarkEdited;
    }
  }
  return grid;
}

GridModel PoolingView::strided_grid(Index c) const {
  const engine::Shape& shape = result_.cursor.output();
  GridModel grid = blank_grid(shape[1], shape[2], strided_scale_);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{c, y, x};
      GridCell& out = grid.at(y, x);
      out.value = result_.strided_output.at(cell.with_leading(0));
      out.marks = common_marks({Kind::kStrided, cell});
      if (revealed(cell)) {
        out.marks |= kMarkPatch;
      } else {
        out.marks |= kMarkPending;
      }
    }
  }
  return grid;
}

// What was filled in of a plane; cells that are still empty are pending.
GridModel PoolingView::filled_grid(const std::vector<std::optional<float>>& filled,
                                   const engine::Shape& shape, Kind kind, Index c,
                                   float limit) const {
  std::vector<float> values;
  for (const auto& number : filled) {
    if (number) values.push_back(*number);
  }
  GridModel grid = blank_grid(shape[1], shape[2], scale_of(values));
  grid.scale.limit = std::max(limit, 1.0F);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{c, y, x};
      GridCell& out = grid.at(y, x);
      const auto& number = filled[static_cast<std::size_t>(shape.offset(cell))];
      out.marks = common_marks({kind, cell});
      out.value = number.value_or(0.0F);
      out.marks |= number ? kMarkPatch : kMarkPending;
    }
  }
  return grid;
}

GridModel PoolingView::answer_grid(Index c) const {
  return filled_grid(state_.setup().answers, result_.cursor.output(), Kind::kAnswer, c,
                     output_scale_.limit);
}

GridModel PoolingView::route_grid(Index c) const {
  return filled_grid(state_.setup().routes, state_.setup().input.shape(), Kind::kRoute, c,
                     gradient_scale_.limit);
}

bool answer_is_right(const PoolingState& state, const Cell& cell) {
  const PoolingSetup& setup = state.setup();
  const engine::Shape& shape = state.backward ? setup.input.shape() : setup.upstream.shape();
  const auto& answer =
      (state.backward ? setup.routes : setup.answers)[static_cast<std::size_t>(shape.offset(cell))];
  if (!answer || !state.result) return false;
  const engine::Tensor& all = state.backward ? state.result->gradient : state.result->output;
  const float right = all.at(cell.with_leading(0));
  return std::fabs(*answer - right) <= 0.0051F || *answer == right;
}

PoolingMarks judge_answers(const PoolingState& state) {
  PoolingMarks marks;
  const PoolingSetup& setup = state.setup();
  const engine::Shape& shape = state.backward ? setup.input.shape() : setup.upstream.shape();
  const auto& answers = state.backward ? setup.routes : setup.answers;
  for (Index i = 0; i < shape.count(); ++i) {
    if (!answers[static_cast<std::size_t>(i)]) {
      ++marks.empty;
    } else if (answer_is_right(state, shape.cell_at(i))) {
      ++marks.right;
    } else {
      ++marks.wrong;
    }
  }
  return marks;
}

}  // namespace convscope::state
