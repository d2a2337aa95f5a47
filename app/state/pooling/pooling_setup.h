#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/phrase.h"
#include "engine/core/tensor.h"
#include "engine/layers/window.h"

namespace convscope::state {

enum class PoolingMode { kMax, kAverage, kL2 };

/// What the sliders of the Pooling lab set. Window, stride and padding are the same along y and x.
enum class PoolingSize { kHeight, kWidth, kChannels, kKernel, kStride, kPadding };
inline constexpr std::size_t kPoolingSizes = 6;

struct PoolingSizes {
  std::array<engine::Index, kPoolingSizes> values{4, 4, 1, 2, 2, 0};

  engine::Index operator[](PoolingSize size) const {
    return values[static_cast<std::size_t>(size)];
  }
  engine::Index& operator[](PoolingSize size) { return values[static_cast<std::size_t>(size)]; }
  /// Along y or x.
  engine::WindowAxis axis(PoolingSize side) const;
  friend bool operator==(const PoolingSizes&, const PoolingSizes&) = default;
};

/// A worked example of the lectures, with the numbers it should have.
struct PoolingExample {
  std::string_view key;  ///< in scenes
  Phrase name;
  Phrase note;  ///< which lecture, and where its slide differs
  PoolingMode mode;
  PoolingSizes sizes;
  std::span<const float> input;  ///< (C, H, W)
  bool exercise = false;         ///< the lecture asks for the answer
};
/// In the order of the list; never empty.
std::span<const PoolingExample> pooling_examples();

struct PoolingLimits {
  engine::Index least;
  engine::Index usual_most;  ///< where the slider ends
  engine::Index most;        ///< what may be typed
};
PoolingLimits limits_of(PoolingSize size);

/// Everything of the lab that is undone and redone.
struct PoolingSetup {
  int example = 0;  ///< in pooling_examples()
  PoolingMode mode = PoolingMode::kMax;
  PoolingSizes sizes;
  engine::Tensor input;     ///< (C, H, W)
  engine::Tensor upstream;  ///< (C, oh, ow), dL/do; (C, 1, 1) where there is no output
  engine::Tensor kernel;    ///< (C, k, k), of the strided convolution beside it
  /// What was filled into the exercise's cells, as upstream's shape; none: still empty.
  std::vector<std::optional<float>> answers;
  /// The same of the exercise backward, as input's shape: where the gradient goes.
  std::vector<std::optional<float>> routes;

  engine::Index operator[](PoolingSize size) const { return sizes[size]; }
  engine::WindowOptions window() const;
  friend bool operator==(const PoolingSetup&, const PoolingSetup&) = default;
};

PoolingSetup pooling_example_setup(int example);
/// `setup` with one size changed (clamped to its limits). Numbers that are still there stay (of the
/// upstream gradient those that were edited); new ones are the example's, and beyond its edges
/// small integers that depend on their index alone.
PoolingSetup with_size(PoolingSetup setup, PoolingSize size, engine::Index value);
/// The numbers that the example has at these sizes, to tell what was edited.
PoolingSetup unedited(const PoolingSetup& setup);

/// Why a setup has no output, in a sentence, and the nearest sizes that have one.
struct PoolingProblem {
  std::string sentence;
  std::string formula;  ///< the one that fails, with its numbers
  PoolingSizes repaired;
  std::string repair;  ///< what the button says: "use padding 1"
};
std::optional<PoolingProblem> problem_of(const PoolingSetup& setup, Language language);
/// The sizes with the least change that give an output; the same when they already do.
PoolingSizes nearest_working(const PoolingSizes& sizes);

}  // namespace convscope::state
