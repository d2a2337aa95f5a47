#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/state/slope_check.h"

namespace convscope::state::network {

/// A number that the loss depends on.
struct LossVariable {
  static constexpr std::int64_t kParameter = -2;
  static constexpr std::int64_t kPicture = -1;
  std::int64_t node = kParameter;  ///< whose output it is in, or one of the above
  std::int64_t index = 0;          ///< in the output, the picture or the block of parameters
};

/// The loss of one picture, -log softmax(logits)[target], as a function of every number of a
/// network, in double precision (the second build of the engine, which this header keeps to
/// itself). Inference mode; penalties are not part of the loss.
///
/// A derivative agrees when it differs by at most 1e-6 of the larger one, or by less than rounding
/// leaves: 1e-8 of the largest derivative by a logit. Where it does not and a kink lies within h,
/// the difference is the kink's: there is no derivative to be found, only one to each side.
class GradientProbe {
 public:
  static constexpr double kStep = 1e-5;
  /// Naive passes of networks with more multiply-adds than that would make a frame wait.
  static constexpr std::int64_t kMostMacs = 4'000'000;

  /// `spec` is the text of a spec file; `block` the network's parameters and buffers; `picture`
  /// its input; `target` a class. Costs one pass forward and back. Throws engine::Error for a spec
  /// that is none; sizes must fit.
  GradientProbe(const std::string& spec, std::span<const float> block,
                std::span<const float> picture, std::int64_t target);
  ~GradientProbe();
  GradientProbe(const GradientProbe&) = delete;
  GradientProbe& operator=(const GradientProbe&) = delete;

  double loss() const;
  /// Costs two passes from the variable's layer on for each of them, shared among the processors.
  /// The numbers do not depend on how many these are.
  std::vector<SlopeCheck> check(std::span<const LossVariable> variables, double step = kStep) const;
  SlopeCheck check(const LossVariable& variable, double step = kStep) const {
    return check(std::span(&variable, 1), step).front();
  }

 private:
  struct Inside;
  std::unique_ptr<const Inside> inside_;
};

}  // namespace convscope::state::network
