#pragma once

#include <array>
#include <optional>
#include <string>

#include "app/state/phrase.h"
#include "engine/layers/conv2d.h"

namespace convscope::state {

/// What the sliders of the Convolution lab set. Kernel, stride, padding and dilation are the same
/// along y and x; padding is zeros on every side.
enum class ConvolutionSize {
  kHeight,
  kWidth,
  kChannels,
  kFilters,
  kKernel,
  kStride,
  kPadding,
  kDilation,
  kGroups,
};
inline constexpr std::size_t kConvolutionSizes = 9;

struct ConvolutionSizes {
  std::array<engine::Index, kConvolutionSizes> values{5, 5, 3, 2, 3, 2, 1, 1, 1};

  engine::Index operator[](ConvolutionSize size) const {
    return values[static_cast<std::size_t>(size)];
  }
  engine::Index& operator[](ConvolutionSize size) { return values[static_cast<std::size_t>(size)]; }
  friend bool operator==(const ConvolutionSizes&, const ConvolutionSizes&) = default;
};

/// The step at which a setup was left for another example or scene, where undo goes back to; -1: it
/// was only edited. Makes no difference between setups.
struct StepLeft {
  engine::Index step = -1;
  friend bool operator==(const StepLeft&, const StepLeft&) { return true; }
};

struct SizeLimits {
  engine::Index least;
  engine::Index usual_most;  ///< where the slider ends
  engine::Index most;        ///< what may be typed
};
SizeLimits limits_of(ConvolutionSize size);

/// Everything of the lab that is undone and redone: sizes and numbers. The weights are kept for
/// every channel, whatever the groups; a filter of a group reads the first C/groups of them.
struct ConvolutionSetup {
  int example = 0;  ///< in convolution_examples()
  ConvolutionSizes sizes;
  bool has_bias = true;
  engine::Tensor input;   ///< (C, H, W)
  engine::Tensor weight;  ///< (F, C, k, k)
  engine::Tensor bias;    ///< (F), kept while has_bias is off
  StepLeft left_at = {};

  engine::Index operator[](ConvolutionSize size) const { return sizes[size]; }
  engine::Conv2dOptions options() const;
  /// (F, C/groups, k, k), what the layer reads. Needs groups that divide both.
  engine::Tensor group_weight() const;
  friend bool operator==(const ConvolutionSetup&, const ConvolutionSetup&) = default;
};

/// The numbers and sizes of an example.
ConvolutionSetup example_setup(int example);
/// `setup` with one size changed (clamped to its limits). Numbers that are still there stay; new
/// ones are the example's, and beyond its edges small integers that depend on their index alone.
ConvolutionSetup with_size(ConvolutionSetup setup, ConvolutionSize size, engine::Index value);
/// The numbers that the example has at these sizes, to tell what was edited.
ConvolutionSetup unedited(const ConvolutionSetup& setup);

/// Why a setup has no output, in a sentence, and the nearest sizes that have one.
struct ConvolutionProblem {
  std::string sentence;
  std::string formula;  ///< the one that fails, with its numbers; empty for groups
  ConvolutionSizes repaired;
  std::string repair;  ///< what the button says: "use padding 2"
};
std::optional<ConvolutionProblem> problem_of(const ConvolutionSetup& setup, Language language);
/// The sizes with the least change that give an output; the same when they already do.
ConvolutionSizes nearest_working(const ConvolutionSizes& sizes);

}  // namespace convscope::state
