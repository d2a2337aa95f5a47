#pragma once

#include <string>

#include "engine/core/rng.h"
#include "engine/data/idx.h"
#include "tests/support/temporary_directory.h"

namespace convscope::test {

/// A data set of 200 training and 50 test images of 8x8 pixels that a tiny network learns: a
/// bright bar in the place of its class (0 to 3) under noise; and such a network in spec.json.
inline void put_bar_directory(const TemporaryDirectory& directory) {
  using engine::Bytes;
  const auto put_split = [&](const std::string& stem, engine::Index count, std::uint64_t seed) {
    Bytes images = engine::idx_header({count, 8, 8});
    Bytes labels = engine::idx_header({count});
    engine::Rng rng(seed);
    for (engine::Index i = 0; i < count; ++i) {
      const std::uint64_t label = rng.below(4);
      labels.push_back(static_cast<std::uint8_t>(label));
      for (engine::Index cell = 0; cell < 64; ++cell) {
        const engine::Index along = label < 2 ? cell / 8 : cell % 8;
        const bool bright = along == (label % 2 == 0 ? 2 : 5);
        images.push_back(static_cast<std::uint8_t>((bright ? 120 : 0) + rng.below(100)));
      }
    }
    put(directory / (stem + "-images-idx3-ubyte"), images);
    put(directory / (stem + "-labels-idx1-ubyte"), labels);
  };
  put_split("train", 200, 1);
  put_split("t10k", 50, 2);
  put(directory / "spec.json", std::string(R"({"format":1,"name":"bars","input":[1,8,8],"layers":[
                       {"type":"conv2d","filters":3,"kernel":3},
                       {"type":"activation","function":"relu"},{"type":"maxpool2d","kernel":2},
                       {"type":"flatten"},{"type":"dense","units":10},{"type":"softmax"}]})"));
}

}  // namespace convscope::test
