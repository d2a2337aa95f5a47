#pragma once

#include <cstdint>
#include <vector>

#include "engine/kernels/plane_correlation.h"
#include "engine/train/optimizer.h"

namespace convscope::engine {

/// A kernel on its way to another one, and how far it is.
struct KernelPoint {
  std::vector<float> kernel;
  std::vector<float> gradient;  ///< of the loss by each weight
  double loss = 0;              ///< mean of (output - wanted)^2
  double gradient_norm = 0;
  std::vector<float> moments;  ///< of the optimizer before its next step, one block behind another
  Index steps = 0;             ///< that it has done
};

/// Learns a k x k kernel from a picture and what the wanted kernel makes of it, by gradient
/// descent on the mean squared error over all pixels. The picture is brought to mean 0 and
/// deviation 1 first; kernels mean the same then. The same calls give the same bits.
class KernelLearner {
 public:
  /// `wanted` and `start` hold k*k numbers.
  KernelLearner(const Plane& picture, Index k, std::vector<float> wanted, std::vector<float> start,
                const OptimizerSpec& optimizer);

  /// Goes on from a point: bit by bit as the learner that gave it, if its optimizer was of the same
  /// kind; else its moments start anew.
  void resume(const KernelPoint& point);
  /// From now on on another picture.
  void set_picture(const Plane& picture);
  /// Its moments start anew.
  void set_optimizer(const OptimizerSpec& optimizer);
  /// Adds normal noise of this deviation to the wanted output, in the output's own deviations.
  void set_noise(double deviation, std::uint64_t seed);

  /// The picture at mean 0 and deviation 1, and what the kernel's answer to it should be.
  const Plane& picture() const noexcept { return picture_; }
  const Plane& target() const noexcept { return target_; }

  /// Loss and gradient of the kernel as it is. Cost: two passes over picture and kernel.
  KernelPoint look();
  /// Moves the kernel against the gradient that `look` gave.
  void step(const KernelPoint& point, double learning_rate);

 private:
  void want();

  Index k_;
  std::vector<float> wanted_, kernel_;
  Plane picture_, target_;
  Optimizer optimizer_;
  double noise_ = 0;
  std::uint64_t seed_ = 1;
};

/// A picture reduced to at most `side` by averaging squares, for learning.
Plane reduced(const Plane& picture, Index side);
/// To mean 0 and deviation 1; a flat picture to zeros.
Plane standardized(const Plane& picture);

}  // namespace convscope::engine
