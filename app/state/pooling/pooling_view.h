#pragma once

#include <span>
#include <vector>

#include "app/state/grid_model.h"
#include "app/state/number_card.h"
#include "app/state/pooling/pooling_state.h"

namespace convscope::state {

/// Whether the steps route the gradient on the page that is shown: the strided convolution and the
/// volumes are about the outputs alone.
bool routes_gradient(const PoolingState& state);

/// What the stage of the Pooling lab shows at a state's step, computed on demand: pure functions of
/// the state. The state must have a result and outlive the view.
class PoolingView {
 public:
  /// `links`: what belongs to the number that is hovered or pinned is marked (not while
  /// presenting).
  explicit PoolingView(const PoolingState& state, bool links = true);

  const PoolingState& state() const noexcept { return state_; }
  const PoolingResult& result() const noexcept { return result_; }
  const engine::Cursor::Position& position() const noexcept { return position_; }
  /// The output being computed, or whose gradient is routed, explained in full.
  const engine::Explanation& current() const noexcept { return current_; }
  /// Of the current window, from 0; more than one: a tie. Empty outside of max pooling.
  std::span<const engine::Index> winners() const noexcept { return winners_; }
  engine::Index channel() const noexcept { return position_.cell[0]; }
  bool complete() const { return position_.terms_done == result_.cursor.terms_per_cell(); }
  /// The term of this step (from 0) while single terms are stepped; -1: none is marked.
  engine::Index active_term() const;
  /// Whether output (c, y, x) may be shown.
  bool revealed(const engine::Cell& output) const;

  /// What a cell of the padding counts as: minus infinity in max pooling, else 0.
  float padding_value() const;

  /// Channel c with its padding; cell (0, 0) is the first padding cell.
  GridModel input_grid(engine::Index c) const;
  /// The window of the current output: its numbers; backward, the shares of its gradient.
  GridModel window_grid() const;
  GridModel output_grid(engine::Index c) const;
  GridModel upstream_grid(engine::Index c) const;
  /// What has been routed so far.
  GridModel gradient_grid(engine::Index c) const;
  GridModel kernel_grid(engine::Index c) const;
  GridModel strided_grid(engine::Index c) const;
  /// What was filled in; empty cells are pending.
  GridModel answer_grid(engine::Index c) const;
  /// The same backward: the gradient of an input as it was filled in.
  GridModel route_grid(engine::Index c) const;

  const GridScale& input_scale() const noexcept { return input_scale_; }
  const GridScale& output_scale() const noexcept { return output_scale_; }
  const GridScale& upstream_scale() const noexcept { return upstream_scale_; }
  const GridScale& gradient_scale() const noexcept { return gradient_scale_; }
  const GridScale& kernel_scale() const noexcept { return kernel_scale_; }
  const GridScale& strided_scale() const noexcept { return strided_scale_; }
  /// The current output as far as it is computed.
  double so_far() const { return pooled_so_far(result_, current_, position_.terms_done); }

 private:
  std::uint16_t common_marks(const PoolingNumber& number) const;
  bool is_linked(const PoolingNumber& number) const;
  bool reads(const engine::Cell& output, const engine::Cell& input) const;
  void route_gradient();
  GridModel filled_grid(const std::vector<std::optional<float>>& filled, const engine::Shape& shape,
                        PoolingNumber::Kind kind, engine::Index c, float limit) const;

  const PoolingState& state_;
  const PoolingResult& result_;
  engine::Cursor::Position position_;
  engine::Explanation current_;
  std::vector<engine::Index> winners_;
  PoolingSetup unedited_;
  std::optional<PoolingNumber> focus_;  ///< whose links are shown
  GridScale input_scale_, output_scale_, upstream_scale_, gradient_scale_, kernel_scale_,
      strided_scale_;
  std::vector<double> routed_;             ///< (C, H, W), what has come so far
  std::vector<engine::Index> still_;       ///< (C, H, W), how many terms are still to come
  std::vector<std::uint8_t> has_arrived_;  ///< (C, H, W)
};

/// How far the answers of an exercise are right; of its backward part while the lab is backward.
struct PoolingMarks {
  engine::Index right = 0, wrong = 0, empty = 0;
};
PoolingMarks judge_answers(const PoolingState& state);
/// Whether what was filled into output (backward: input) (c, y, x) is right: to the last of two
/// decimals, or exact.
bool answer_is_right(const PoolingState& state, const engine::Cell& cell);

/// The card of what is hovered, else pinned, else of what is being computed.
NumberCard pooling_card(const PoolingView& view, Language language);

}  // namespace convscope::state
