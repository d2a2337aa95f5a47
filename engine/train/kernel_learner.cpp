#include "engine/train/kernel_learner.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/rng.h"

namespace convscope::engine {

Plane standardized(const Plane& picture) {
  double sum = 0, squares = 0;
  for (const float v : picture.values) {
    sum += static_cast<double>(v);
    squares += static_cast<double>(v) * static_cast<double>(v);
  }
  const auto count = static_cast<double>(std::max<std::size_t>(picture.values.size(), 1));
  const double mean = sum / count, variance = squares / count - mean * mean;
  const double scale = variance > 0 ? 1 / std::sqrt(variance) : 0;
  Plane result = picture;
  for (float& v : result.values) v = static_cast<float>((static_cast<double>(v) - mean) * scale);
  return result;
}

Plane reduced(const Plane& picture, Index side) {
  const Index by = (std::max(picture.height, picture.width) + side - 1) / side;
  if (by <= 1) return picture;
  Plane result{std::max<Index>(picture.height / by, 1), std::max<Index>(picture.width / by, 1), {}};
  for (Index y = 0; y < result.height; ++y) {
    for (Index x = 0; x < result.width; ++x) {
      float sum = 0;
      for (Index i = 0; i < by; ++i) {
        for (Index j = 0; j < by; ++j) sum += picture.nearest(y * by + i, x * by + j);
      }
      result.values.push_back(sum / static_cast<float>(by * by));
    }
  }
  return result;
}

KernelLearner::KernelLearner(const Plane& picture, Index k, std::vector<float> wanted,
                             std::vector<float> start, const OptimizerSpec& optimizer)
    : k_(k), wanted_(std::move(wanted)), kernel_(std::move(start)), optimizer_(optimizer, k * k) {
  set_picture(picture);
}

void KernelLearner::resume(const KernelPoint& point) {
  kernel_ = point.kernel;
  optimizer_ = Optimizer(optimizer_.spec(), k_ * k_);
  const auto blocks = optimizer_.state();
  if (point.moments.size() != blocks.size() * kernel_.size()) return;
  optimizer_.set_steps(point.steps);
  auto from = point.moments.begin();
  for (const Optimizer::StateBlock& block : blocks) {
    std::copy_n(from, block.values.size(), block.values.begin());
    from += static_cast<std::ptrdiff_t>(block.values.size());
  }
}

void KernelLearner::set_picture(const Plane& picture) {
  picture_ = standardized(picture);
  want();
}

void KernelLearner::set_optimizer(const OptimizerSpec& optimizer) {
  optimizer_ = Optimizer(optimizer, k_ * k_);
}

void KernelLearner::set_noise(double deviation, std::uint64_t seed) {
  noise_ = deviation;
  seed_ = seed;
  want();
}

void KernelLearner::want() {
  target_ = correlate(picture_, wanted_, k_);
  if (noise_ <= 0) return;
  double squares = 0;
  for (const float v : target_.values) squares += static_cast<double>(v) * static_cast<double>(v);
  const double scale =
      noise_ *
      std::sqrt(squares / static_cast<double>(std::max<std::size_t>(target_.values.size(), 1)));
  Rng rng(seed_);
  for (float& v : target_.values) v += static_cast<float>(rng.normal() * scale);
}

KernelPoint KernelLearner::look() {
  KernelPoint point{.kernel = kernel_, .gradient = {}, .moments = {}, .steps = optimizer_.steps()};
  for (const Optimizer::StateBlock& block : optimizer_.state()) {
    point.moments.insert(point.moments.end(), block.values.begin(), block.values.end());
  }
  Plane difference = correlate(picture_, kernel_, k_);
  const double count = static_cast<double>(difference.values.size());
  double squares = 0;
  for (std::size_t i = 0; i < difference.values.size(); ++i) {
    difference.values[i] -= target_.values[i];
    squares +=
        static_cast<double>(difference.values[i]) * static_cast<double>(difference.values[i]);
  }
  point.loss = squares / count;
  double norm = 0;
  for (const double sum : correlate_gradient(picture_, difference, k_)) {
    const double slope = 2 * sum / count;
    norm += slope * slope;
    point.gradient.push_back(static_cast<float>(slope));
  }
  point.gradient_norm = std::sqrt(norm);
  return point;
}

void KernelLearner::step(const KernelPoint& point, double learning_rate) {
  std::vector<Scalar> parameters(kernel_.begin(), kernel_.end());
  const std::vector<Scalar> gradients(point.gradient.begin(), point.gradient.end());
  optimizer_.step(parameters, gradients, learning_rate);
  std::transform(parameters.begin(), parameters.end(), kernel_.begin(),
                 [](Scalar v) { return static_cast<float>(v); });
}

}  // namespace convscope::engine
