#pragma once

#include <memory>
#include <vector>

#include "app/state/check_sheet.h"
#include "app/state/convolution/convolution_state.h"

namespace convscope::state {

/// The sum of all outputs of a convolution, behind its activation if there is one, each times what
/// arrives at it, in double: the objective whose gradients the backward passes are. Where 1 arrives
/// everywhere it is S, the sum of the outputs. Keeps the result it is of.
class OutputSum {
 public:
  /// h. Without an activation it is a power of two and S is linear in each number alone, so that
  /// the central difference is the derivative up to rounding for any h; behind one h is so small
  /// that what the curve adds, its third derivative times h squared, stays below the tolerance.
  static constexpr double kStep = 1.0 / 1024;
  static constexpr double kCurvedStep = 5e-6;

  /// Costs one naive pass.
  explicit OutputSum(std::shared_ptr<const ConvolutionResult> result);
  /// `upstream` is what arrives, (F, oh, ow): dL/do, or dL/da behind an activation.
  OutputSum(std::shared_ptr<const ConvolutionResult> result, const engine::Tensor& upstream);

  double value() const noexcept { return value_; }
  double step() const noexcept { return activated() ? kCurvedStep : kStep; }
  bool activated() const noexcept { return result_->activation.has_value(); }
  /// Whether 1 arrives everywhere.
  bool plain() const noexcept { return plain_; }
  /// Both derivatives by an input, a weight or a bias inside its tensor, and how many outputs share
  /// the number: analytic by Conv2d::explain_gradient, numeric by two sums in which the outputs
  /// that depend on the number are computed again. They agree within 1e-6 of the larger one or
  /// what rounding leaves: 1e-13 of the outputs' magnitudes, over h, and behind an activation 1e-6
  /// of the terms', whose g is rounded to float32. Where they do not, and an output lies on another
  /// piece of the activation at one side of h, it is a kink.
  CheckedNumber check(const ConvolutionNumber& number) const;

 private:
  double sum_of(const engine::Cell& cell, std::span<const double> input,
                std::span<const double> weight, std::span<const double> bias) const;
  bool depends(const engine::Cell& output, const ConvolutionNumber& number) const;
  /// The objective with the number moved by `by`; counts outputs that come to another piece.
  double moved(const ConvolutionNumber& number, double by, std::int64_t& kinks) const;
  engine::Index first_channel(engine::Index filter) const;
  double weighted(engine::Index output, double sum) const;

  std::shared_ptr<const ConvolutionResult> result_;
  std::vector<double> input_, weight_, bias_, sums_;
  /// Which input row (column) tap i of output row y reads, at y * kernel + i; -1: none.
  std::vector<engine::Index> rows_, columns_;
  engine::Tensor arriving_;  ///< (1, F, oh, ow)
  engine::Tensor upstream_;  ///< g: the same times f'(sum) behind an activation
  bool plain_ = true;
  double value_ = 0, magnitude_ = 0;
};

/// The gradient check of what the card is about: of the step's term of the output being computed
/// or, of another output, the term that adds the most, its weight, its input and the bias; else of
/// the hovered or pinned number. Constant once made.
struct ConvolutionCheck {
  std::vector<CheckedNumber> numbers;
  bool reads_padding = false;  ///< the term's input, or the number itself, is none
  engine::Index term = -1;     ///< from 0; -1: a single number

  // What it was made of.
  std::shared_ptr<const ConvolutionResult> result;
  std::shared_ptr<const OutputSum> sum;  ///< shared as long as the result is the same
  ConvolutionNumber subject;
  engine::Tensor upstream;
};

/// Brings the target of the step up to date, and `state.check` where it is shown. Costs nothing
/// while nothing has changed.
void refresh_check(ConvolutionState& state);

/// What the card shows and copies.
CheckSheet check_sheet(const ConvolutionCheck& check, Language language);

}  // namespace convscope::state
