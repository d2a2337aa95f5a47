#pragma once

#include <cmath>

#include "engine/core/error.h"
#include "engine/layers/batch_norm.h"
#include "engine/layers/dropout.h"
#include "engine/layers/embedding.h"
#include "engine/layers/gru.h"
#include "engine/layers/lstm.h"
#include "engine/layers/rnn.h"
#include "tests/engine/layers/layer_case.h"

namespace convscope::engine::testing {

// An image, or a vector of as many features.
inline Shape random_features(Rng& rng) {
  const Index channels = random_index(rng, 1, 3);
  if (coin(rng)) return {channels};
  return {channels, random_index(rng, 1, 3), random_index(rng, 1, 3)};
}

inline LayerCase random_batch_norm(Rng& rng) {
  const BatchNormOptions options{.eps = coin(rng) ? 1e-5 : 0.1, .momentum = rng.uniform()};
  for (;;) {
    LayerCase result =
        prepare_case("batchnorm", std::make_unique<BatchNorm>(random_features(rng), options), rng);
    result.mode = coin(rng) ? Mode::kTraining : Mode::kInference;
    for (Scalar& variance : result.buffers[1].values()) {
      variance = Scalar(0.1) + std::fabs(variance);
    }
    // Few values with a large factor: rounding alone would say something else than the gradient.
    if (result.mode == Mode::kTraining && result.inputs[0].size() < 4 * result.buffers[0].size()) {
      continue;
    }
    result.forward();
    return result;
  }
}

inline LayerCase random_dropout(Rng& rng) {
  const double rate = 0.9 * rng.uniform();
  LayerCase result =
      prepare_case("dropout", std::make_unique<Dropout>(random_features(rng), rate), rng);
  result.mode = coin(rng) ? Mode::kTraining : Mode::kInference;
  result.forward();
  return result;
}

inline LayerCase random_embedding(Rng& rng) {
  const Index rows = random_index(rng, 1, 5), dimensions = random_index(rng, 1, 4);
  const Shape input = coin(rng) ? Shape{} : Shape{random_index(rng, 1, 4)};
  LayerCase result =
      prepare_case("embedding", std::make_unique<Embedding>(input, rows, dimensions), rng);
  for (Scalar& index : result.inputs[0].values()) {
    index = static_cast<Scalar>(random_index(rng, 0, rows - 1));
  }
  result.differentiable = false;
  result.forward();
  return result;
}

inline RecurrentOptions random_recurrent(Rng& rng) {
  return {.units = random_index(rng, 1, 4),
          .sequences = coin(rng),
          .input_bias = coin(rng),
          .recurrent_bias = coin(rng),
          .initial_state = coin(rng)};
}

inline Shape random_sequence(Rng& rng) {
  return {random_index(rng, 1, 4), random_index(rng, 1, 3)};
}

inline LayerCase random_rnn(Rng& rng) {
  const Shape input = random_sequence(rng);
  const RnnActivation activation = coin(rng) ? RnnActivation::kTanh : RnnActivation::kRelu;
  return make_case("rnn", std::make_unique<Rnn>(input, random_recurrent(rng), activation), rng);
}

inline LayerCase random_lstm(Rng& rng) {
  const Shape input = random_sequence(rng);
  return make_case("lstm", std::make_unique<Lstm>(input, random_recurrent(rng)), rng);
}

inline LayerCase random_gru(Rng& rng) {
  const Shape input = random_sequence(rng);
  return make_case("gru", std::make_unique<Gru>(input, random_recurrent(rng)), rng);
}

}  // namespace convscope::engine::testing
