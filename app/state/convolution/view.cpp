#include "app/state/convolution/view.h"

#include <algorithm>

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = ConvolutionNumber::Kind;

GridModel empty_grid(Index rows, Index columns, const GridScale& scale) {
  GridModel grid{static_cast<int>(rows), static_cast<int>(columns), {}, scale};
  grid.cells.resize(static_cast<std::size_t>(rows * columns));
  return grid;
}

}  // namespace

ConvolutionView::ConvolutionView(const ConvolutionState& state, bool links)
    : state_(state),
      result_(*state.result),
      equation_(*state.equation),
      position_(equation_.cursor().at(state.step)),
      target_(target_of_step(state)),
      current_(target_->explanation),
      scales_(state.scales ? state.scales
                           : std::make_shared<const ConvolutionScales>(find_scales(state))),
      unedited_(scales_->unedited),
      misprints_(misprints_of(state.setup())),
      links_(links),
      focus_(!links          ? std::nullopt
             : state.hovered ? state.hovered
                             : state.pinned) {
  if (focus_) focus_place_ = place_of(*focus_);
  set_scales();
}

engine::Explanation ConvolutionView::explain(const Cell& target) const {
  return explain_target(state_.setup(), result_, state_.gradients.get(), pass(), target);
}

Index ConvolutionView::first_channel(Index f) const {
  const Index per_group = result_.weight.shape()[0] / result_.layer.options().groups;
  return f / per_group * slices();
}

Index ConvolutionView::current_row() const {
  return equation_.row_of(position_.cell, std::max<Index>(position_.terms_done - 1, 0));
}

Index ConvolutionView::first_plane() const {
  return pass() == ConvolutionPass::kWeight ? filter() * slices() : 0;
}

Index ConvolutionView::planes() const {
  return pass() == ConvolutionPass::kWeight ? slices() : equation_.planes();
}

Index ConvolutionView::active_term() const {
  return state_.grain == engine::Grain::kTerm ? position_.terms_done - 1 : -1;
}

bool ConvolutionView::has_bias() const {
  return pass() == ConvolutionPass::kForward && result_.layer.options().bias;
}

bool ConvolutionView::revealed(const Cell& target) const {
  return !state_.hide_pending ||
         cursor().terms_done(target, state_.step) == cursor().terms_per_cell();
}

std::uint16_t ConvolutionView::marks_of(const std::optional<ConvolutionNumber>& number,
                                        const Place& place) const {
  std::uint16_t marks = 0;
  if (number) {
    if (misprint(number) != nullptr) marks |= kMarkMisprint;
    if (links_ && state_.hovered == number) marks |= kMarkHovered;
    // What is being edited is always marked.
    const bool edited = number->kind == Kind::kInput || number->kind == Kind::kWeight ||
                        number->kind == Kind::kUpstream || number->kind == Kind::kArriving;
    if ((links_ || edited) && state_.pinned == number) marks |= kMarkPinned;
    if (focus_ == number) return marks;
  }
  if (is_linked(place)) marks |= kMarkLinked;
  return marks;
}

GridModel ConvolutionView::input_grid(Index row) const {
  const EquationAxis &ay = equation_.y(), &ax = equation_.x();
  GridModel grid = empty_grid(ay.count, ax.count, input_scale_);
  const Index active = active_term();
  const bool has_active = active >= 0 && equation_.row_of(position_.cell, active) == row;
  const Index tap = active % equation_.taps();
  const Index active_y = ay.met(equation_.target_y(position_.cell), tap / ax.taps);
  const Index active_x = ax.met(equation_.target_x(position_.cell), tap % ax.taps);
  const engine::Window2d& window = result_.layer.window();
  const bool image = pass() == ConvolutionPass::kForward || pass() == ConvolutionPass::kWeight;
  for (int r = 0; r < grid.rows; ++r) {
    for (int k = 0; k < grid.columns; ++k) {
      const Index y = ay.first + r, x = ax.first + k;
      GridCell& out = grid.at(r, k);
      const auto number = input_number(row, y, x);
      out.marks = marks_of(number, {.part = Place::Part::kInput, .row = row, .y = y, .x = x});
      const bool holds = ay.holds(y) && ax.holds(x);
      if (!holds) out.marks |= kMarkPadding;
      if (image) {
        const auto from_y = window.y.source(y), from_x = window.x.source(x);
        if (from_y && from_x) out.value = result_.input.at({0, row, *from_y, *from_x});
        if (holds && out.value != unedited_.input.at({row, y, x})) out.marks |= kMarkEdited;
      } else if (holds) {
        out.value = state_.gradients->upstream.at({0, row, y / ay.spacing, x / ax.spacing});
        if (!has_arriving() && out.value != 1) out.marks |= kMarkEdited;
      }
      if (!equation_.meets(position_.cell, row, y, x)) continue;
      out.marks |= kMarkPatch;
      if (has_active && y == active_y && x == active_x) out.marks |= kMarkActive;
    }
  }
  return grid;
}

