#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/model/network.h"

namespace convscope::state {

/// What weights make of one picture: the filters of the first convolution, the feature maps that
/// they see (after the activation that follows), and the probabilities of the classes.
struct SeenPicture {
  engine::Index filters = 0;
  int kernel_height = 0, kernel_width = 0;
  std::vector<float> weights;  ///< (filters, kernel_height, kernel_width), of input channel 0
  int map_height = 0, map_width = 0;
  std::vector<float> maps;  ///< (filters, map_height, map_width)
  std::vector<double> probabilities;

  std::span<const float> filter(engine::Index f) const;
  std::span<const float> map(engine::Index f) const;
  /// Classes by falling probability, the lower class first among equals.
  std::vector<int> ranking() const;
};

/// One forward pass, about a millisecond for a LeNet. `picture` holds a number for every input of
/// the network. Null when the network has no convolution, or its input is of another size.
std::shared_ptr<const SeenPicture> look_at(const engine::Network& network,
                                           std::span<const engine::Scalar> parameters,
                                           std::span<const float> picture);

}  // namespace convscope::state
