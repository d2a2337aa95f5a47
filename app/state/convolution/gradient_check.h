#pragma once

#include <memory>
#include <vector>

#include "app/state/check_sheet.h"
#include "app/state/convolution/convolution_state.h"

namespace convscope::state {

/// The sum of all outputs of a convolution, each times its upstream gradient g, in double: the
/// objective whose gradients the backward passes are. With g = 1 it is S, the sum of the outputs.
/// Keeps the result it is of.
class OutputSum {
 public:
  /// h, a power of two. S is linear in each number alone, so that the central difference is the
  /// derivative up to rounding for any h.
  static constexpr double kStep = 1.0 / 1024;

  /// Costs one naive pass.
  explicit OutputSum(std::shared_ptr<const ConvolutionResult> result);
  /// `upstream` is g, (F, oh, ow).
  OutputSum(std::shared_ptr<const ConvolutionResult> result, const engine::Tensor& upstream);

  double value() const noexcept { return value_; }
  /// Whether every g is 1.
  bool plain() const noexcept { return plain_; }
  /// Both derivatives by an input, a weight or a bias inside its tensor, and how many outputs share
  /// the number: analytic by Conv2d::explain_gradient, numeric by two sums in which the outputs
  /// that depend on the number are computed again. They agree within 1e-6 of the larger one or
  /// what rounding leaves: 1e-13 of the outputs' magnitudes, over h.
  CheckedNumber check(const ConvolutionNumber& number) const;

 private:
  double output(const engine::Cell& cell, std::span<const double> input,
                std::span<const double> weight, std::span<const double> bias) const;
  bool depends(const engine::Cell& output, const ConvolutionNumber& number) const;
  double moved(const ConvolutionNumber& number, double by) const;
  engine::Index first_channel(engine::Index filter) const;
  double weighted(engine::Index output, double value) const;

  std::shared_ptr<const ConvolutionResult> result_;
  std::vector<double> input_, weight_, bias_, outputs_;
  engine::Tensor upstream_;  ///< g, (1, F, oh, ow)
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

/// Brings `state.check` up to date where it is shown. Costs nothing while nothing has changed.
void refresh_check(ConvolutionState& state);

/// What the card shows and copies.
CheckSheet check_sheet(const ConvolutionCheck& check, Language language);

}  // namespace convscope::state
