#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/core/rng.h"
#include "engine/model/network.h"
#include "engine/train/block_executor.h"

namespace convscope::engine {

/// Reads and writes a text with a trained network, character by character. Not for several threads.
class TextSampler {
 public:
  /// `spec` must take sequences and `parameters` be a block of its network. Throws
  /// Error{SAMPLE_MODEL, kBadFile} for a network of something else or one whose weights depend on
  /// the length of its windows.
  TextSampler(NetworkSpec spec, std::span<const Scalar> parameters);

  /// The next character of the text; what follows depends on all since the beginning.
  void read(Symbol symbol);
  /// What comes next, before any temperature: logits, one a symbol; zeros at the beginning.
  std::span<const Scalar> logits() const noexcept { return logits_.values(); }
  /// Draws what comes next from softmax(logits / temperature) over the first `known` symbols, or
  /// takes the likeliest, the first of equals, at temperature 0. Does not read it.
  Symbol draw(double temperature, Index known, Rng& rng) const;

 private:
  std::unique_ptr<const Network> network_;  // of windows of one character
  std::vector<Scalar> parameters_;
  std::unique_ptr<BlockExecutor> executor_;
  std::vector<Scalar> state_;
  Tensor logits_;
};

}  // namespace convscope::engine
