#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/parallel.h"
#include "engine/model/network.h"
#include "engine/train/optimizer.h"

namespace convscope::engine {

/// The optimizer's moments by name, each as long as the parameters.
using Moments = std::vector<std::pair<std::string, std::vector<Scalar>>>;

/// Applies an optimizer to the flat block in parallel ranges, keeps frozen layers as they are and
/// can take the last step back. Every element is updated on its own, so ranges change no bit.
class ParameterUpdate {
 public:
  ParameterUpdate(const Network& network, const OptimizerSpec& spec);

  /// One step in place. False when a parameter is no longer finite.
  bool apply(ThreadPool& pool, std::span<Scalar> parameters, std::span<const Scalar> gradient,
             double learning_rate);
  /// Undoes the last apply, moments included; once.
  void take_back(std::span<Scalar> parameters);

  Index steps() const noexcept;
  Moments moments() const;
  /// `steps` and `moments` as they were read; false when names or sizes differ from this
  /// optimizer's.
  bool restore(Index steps, const Moments& moments);

 private:
  struct Range {
    std::size_t first;
    std::size_t count;
    bool frozen;
    Optimizer optimizer;
    Optimizer backup;
  };
  std::size_t parameter_count_;
  mutable std::vector<Range> ranges_;  // Optimizer::state() is not const
  std::vector<Scalar> backup_;
};

}  // namespace convscope::engine
