#pragma once

#include <memory>
#include <optional>

#include "app/state/history.h"
#include "app/state/pooling/pooling_setup.h"
#include "app/state/stepper.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/explanation.h"

namespace convscope::state {

/// A number on the stage of the Pooling lab.
struct PoolingNumber {
  enum class Kind {
    kInput,     ///< (c, y, x)
    kWindow,    ///< (k): a cell of the window of the current output, from 0
    kOutput,    ///< (c, y, x)
    kUpstream,  ///< (c, y, x), the gradient that comes to an output
    kGradient,  ///< (c, y, x), what goes on to an input
    kWeight,    ///< (c, i, j), of the strided convolution
    kStrided,   ///< (c, y, x), its output
    kAnswer,    ///< (c, y, x), what was filled in
    kRoute,     ///< (c, y, x), what was filled in as the gradient of an input
  };
  Kind kind = Kind::kOutput;
  engine::Cell index;
  friend bool operator==(const PoolingNumber&, const PoolingNumber&) = default;
};

/// What a setup computes, forward and backward. Immutable, so states share it.
struct PoolingResult {
  PoolingMode mode = PoolingMode::kMax;
  std::shared_ptr<const engine::Layer> layer;
  engine::Window2d window;
  engine::Tensor input;     ///< (1, C, H, W)
  engine::Tensor output;    ///< (1, C, oh, ow)
  engine::Tensor indices;   ///< of the winners, as MaxPool2d's slot; empty in the other modes
  engine::Tensor upstream;  ///< (1, C, oh, ow)
  engine::Tensor gradient;  ///< (1, C, H, W), dL/dx
  engine::Conv2d strided;   ///< depthwise, without bias, with the pooling's window
  engine::Tensor kernel;    ///< (C, 1, k, k)
  engine::Tensor strided_output;
  engine::Cursor cursor;  ///< a term for each cell of each window

  /// How output (c, y, x) came about: one term a cell of its window, padding included.
  engine::Explanation explain(const engine::Cell& output) const;
  /// How the gradient of input (c, y, x) came about: one term an output that reads it.
  engine::Explanation explain_gradient(const engine::Cell& input) const;
  engine::Explanation explain_strided(const engine::Cell& output) const;
  /// The input cell that term k of an output stands for; it may lie in the padding.
  engine::Cell input_of(const engine::Cell& output, engine::Index term) const;
  /// What share of an output's gradient goes to term k of its window: 1 or 0 in max pooling, 1/n in
  /// average pooling, x/o in L2 pooling; 0 in the padding.
  double share(const engine::Cell& output, engine::Index term) const;
};

/// None when the setup has no output.
std::shared_ptr<const PoolingResult> compute_pooling(const PoolingSetup& setup);

/// The value of the first `done` terms of an output: the largest number so far, the mean's or the
/// squares' sum so far, and once all are done the output.
double pooled_so_far(const PoolingResult& result, const engine::Explanation& output,
                     engine::Index done);
/// The terms (from 0) that hold the largest number of a window; more than one: a tie.
std::vector<engine::Index> winners_of(const engine::Explanation& output);

enum class PoolingPage { kNumbers, kStrided, kVolumes, kExercise };

struct PoolingState {
  PoolingState();

  History<PoolingSetup> history;
  std::shared_ptr<const PoolingResult> result;  ///< of history.value(); null: no output
  Stepper stepper;
  PoolingPage page = PoolingPage::kNumbers;
  bool backward = false;  ///< the steps route the gradient
  bool hide_pending = true;
  bool checked = false;   ///< the exercise's answers are judged
  bool checking = false;  ///< the card is a gradient check
  std::optional<PoolingNumber> hovered;
  std::optional<PoolingNumber> pinned;

  const PoolingSetup& setup() const noexcept { return history.value(); }
  engine::Index last_step() const { return result ? result->cursor.total() : 0; }
};

}  // namespace convscope::state
