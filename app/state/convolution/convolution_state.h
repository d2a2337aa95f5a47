#pragma once

#include <memory>
#include <optional>

#include "app/state/convolution/setup.h"
#include "app/state/history.h"
#include "engine/explain/cursor.h"
#include "engine/layers/explanation.h"

namespace convscope::state {

/// A number on the stage of the Convolution lab.
struct ConvolutionNumber {
  enum class Kind {
    kInput,    ///< (c, y, x)
    kWeight,   ///< (f, c, i, j), c inside the group
    kBias,     ///< (f)
    kOutput,   ///< (f, y, x)
    kProduct,  ///< (k): a term of the current output, from 0
  };
  Kind kind = Kind::kOutput;
  engine::Cell index;
  friend bool operator==(const ConvolutionNumber&, const ConvolutionNumber&) = default;
};

/// What a setup computes. Immutable, so states share it.
struct ConvolutionResult {
  engine::Conv2d layer;
  engine::Tensor input;   ///< (1, C, H, W)
  engine::Tensor weight;  ///< (F, C/groups, k, k)
  engine::Tensor bias;    ///< (F)
  engine::Tensor output;  ///< (1, F, oh, ow)
  engine::Cursor cursor;

  /// How output (f, y, x) came about.
  engine::Explanation explain(const engine::Cell& output) const;
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

struct ConvolutionCheck;  // gradient_check.h

struct ConvolutionState {
  ConvolutionState();

  History<ConvolutionSetup> history;
  std::shared_ptr<const ConvolutionResult> result;  ///< of history.value(); null: no output
  engine::Index step = 0;                           ///< terms computed, 0..cursor.total()
  engine::Grain grain = engine::Grain::kTerm;
  double speed = 1;
  bool playing = false;
  double waited_s = 0;  ///< since the last step, while playing
  bool hide_pending = true;
  StageView view;
  std::optional<ConvolutionNumber> hovered;
  std::optional<ConvolutionNumber> pinned;
  bool checking = false;                          ///< the card is a gradient check
  std::shared_ptr<const ConvolutionCheck> check;  ///< of what the card is about; null: none shown

  const ConvolutionSetup& setup() const noexcept { return history.value(); }
  engine::Index last_step() const { return result ? result->cursor.total() : 0; }
};

}  // namespace convscope::state
