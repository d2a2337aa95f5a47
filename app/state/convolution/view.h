#pragma once

#include <optional>
#include <span>

#include "app/state/convolution/convolution_state.h"
#include "app/state/convolution/misprints.h"
#include "app/state/grid_model.h"

namespace convscope::state {

enum class SumState { kPending, kCurrent, kDone };

/// One line of the sum: a slice's share (forward and dX: a row of grids; dW and db: a row of g), or
/// the bias.
struct SumLine {
  engine::Index slice = 0;  ///< from 0; -1: the bias
  double value = 0;         ///< of the terms that are done
  engine::Index done = 0;   ///< terms of it
  SumState state = SumState::kPending;
};

/// What the stage shows at a state's step, computed on demand: pure functions of the state. The
/// state must have a result and outlive the view. In every pass the stage has the same parts (see
/// Equation): first grids, called input here; second grids, the filter; products; sum; targets, the
/// output.
class ConvolutionView {
 public:
  /// `links`: what belongs to the number that is hovered or pinned is marked (not while
  /// presenting).
  explicit ConvolutionView(const ConvolutionState& state, bool links = true);

  const ConvolutionState& state() const noexcept { return state_; }
  const ConvolutionResult& result() const noexcept { return result_; }
  const Equation& equation() const noexcept { return equation_; }
  ConvolutionPass pass() const noexcept { return equation_.pass(); }
  const engine::Cursor& cursor() const noexcept { return equation_.cursor(); }
  const engine::Cursor::Position& position() const noexcept { return position_; }
  /// The target being computed, explained in full.
  const engine::Explanation& current() const noexcept { return current_; }
  /// How any target came about.
  engine::Explanation explain(const engine::Cell& target) const;
  /// The first index of the target: a filter, or for dX a channel.
  engine::Index filter() const noexcept { return position_.cell[0]; }
  engine::Index filters() const noexcept { return cursor().output()[0]; }
  /// Channels of one filter, and the first input channel that filter f reads.
  engine::Index slices() const noexcept { return result_.weight.shape()[1]; }
  engine::Index first_channel(engine::Index f) const;

  /// The rows that the current target meets.
  engine::Index first_row() const { return equation_.first_row(position_.cell); }
  engine::Index active_rows() const { return equation_.active_rows(); }
  /// The row of the step's term.
  engine::Index current_row() const;
  /// Lines of the sum, and the terms of each.
  engine::Index groups() const { return cursor().terms_per_cell() / group_terms(); }
  engine::Index group_terms() const { return cursor().terms_per_channel(); }

  /// Row r of the first grids; cell (0, 0) is the first that is shown, padding included.
  GridModel input_grid(engine::Index row) const;
  /// What stands beside active row `slice` (from 0) for a target whose first index is `f`.
  GridModel filter_grid(engine::Index f, engine::Index slice) const;
  GridModel product_grid(engine::Index slice) const;
  GridModel output_grid(engine::Index plane) const;
  /// Output plane f behind the activation.
  GridModel activated_grid(engine::Index f) const;
  bool has_activation() const {
    return pass() == ConvolutionPass::kForward && result_.activation.has_value();
  }
  /// Backward, dL/da of filter f before it is multiplied by f'(o) to g; what the term of the step
  /// needs of it is marked as linked.
  GridModel arriving_grid(engine::Index f) const;
  bool has_arriving() const { return state_.backward() && result_.activation.has_value(); }
  const GridScale& arriving_scale() const noexcept { return arriving_scale_; }
  /// The planes that are shown: for dW those of the current filter, else all of them.
  engine::Index first_plane() const;
  engine::Index planes() const;

  /// What stands there; none where there is no number.
  std::optional<ConvolutionNumber> input_number(engine::Index row, engine::Index y,
                                                engine::Index x) const;
  std::optional<ConvolutionNumber> filter_number(engine::Index f, engine::Index slice,
                                                 engine::Index i, engine::Index j) const;
  ConvolutionNumber target_number(const engine::Cell& target) const;
  /// The target with this number; none where it is none of this pass.
  std::optional<engine::Cell> target_of(const ConvolutionNumber& number) const;
  float target_value(const engine::Cell& target) const;
  /// What the example's slide prints there; null: the same number, or none.
  const Misprint* misprint(const std::optional<ConvolutionNumber>& number) const;

  const GridScale& input_scale() const noexcept { return input_scale_; }
  const GridScale& weight_scale() const noexcept { return weight_scale_; }
  const GridScale& product_scale() const noexcept { return product_scale_; }
  const GridScale& output_scale() const noexcept { return output_scale_; }
  const GridScale& activated_scale() const noexcept;

  /// Of the slices' sums, the bias and the total, which stand below each other.
  int sum_decimals() const noexcept { return sum_decimals_; }

  SumLine sum_line(engine::Index slice) const;
  /// The share of an active row, from 0: of its whole grid of products.
  SumLine row_sum(engine::Index slice) const;
  SumLine bias_line() const;
  /// Whether a bias is added behind the slices.
  bool has_bias() const;
  /// Sum of the terms that are done, with the bias once all are.
  double partial_sum() const;
  bool complete() const { return position_.terms_done == cursor().terms_per_cell(); }
  /// The term of this step (from 0) while single terms are stepped; -1: none is marked.
  engine::Index active_term() const;
  /// Whether a target may be shown.
  bool revealed(const engine::Cell& target) const;

 private:
  /// Where a number stands in this pass.
  struct Place {
    enum class Part { kNone, kInput, kFilter, kTarget, kProduct, kBias };
    Part part = Part::kNone;
    engine::Index f = 0;    ///< of the filter's targets
    engine::Index row = 0;  ///< of the first grids; -1: whatever the target reads
    engine::Index y = 0, x = 0;
    engine::Cell target = {};
  };
  Place place_of(const ConvolutionNumber& number) const;
  bool is_linked(const Place& place) const;
  bool meets_filter(const Place& filter, const Place& input) const;
  bool is_factor(engine::Index term, const Place& place) const;
  std::uint16_t marks_of(const std::optional<ConvolutionNumber>& number, const Place& place) const;
  void set_scales();

  const ConvolutionState& state_;
  const ConvolutionResult& result_;
  const Equation& equation_;
  engine::Cursor::Position position_;
  std::shared_ptr<const ConvolutionTarget> target_;
  const engine::Explanation& current_;
  std::shared_ptr<const ConvolutionScales> scales_;
  const ConvolutionSetup& unedited_;
  std::span<const Misprint> misprints_;
  bool links_;
  std::optional<ConvolutionNumber> focus_;  ///< whose links are shown
  Place focus_place_;
  GridScale input_scale_, weight_scale_, product_scale_, output_scale_, arriving_scale_;
  int sum_decimals_ = 0;
};

/// The scale of some numbers: symmetric around zero, never empty.
GridScale scale_of(std::span<const float> values);

/// What every step of a pass shows its numbers by.
struct ConvolutionScales {
  GridScale input, weight, output;
  GridScale activated;                                      ///< none: as of no number
  GridScale upstream, arriving, d_input, d_weight, d_bias;  ///< backward
  ConvolutionSetup unedited;
};
/// Of the state's result and gradients. Costs a pass over all of them.
ConvolutionScales find_scales(const ConvolutionState& state);

}  // namespace convscope::state
