#pragma once

#include <memory>

#include "engine/core/rng.h"
#include "engine/data/dataset.h"
#include "engine/model/network.h"
#include "engine/model/spec_json.h"

namespace convscope::engine::testing {

/// `count` 8x8 images of 4 classes: a bright bar in the class's place under noise.
inline Split bars(Index count, std::uint64_t seed) {
  Split split;
  split.shape = {1, 8, 8};
  Rng rng(seed);
  for (Index i = 0; i < count; ++i) {
    const auto label = static_cast<std::uint8_t>(rng.below(4));
    split.labels.push_back(label);
    for (Index cell = 0; cell < 64; ++cell) {
      const Index along = label < 2 ? cell / 8 : cell % 8;
      const bool bright = along == (label % 2 == 0 ? 2 : 5);
      split.images.push_back(static_cast<std::uint8_t>((bright ? 120 : 0) + rng.below(100)));
    }
  }
  return split;
}

inline std::shared_ptr<const Dataset> bar_data(Index train = 200, Index test = 60) {
  auto data = std::make_shared<Dataset>();
  data->name = "bars";
  data->classes = {"top", "bottom", "left", "right"};
  data->train = bars(train, 1);
  data->test = bars(test, 2);
  return data;
}

inline std::shared_ptr<const Network> bar_network(const std::string& more = "") {
  return std::make_shared<const Network>(parse_spec(
      R"({"format":1,"name":"bars","input":[1,8,8],"layers":[
            {"type":"conv2d","filters":3,"kernel":3)" +
          more + R"(},
            {"type":"activation","function":"relu"},{"type":"maxpool2d","kernel":2},
            {"type":"flatten"},{"type":"dense","units":4},{"type":"softmax"}]})",
      "bars"));
}

}  // namespace convscope::engine::testing
