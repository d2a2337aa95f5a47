#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// The one random generator: xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64.
/// Distributions and the shuffle are our own, since the standard's differ between libraries: the
/// same seed gives the same numbers everywhere. Its whole state is four words, so it is saved in
/// checkpoints and copied freely.
class Rng {
 public:
  using State = std::array<std::uint64_t, 4>;

  explicit Rng(std::uint64_t seed);
  explicit Rng(const State& state) : state_(state) {}

  /// An independent generator for `stream`, which does not advance this one.
  Rng fork(std::uint64_t stream) const;
  const State& state() const noexcept { return state_; }

  std::uint64_t next();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  /// Uniform integer in [0, bound), without bias; bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal (Box-Muller, one value a call, no state kept).
  double normal();
  /// Fisher-Yates.
  void shuffle(std::span<Index> values);

 private:
  State state_;
};

}  // namespace convscope::engine
