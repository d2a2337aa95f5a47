#pragma once

#include "engine/core/shape.h"

namespace convscope::engine {

/// How far one press of "step" goes: one product, one input channel's partial sum, one output
/// cell, or everything.
enum class Grain { kTerm, kChannel, kCell, kLayer };

/// The steps in which an output is computed, one a term: cell by cell in row-major order, in each
/// cell term by term as `explain` lists them. A step number says how many terms are done, so 0 is
/// "nothing computed", total() "all done", and the state after a step does not depend on how one
/// got there. Steps outside [0, total()] are clamped. Pure arithmetic.
class Cursor {
 public:
  /// `output` without the batch axis, every size at least 1; `channels` divides `terms_per_cell`.
  /// Throws Error{CURSOR} otherwise.
  Cursor(const Shape& output, Index terms_per_cell, Index channels);

  const Shape& output() const noexcept { return output_; }
  Index terms_per_cell() const noexcept { return terms_; }
  Index terms_per_channel() const noexcept { return terms_ / channels_; }
  Index total() const noexcept;

  struct Position {
    Cell cell;             ///< the one being computed; the first one before anything is
    Index cell_index = 0;  ///< its row-major number
    Index terms_done = 0;  ///< of it: 0 only at step 0, otherwise 1 to terms_per_cell()
    Index channel = 0;     ///< which input channel (of the group) the last done term belongs to
  };
  /// Where the term done last lies.
  Position at(Index step) const noexcept;
  /// How many terms of `cell` are done after `step`.
  Index terms_done(const Cell& cell, Index step) const noexcept;

  /// The next boundary of the grain above `step`, the one below it; at the ends the end itself.
  Index next(Index step, Grain grain) const noexcept;
  Index previous(Index step, Grain grain) const noexcept;

  /// The step that does the first term of `cell`, and the one that completes it.
  Index first_step(const Cell& cell) const noexcept;
  Index last_step(const Cell& cell) const noexcept;

 private:
  Index clamped(Index step) const noexcept;
  Index stride(Grain grain) const noexcept;

  Shape output_;
  Index terms_;
  Index channels_;
};

}  // namespace convscope::engine