GridModel ConvolutionView::filter_grid(Index f, Index slice) const {
  const Index rows = equation_.y().taps, columns = equation_.x().taps;
  GridModel grid = empty_grid(rows, columns, weight_scale_);
  const bool of_current = f == filter();
  const Index active = of_current ? active_term() - slice * equation_.taps() : -1;
  for (int i = 0; i < grid.rows; ++i) {
    for (int j = 0; j < grid.columns; ++j) {
      GridCell& out = grid.at(i, j);
      const auto number = filter_number(f, slice, i, j);
      out.value = 1;
      if (number && number->kind == Kind::kWeight) {
        out.value = result_.weight.at(state_.setup().weight_index(number->index));
        if (out.value != unedited_.weight.at(number->index)) out.marks |= kMarkEdited;
      } else if (number) {
        out.value = state_.gradients->upstream.at(number->index.with_leading(0));
        if (!has_arriving() && out.value != 1) out.marks |= kMarkEdited;
      }
      const Index row = equation_.first_row(equation_.target(
                            pass() == ConvolutionPass::kWeight ? f * slices() : f, 0, 0)) +
                        slice;
      const bool shared = pass() == ConvolutionPass::kWeight;
      out.marks |= marks_of(
          number, {.part = Place::Part::kFilter, .f = f, .row = shared ? -1 : row, .y = i, .x = j});
      if (of_current) out.marks |= kMarkPatch;
      if (active == i * columns + j) out.marks |= kMarkActive;
    }
  }
  return grid;
}

GridModel ConvolutionView::product_grid(Index slice) const {
  GridModel grid = empty_grid(equation_.y().taps, equation_.x().taps, product_scale_);
  const Index first = slice * equation_.taps();
  for (Index k = 0; k < equation_.taps(); ++k) {
    GridCell& out = grid.cells[static_cast<std::size_t>(k)];
    out.value = static_cast<float>(current_.terms[static_cast<std::size_t>(first + k)].product);
    out.marks = marks_of(ConvolutionNumber{Kind::kProduct, {first + k}},
                         {.part = Place::Part::kProduct, .row = first + k});
    out.marks |= first + k < position_.terms_done ? kMarkPatch : kMarkPending;
    if (first + k == active_term()) out.marks |= kMarkActive;
  }
  return grid;
}

GridModel ConvolutionView::output_grid(Index plane) const {
  const engine::Shape shape = equation_.plane_shape();
  GridModel grid = empty_grid(shape[0], shape[1], output_scale_);
  const bool chosen_plane = plane == equation_.plane_of(position_.cell);
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell = equation_.target(plane, y, x);
      GridCell& out = grid.at(y, x);
      out.value = target_value(cell);
      const ConvolutionNumber number = target_number(cell);
      out.marks = marks_of(number, {.part = Place::Part::kTarget, .target = cell});
      const Index done = cursor().terms_done(cell, state_.step);
      const bool computed = done == cursor().terms_per_cell();
      if (chosen_plane && computed) out.marks |= kMarkPatch;
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

GridModel ConvolutionView::activated_grid(Index f) const {
  GridModel grid = output_grid(f);
  grid.scale = scales_->activated;
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      GridCell& out = grid.at(y, x);
      // A sum that is not whole has no activation yet.
      const bool partial = out.has(kMarkPartial);
      out.marks &= static_cast<std::uint16_t>(~(kMarkPartial | kMarkActive | kMarkPinned));
      if (partial) out.marks |= kMarkPending;
      out.value = result_.activated.at({0, f, y, x});
    }
  }
  return grid;
}

GridModel ConvolutionView::arriving_grid(Index f) const {
  const engine::Shape& out = result_.cursor.output();
  GridModel grid = empty_grid(out[1], out[2], arriving_scale_);
  // The g of the step's term, wherever it stands.
  std::optional<ConvolutionNumber> current;
  if (const Index term = active_term(); term >= 0) {
    const engine::Term& now = current_.terms[static_cast<std::size_t>(term)];
    const auto& ref = pass() == ConvolutionPass::kWeight ? now.weight : now.input;
    if (ref) current = ConvolutionNumber{Kind::kUpstream, ref->index.without_leading()};
  }
  for (int y = 0; y < grid.rows; ++y) {
    for (int x = 0; x < grid.columns; ++x) {
      const Cell cell{f, y, x};
      GridCell& out_cell = grid.at(y, x);
      out_cell.value = state_.gradients->arriving.at(cell.with_leading(0));
      if (out_cell.value != 1) out_cell.marks |= kMarkEdited;
      const ConvolutionNumber number{Kind::kArriving, cell}, g{Kind::kUpstream, cell};
      if (links_ && state_.hovered == number) out_cell.marks |= kMarkHovered;
      if (state_.pinned == number) out_cell.marks |= kMarkPinned;
      if (focus_ == g || current == g) out_cell.marks |= kMarkLinked;
    }
  }
  return grid;
}

float ConvolutionView::target_value(const Cell& target) const {
  switch (pass()) {
    case ConvolutionPass::kForward:
      return result_.output.at(target.with_leading(0));
    case ConvolutionPass::kWeight:
      return state_.gradients->d_weight.at(target);
    case ConvolutionPass::kInput: {
      const engine::Tensor& padded = state_.gradients->d_padded;
      return (padded.empty() ? state_.gradients->d_input : padded).at(target.with_leading(0));
    }
    case ConvolutionPass::kBias:
      break;
  }
  return state_.gradients->d_bias.at(target);
}

SumLine ConvolutionView::sum_line(Index slice) const {
  SumLine line{.slice = slice};
  const Index terms = group_terms();
  line.done = std::clamp<Index>(position_.terms_done - slice * terms, 0, terms);
  for (Index k = slice * terms; k < slice * terms + line.done; ++k) {
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

SumLine ConvolutionView::row_sum(Index slice) const {
  const Index taps = equation_.taps(), lines = taps / group_terms();
  SumLine line = sum_line(slice * lines);
  for (Index i = 1; i < lines; ++i) {
    const SumLine more = sum_line(slice * lines + i);
    line.value += more.value;
    line.done += more.done;
    if (more.state != SumState::kPending) line.state = more.state;
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
