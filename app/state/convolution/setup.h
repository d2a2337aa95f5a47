#pragma once

#include <array>
#include <optional>
#include <string>

#include "app/state/convolution/field_stack.h"
#include "app/state/phrase.h"
#include "engine/layers/activation.h"
#include "engine/layers/conv2d.h"

namespace convscope::state {

/// What the sliders of the Convolution lab set. Where there is one size for both axes, kKernel,
/// kStride, kDilation and kPadding stand for it; the sizes behind them follow (see `settled`).
enum class ConvolutionSize {
  kHeight,
  kWidth,
  kChannels,
  kFilters,
  kKernel,    ///< along y
  kStride,    ///< along y
  kPadding,   ///< above
  kDilation,  ///< along y
  kGroups,
  kKernelX,
  kStrideX,
  kDilationX,
  kPaddingBelow,
  kPaddingLeft,
  kPaddingRight,
};
inline constexpr std::size_t kConvolutionSizes = 15;

struct ConvolutionSizes {
  std::array<engine::Index, kConvolutionSizes> values{5, 5, 3, 2, 3, 2, 1, 1, 1, 3, 2, 1, 1, 1, 1};

  engine::Index operator[](ConvolutionSize size) const {
    return values[static_cast<std::size_t>(size)];
  }
  engine::Index& operator[](ConvolutionSize size) { return values[static_cast<std::size_t>(size)]; }
  friend bool operator==(const ConvolutionSizes&, const ConvolutionSizes&) = default;
};
/// Height, width, channels, filters, kernel, stride, padding, dilation, groups; the same along y
/// and x.
constexpr ConvolutionSizes square_sizes(const std::array<engine::Index, 9>& s) {
  return {
      {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[4], s[5], s[7], s[6], s[6], s[6]}};
}

/// How the padding is said.
enum class PaddingChoice {
  kNumber,  ///< as the sizes say
  kValid,   ///< none
  kSame,    ///< ceil(n / stride) outputs
  kFull,    ///< every output that reads at least one cell: dilation * (kernel - 1) on every side
};

/// What is chosen rather than counted.
struct ConvolutionChoices {
  bool one_dimensional = false;  ///< height, kernel, stride and dilation along y are 1
  bool per_axis = false;         ///< y and x, and the four sides, have sizes of their own
  PaddingChoice padding = PaddingChoice::kNumber;
  engine::PaddingMode mode = engine::PaddingMode::kZeros;
  bool flipped = false;  ///< the convolution of mathematics: the kernel turned by 180 degrees
  std::optional<engine::ActivationFunction> activation = std::nullopt;  ///< behind it
  friend bool operator==(const ConvolutionChoices&, const ConvolutionChoices&) = default;
};

/// `sizes` with those that follow from others: one size for both axes, padding by a rule.
ConvolutionSizes settled(ConvolutionSizes sizes, const ConvolutionChoices& choices);

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
  ConvolutionChoices choices = {};
  bool has_bias = true;
  engine::Tensor input;   ///< (C, H, W)
  engine::Tensor weight;  ///< (F, C, kh, kw)
  engine::Tensor bias;    ///< (F), kept while has_bias is off
  /// dL/do (F, oh, ow), or dL/da where an activation follows; 1 where it has no number.
  engine::Tensor upstream = {};
  FieldStack stack = {};  ///< of the view of receptive fields
  StepLeft left_at = {};

  engine::Index operator[](ConvolutionSize size) const { return sizes[size]; }
  engine::Conv2dOptions options() const;
  /// (F, C/groups, kh, kw), what the layer reads: turned by 180 degrees where `flipped`. Needs
  /// groups that divide both.
  engine::Tensor group_weight() const;
  /// Where tap (f, c, i, j) of the window has its weight in `weight`, and the other way round.
  engine::Cell weight_index(engine::Cell tap) const;
  friend bool operator==(const ConvolutionSetup&, const ConvolutionSetup&) = default;
};

/// The numbers and sizes of an example.
ConvolutionSetup example_setup(int example);
/// `setup` with one size changed (clamped to its limits). Numbers that are still there stay; new
/// ones are the example's, and beyond its edges small integers that depend on their index alone.
ConvolutionSetup with_size(ConvolutionSetup setup, ConvolutionSize size, engine::Index value);
/// The same with all of its sizes.
ConvolutionSetup with_sizes(const ConvolutionSetup& setup, const ConvolutionSizes& sizes);
/// `setup` with other choices: sizes follow, numbers that are still there stay.
ConvolutionSetup with_choices(ConvolutionSetup setup, const ConvolutionChoices& choices);
/// What arrives at an output of this shape (F, oh, ow): the setup's numbers, 1 where it has none.
engine::Tensor upstream_of(const ConvolutionSetup& setup, const engine::Shape& output);
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
ConvolutionSizes nearest_working(const ConvolutionSizes& sizes,
                                 const ConvolutionChoices& choices = {.per_axis = true});

}  // namespace convscope::state
