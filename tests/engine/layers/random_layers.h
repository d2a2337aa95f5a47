#pragma once

#include <array>

#include "engine/core/error.h"
#include "engine/layers/activation.h"
#include "engine/layers/dense.h"
#include "engine/layers/flatten.h"
#include "engine/layers/local_response_norm.h"
#include "engine/layers/merge.h"
#include "engine/layers/reshape.h"
#include "engine/layers/softmax.h"
#include "tests/engine/layers/layer_case.h"
#include "tests/engine/layers/random_sequence_layers.h"
#include "tests/engine/layers/random_window_layers.h"

namespace convscope::engine::testing {

inline LayerCase random_dense(Rng& rng) {
  const Index units = random_index(rng, 1, 5);
  return make_case("dense", std::make_unique<Dense>(random_image(rng), units, coin(rng)), rng);
}

inline LayerCase random_dense_over_time(Rng& rng) {
  const Shape input{random_index(rng, 1, 4), random_index(rng, 1, 5)};
  return make_case("dense over time", Dense::over_time(input, random_index(rng, 1, 5), coin(rng)),
                   rng);
}

inline LayerCase random_flatten(Rng& rng) {
  return make_case("flatten", std::make_unique<Flatten>(random_image(rng)), rng);
}

inline LayerCase random_softmax(Rng& rng) {
  const Index classes = random_index(rng, 1, 9);
  const Shape input = coin(rng) ? Shape{classes} : Shape{random_index(rng, 1, 3), classes};
  return make_case("softmax", std::make_unique<Softmax>(input), rng);
}

inline LayerCase random_activation(Rng& rng) {
  const ActivationInfo& row = activation_table()[rng.below(activation_table().size())];
  return make_case(std::string(row.name),
                   std::make_unique<Activation>(random_image(rng), default_options(row.function)),
                   rng);
}

inline LayerCase random_reshape(Rng& rng) {
  const Shape image = random_image(rng);
  const Shape target{image[2], image[0], image[1]};
  return make_case("reshape", std::make_unique<Reshape>(image, target), rng);
}

inline LayerCase random_add(Rng& rng) {
  const std::vector<Shape> inputs(2 + rng.below(3), random_image(rng));
  return make_case("add", std::make_unique<Add>(inputs), rng);
}

inline LayerCase random_concat(Rng& rng) {
  std::vector<Shape> inputs(2 + rng.below(3), random_image(rng));
  for (Shape& shape : inputs) shape[0] = random_index(rng, 1, 3);
  return make_case("concat", std::make_unique<Concat>(inputs), rng);
}

inline LayerCase random_local_response_norm(Rng& rng) {
  // An alpha that shows.
  const LocalResponseNormOptions options{.size = random_index(rng, 1, 6),
                                         .alpha = 0.1 + rng.uniform(),
                                         .beta = 0.5 + rng.uniform(),
                                         .k = 0.5 + rng.uniform()};
  const Shape input{random_index(rng, 1, 7), random_index(rng, 1, 3), random_index(rng, 1, 3)};
  return make_case("lrn", std::make_unique<LocalResponseNorm>(input, options), rng);
}

/// Makes a layer of one kind with random settings; may throw Error{NO_OUTPUT} or {WINDOW}.
using RandomKind = LayerCase (*)(Rng&);

/// Every kind of layer, one row each.
inline constexpr std::array kRandomKinds{
    RandomKind{random_activation},
    RandomKind{random_add},
    RandomKind{random_average_pool2d},
    RandomKind{random_batch_norm},
    RandomKind{random_concat},
    RandomKind{random_conv1d},
    RandomKind{random_conv2d},
    RandomKind{random_conv_transpose2d},
    RandomKind{random_dense},
    RandomKind{random_dense_over_time},
    RandomKind{random_dropout},
    RandomKind{random_embedding},
    RandomKind{random_flatten},
    RandomKind{random_global_pool2d},
    RandomKind{random_gru},
    RandomKind{random_l2_pool2d},
    RandomKind{random_local_response_norm},
    RandomKind{random_lstm},
    RandomKind{random_max_pool2d},
    RandomKind{random_padding2d},
    RandomKind{random_reshape},
    RandomKind{random_rnn},
    RandomKind{random_softmax},
};

/// A random layer of this kind; redraws settings that give no output.
inline LayerCase random_layer(RandomKind kind, Rng& rng) {
  for (;;) {
    try {
      return kind(rng);
    } catch (const Error& error) {
      if (error.code() != "NO_OUTPUT" && error.code() != "WINDOW") throw;
    }
  }
}

}  // namespace convscope::engine::testing
