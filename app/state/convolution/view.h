#pragma once

#include <string>
#include <vector>

#include "app/state/convolution/convolution_state.h"
#include "app/state/grid_model.h"

namespace convscope::state {

enum class SumState { kPending, kCurrent, kDone };

/// One line of the sum: a slice's share, or the bias.
struct SumLine {
  engine::Index slice = 0;  ///< channel inside the group; -1: the bias
  double value = 0;         ///< of the terms that are done
  engine::Index done = 0;   ///< terms of it
  SumState state = SumState::kPending;
};

/// What the stage shows at a state's step, computed on demand: pure functions of the state. The
/// state must have a result and outlive the view.
class ConvolutionView {
 public:
  /// `links`: what belongs to the number that is hovered or pinned is marked (not while
  /// presenting).
  explicit ConvolutionView(const ConvolutionState& state, bool links = true);

  const ConvolutionState& state() const noexcept { return state_; }
  const ConvolutionResult& result() const noexcept { return result_; }
  const engine::Cursor::Position& position() const noexcept { return position_; }
  /// The output being computed, explained in full.
  const engine::Explanation& current() const noexcept { return current_; }
  engine::Index filter() const noexcept { return position_.cell[0]; }
  /// Channels of one filter, and the first input channel that filter f reads.
  engine::Index slices() const noexcept { return result_.weight.shape()[1]; }
  engine::Index first_channel(engine::Index f) const;

  /// Slice c of the input with its padding; cell (0, 0) is the first padding cell. `c` counts from
  /// 0 over all channels.
  GridModel input_grid(engine::Index c) const;
  GridModel filter_grid(engine::Index f, engine::Index slice) const;
  GridModel product_grid(engine::Index slice) const;
  GridModel output_grid(engine::Index f) const;

  const GridScale& input_scale() const noexcept { return input_scale_; }
  const GridScale& weight_scale() const noexcept { return weight_scale_; }
  const GridScale& product_scale() const noexcept { return product_scale_; }
  const GridScale& output_scale() const noexcept { return output_scale_; }

  /// Of the slices' sums, the bias and the total, which stand below each other.
  int sum_decimals() const noexcept { return sum_decimals_; }

  SumLine sum_line(engine::Index slice) const;
  SumLine bias_line() const;
  /// Sum of the terms that are done, with the bias once all are.
  double partial_sum() const;
  bool complete() const { return position_.terms_done == result_.cursor.terms_per_cell(); }
  /// The term of this step (from 0) while single terms are stepped; -1: none is marked.
  engine::Index active_term() const;
  /// Whether output (f, y, x) may be shown.
  bool revealed(const engine::Cell& output) const;

 private:
  bool is_linked(const ConvolutionNumber& number) const;
  std::uint16_t common_marks(const ConvolutionNumber& number) const;
  bool reads(const engine::Cell& output, const engine::Cell& input) const;
  bool uses(const engine::Cell& weight, const engine::Cell& input) const;

  const ConvolutionState& state_;
  const ConvolutionResult& result_;
  engine::Cursor::Position position_;
  engine::Explanation current_;
  ConvolutionSetup unedited_;
  bool links_;
  std::optional<ConvolutionNumber> focus_;  ///< whose links are shown
  GridScale input_scale_, weight_scale_, product_scale_, output_scale_;
  int sum_decimals_ = 0;
};

/// The scale of some numbers: symmetric around zero, never empty.
GridScale scale_of(std::span<const float> values);

}  // namespace convscope::state
