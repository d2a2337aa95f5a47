#include "engine/explain/cursor.h"

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {

Cursor::Cursor(const Shape& output, Index terms_per_cell, Index channels)
    : output_(output), terms_(terms_per_cell), channels_(channels) {
  const bool fits = terms_ >= 1 && channels_ >= 1 && terms_ % channels_ == 0 &&
                    std::all_of(output.begin(), output.end(), [](Index n) { return n >= 1; });
  if (fits) return;
  throw Error(ErrorKind::kUsage, "CURSOR",
              {.found = output.to_string() + " with " + std::to_string(terms_per_cell) +
                        " terms in " + std::to_string(channels) + " channels",
               .expected = "sizes of at least 1 and terms that the channels share evenly"});
}

Index Cursor::total() const noexcept {
  return saturating_multiply(output_.count(), terms_);
}

Index Cursor::clamped(Index step) const noexcept {
  return std::clamp<Index>(step, 0, total());
}

Cursor::Position Cursor::at(Index step) const noexcept {
  step = clamped(step);
  if (step == 0) return {output_.cell_at(0), 0, 0, 0};
  const Index index = (step - 1) / terms_, last = (step - 1) % terms_;
  return {output_.cell_at(index), index, last + 1, last / terms_per_channel()};
}

Index Cursor::terms_done(const Cell& cell, Index step) const noexcept {
  return std::clamp<Index>(clamped(step) - output_.offset(cell) * terms_, 0, terms_);
}

Index Cursor::stride(Grain grain) const noexcept {
  switch (grain) {
    case Grain::kTerm:
      return 1;
    case Grain::kChannel:
      return terms_per_channel();
    case Grain::kCell:
      return terms_;
    case Grain::kLayer:
      return total();
  }
  return 1;
}

Index Cursor::next(Index step, Grain grain) const noexcept {
  const Index size = stride(grain);
  return clamped((clamped(step) / size + 1) * size);
}

Index Cursor::previous(Index step, Grain grain) const noexcept {
  const Index size = stride(grain);
  return step <= 0 ? 0 : (clamped(step) - 1) / size * size;
}

Index Cursor::first_step(const Cell& cell) const noexcept {
  return output_.offset(cell) * terms_ + 1;
}

Index Cursor::last_step(const Cell& cell) const noexcept {
  return (output_.offset(cell) + 1) * terms_;
}

}  // namespace convscope::engine
