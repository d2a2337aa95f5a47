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

  enum class Verdict { kAgrees, kKink, kDiffers, kUnknown };
  Verdict verdict = Verdict::kDiffers;

  /// Not a number where one of both is none.
  double difference() const { return analytic < numeric ? numeric - analytic : analytic - numeric; }
};

/// What arithmetic leaves between two derivatives that are the same.
struct SlopeTolerance {
  double share = 1e-6;     ///< of the larger derivative
  double scale = 0;        ///< the size of what the analytic one is summed from
  double scale_share = 0;  ///< of that size
  /// What the rounding of loss_plus and loss_minus leaves in their quotient. More than a thousandth
  /// of the derivatives and of `scale`, and the quotient tells nothing: kUnknown.
  double rounded = 0;
};
/// kUnknown too where the function is no number at value + h or value - h. Reads all but the
/// verdict.
SlopeCheck::Verdict judge(const SlopeCheck& check, const SlopeTolerance& tolerance);

}  // namespace convscope::state
