#pragma once

#include "app/state/grid_model.h"
#include "app/state/kernels/kernels_state.h"
#include "app/state/number_card.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// What the stage shows of one pixel: its patch, the kernel, the products. Pure functions.
class PixelView {
 public:
  explicit PixelView(const KernelsState& state);

  KernelsState::Pixel pixel() const noexcept { return pixel_; }
  const engine::Explanation& explanation() const noexcept { return explanation_; }
  /// Terms that are done: all, but at the pixel where single terms are stepped.
  engine::Index done() const noexcept { return done_; }
  /// From 0; -1: none is marked.
  engine::Index active() const noexcept { return active_; }

  GridModel patch_grid() const;
  GridModel kernel_grid() const;
  GridModel product_grid() const;
  /// The sum of the raw weights' products that are done, before division.
  double sum() const;

 private:
  GridModel grid_of(double (*value)(const engine::Term&, float), const GridScale& scale,
                    bool all) const;

  const KernelsState& state_;
  KernelsState::Pixel pixel_;
  engine::Explanation explanation_;
  engine::Index done_ = 0, active_ = -1;
};

/// Whether the chosen filter's answer is shown as a gradient's magnitude or direction: then the
/// card's table has gx and gy beside each other, first the kernel's own one (`columns.product`
/// tells which that is), and their sums as `bias_value` and `result`.
bool shows_gradient(const KernelsState& state);

NumberCard kernels_card(const KernelsState& state, Language language);

}  // namespace convscope::state
