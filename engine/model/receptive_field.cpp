#include "engine/model/receptive_field.h"

#include <algorithm>

namespace convscope::engine {
namespace {

constexpr Index kFar = Index{1} << 61;  // keeps differences of saturated sizes in range

}  // namespace

FieldAxis FieldAxis::through(const WindowAxis& window) const {
  FieldAxis behind = *this;
  const Index back = std::min(saturating_multiply(window.pad.before, jump), kFar);
  behind.first = std::max(first - back, -kFar);
  behind.jump = saturating_multiply(jump, window.stride);
  behind.size = saturating_add(size, saturating_multiply(window.reach() - 1, jump));
  behind.count = window.outputs();
  return behind;
}

Index FieldAxis::reached() const {
  const Index extent = saturating_add(saturating_multiply(count - 1, jump), size);
  const Index end = first < 0 ? extent + first : saturating_add(extent, first);
  return std::max<Index>(std::min(input, end) - std::max<Index>(first, 0), 0);
}

}  // namespace convscope::engine
