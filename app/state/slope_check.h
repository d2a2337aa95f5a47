#pragma once

#include <cstdint>

namespace convscope::state {

/// One derivative of a function (a loss, a sum), found in two independent ways.
struct SlopeCheck {
  double value = 0;      ///< of the number it is the derivative by
  double analytic = 0;   ///< by backpropagation
  double step = 0;       ///< h
  double loss_plus = 0;  ///< the function at value + h
  double loss_minus = 0;
  double numeric = 0;   ///< (loss_plus - loss_minus) / 2h
  double forwards = 0;  ///< (loss_plus - loss) / h, the slope to the right
  double backwards = 0;
  /// Units and windows that are on another piece of a piecewise linear function at -h or +h than in
  /// the middle: a ReLU that opens, a maximum that another cell takes.
  std::int64_t kinks = 0;

  enum class Verdict { kAgrees, kKink, kDiffers };
  Verdict verdict = Verdict::kDiffers;

  double difference() const { return analytic < numeric ? numeric - analytic : analytic - numeric; }
};

}  // namespace convscope::state
