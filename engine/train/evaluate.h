#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/train/executor_team.h"
#include "engine/train/image_pass.h"
#include "engine/train/metrics.h"

namespace convscope::engine {

/// Samples [first, first + count) of a split.
struct RowRange {
  Index first = 0;
  Index count = 0;
};

struct Evaluation {
  RunningMetrics metrics;
  ConfusionMatrix confusion;  ///< of a text none where it has more than 256 classes
  std::vector<std::uint8_t>
      predictions;  ///< the class of each image, in their order; none of a text
};

/// Runs the samples through the network, forward only, in parallel and with the same bits for any
/// number of threads. The loss is the team's, all classes weighing the same. Windows of a text run
/// in 32 streams, each of which begins with a state of zeros and hands it on; what is counted is
/// characters. None when `stop` was requested.
std::optional<Evaluation> evaluate(ExecutorTeam& team, std::span<const Scalar> parameters,
                                   const Split& split, RowRange rows, std::stop_token stop = {});

/// images (B, C, H, W), any number of them -> logits (B, K), forward only, in parallel and with the
/// same bits for any number of threads.
void infer(ExecutorTeam& team, std::span<const Scalar> parameters, ConstTensorView images,
           TensorView logits);

/// Probabilities of one image (C, H, W) or (1, C, H, W): the softmax of the logits.
std::vector<double> classify(BlockExecutor& executor, const Network& network,
                             std::span<const Scalar> parameters, ConstTensorView image);
/// The same by a pass that has its parameters.
std::vector<double> classify(ImagePass& pass, const Network& network, ConstTensorView image);

}  // namespace convscope::engine
