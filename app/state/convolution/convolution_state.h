#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "app/state/convolution/pass.h"
#include "app/state/convolution/setup.h"
#include "app/state/history.h"
#include "engine/explain/cursor.h"
#include "engine/layers/explanation.h"

namespace convscope::state {

/// A number on the stage of the Convolution lab.
struct ConvolutionNumber {
  enum class Kind {
    kInput,           ///< (c, y, x)
    kWeight,          ///< (f, c, i, j), c inside the group
    kBias,            ///< (f)
    kOutput,          ///< (f, y, x)
    kProduct,         ///< (k): a term of the current target, from 0
    kUpstream,        ///< (f, y, x): dL/do
    kWeightGradient,  ///< (f, c, i, j)
    kInputGradient,   ///< (c, y, x), in the padding where that shows numbers
    kBiasGradient,    ///< (f)
    kArriving,        ///< (f, y, x): dL/da, where an activation follows the outputs
  };
  Kind kind = Kind::kOutput;
  engine::Cell index;
  friend bool operator==(const ConvolutionNumber&, const ConvolutionNumber&) = default;
};

/// What a setup computes. Immutable, so states share it.
struct ConvolutionResult {
  engine::Conv2d layer;
  engine::Tensor input;      ///< (1, C, H, W)
  engine::Tensor weight;     ///< (F, C/groups, kh, kw), by tap
  engine::Tensor bias;       ///< (F)
  engine::Tensor output;     ///< (1, F, oh, ow)
  engine::Tensor activated;  ///< of the same shape; empty: no activation
  engine::Cursor cursor;
  std::optional<engine::ActivationOptions> activation;  ///< behind the output
  bool flipped = false;  ///< the taps are the weights turned by 180 degrees

  /// The weight (f, c, i, j) of a tap, or the tap of a weight.
  engine::Cell turned(engine::Cell index) const;
  /// How output (f, y, x) came about.
  engine::Explanation explain(const engine::Cell& output) const;
};

/// How the lab shows its state; the numbers are the same in all of them.
enum class ConvolutionViewKind {
  kNumbers,       ///< all slices with every digit
  kProducts,      ///< the patch times the kernel, cell by cell
  kGeometry,      ///< the planes without digits, the window and its reach
  kMatrix,        ///< as a matrix times a vector
  kHues,          ///< each tap has a hue, on every input cell that it meets
  kField,         ///< receptive fields through a stack of layers
  kCounting,      ///< parameters, operations, memory
  kPixelShuffle,  ///< an MLP and a CNN on shuffled digits
};
inline constexpr std::array<std::string_view, 8> kConvolutionViewKeys{
    "numbers", "products", "geometry", "matrix", "hues", "field", "counting", "shuffle"};

/// A cell of a plane of the stack: level 0 is the input.
struct FieldCell {
  std::size_t level = 0;
  engine::Index y = 0, x = 0;
  friend bool operator==(const FieldCell&, const FieldCell&) = default;
};

/// None when the setup has no output.
std::shared_ptr<const ConvolutionResult> compute_convolution(const ConvolutionSetup& setup);

/// The part of the stage that is seen. Each level is 1.2 times as large as the one before, which
/// is the step between two sizes of type.
struct StageView {
  static constexpr int kMost = 6;
  int level = 0;  ///< 0: all of the stage
  double x = 0;   ///< the upper left corner, in shares of the stage
  double y = 0;

  double magnification() const;
  friend bool operator==(const StageView&, const StageView&) = default;
};

struct ConvolutionCheck;   // gradient_check.h
struct ConvolutionScales;  // view.h

/// The target of a step, explained in full. Immutable; of what it was made says whether it is still
/// up to date.
struct ConvolutionTarget {
  std::shared_ptr<const ConvolutionResult> result;
  std::shared_ptr<const ConvolutionGradients> gradients;
  ConvolutionPass pass = ConvolutionPass::kForward;
  engine::Cell cell;
  engine::Explanation explanation;
};

struct ConvolutionState {
  ConvolutionState();

  History<ConvolutionSetup> history;
  std::shared_ptr<const ConvolutionResult> result;  ///< of history.value(); null: no output
  ConvolutionPass pass = ConvolutionPass::kForward;
  /// The geometry of the pass; none without a result.
  std::optional<Equation> equation;
  /// Of the backward passes; null in the forward pass.
  std::shared_ptr<const ConvolutionGradients> gradients;
  /// Of the numbers of result and gradients; as long as they are.
  std::shared_ptr<const ConvolutionScales> scales;
  /// Of the step after the last update; null or of another step where nothing has refreshed it.
  std::shared_ptr<const ConvolutionTarget> target;
  engine::Index step = 0;                                   ///< terms computed, 0..last_step()
  std::array<engine::Index, kConvolutionPasses> left_at{};  ///< steps of the passes not shown
  double learning_rate = 0.1;                               ///< of the step along the gradient
  engine::Grain grain = engine::Grain::kTerm;
  double speed = 1;
  bool playing = false;
  double waited_s = 0;  ///< since the last step, while playing
  bool hide_pending = true;
  ConvolutionViewKind kind = ConvolutionViewKind::kNumbers;
  bool as_patches = true;  ///< the matrix is im2col, times the filter; else it is the sparse one
  std::optional<FieldCell> field_cell;  ///< whose receptive field is shown
  StageView view;
  std::optional<ConvolutionNumber> hovered;
  std::optional<ConvolutionNumber> pinned;
  bool checking = false;                          ///< the card is a gradient check
  std::shared_ptr<const ConvolutionCheck> check;  ///< of what the card is about; null: none shown

  const ConvolutionSetup& setup() const noexcept { return history.value(); }
  engine::Index last_step() const { return equation ? equation->cursor().total() : 0; }
  bool backward() const { return pass != ConvolutionPass::kForward; }
};

/// Result, equation, gradients and scales of the setup and the pass.
void compute(ConvolutionState& state);

/// The target of the state's step: the one that it keeps, or a new one. Needs a result.
std::shared_ptr<const ConvolutionTarget> target_of_step(const ConvolutionState& state);

}  // namespace convscope::state
