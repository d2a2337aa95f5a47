#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "app/state/check_sheet.h"
#include "app/state/kernels/kernels_state.h"

namespace convscope::state {

/// The loss of "learn this kernel" as a function of one weight, in double: the mean of (o - t)^2
/// with every o summed anew from the picture, by other code than what learns. It is quadratic in
/// each weight, so that its central difference is the slope but for rounding, whatever h.
class KernelLoss {
 public:
  /// `picture` is what is correlated, outside of it the nearest edge cell; `target` has its size;
  /// the kernel holds k*k numbers. Cost: one pass over picture and kernel.
  KernelLoss(const engine::Plane& picture, const engine::Plane& target,
             std::span<const float> kernel, engine::Index k);

  double value() const { return moved(0, 0); }
  /// With weight `weight` (row-major) larger by `by`. Cost: one pass over the picture.
  double moved(engine::Index weight, double by) const;

 private:
  template <typename Visit>
  void each_input(engine::Index weight, Visit&& visit) const;

  const engine::Plane& picture_;
  engine::Index k_;
  std::vector<double> residuals_;  ///< o - t
};

/// The slope of the loss by a weight of `value`, by the difference, beside `analytic`. `magnitude`
/// is the size of the terms that the analytic one is summed from in float32: what rounding may
/// leave of it is measured by it.
CheckedNumber check_learned_weight(const KernelLoss& loss, engine::Index k, engine::Index weight,
                                   float value, double analytic, double magnitude);

/// The gradient check of the kernel that the Learn page shows. Immutable.
struct LearnCheck {
  /// What it is of; as long as this stays it stays.
  struct Subject {
    PhotoPtr photo;
    KernelFilter wanted;
    std::vector<float> kernel;
    std::vector<float> gradient;  ///< as the grid shows it; empty before the first step
    double noise = 0;
    std::uint64_t seed = 0;
    std::optional<engine::Index> weight;  ///< the one that is pointed at, else pinned
    friend bool operator==(const Subject&, const Subject&) = default;
  };
  Subject subject;
  double loss = 0;
  engine::Index pixels = 0;
  std::vector<CheckedNumber> numbers;
  bool all = true;     ///< the numbers are all weights, or the one that is meant
  bool other = false;  ///< the gradient in the grid is of another picture or another noise
};

/// Brings the check up to date while it is on and its page is shown. Cost: nothing if all is as it
/// was, else some passes over a picture of 128x128: a millisecond or two, five for 15x15.
void refresh_learn_check(KernelsState& state);
/// What refresh_learn_check found, for the card; the state must have a check.
CheckSheet learn_check_sheet(const KernelsState& state, Language language);

}  // namespace convscope::state
