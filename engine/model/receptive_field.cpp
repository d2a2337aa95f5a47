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

FieldAxis FieldAxis::through(const TransposedAxis& window) const {
  const WindowAxis& axis = window.window;
  const Index cells = (axis.reach() + axis.stride - 1) / axis.stride;
  FieldAxis behind = *this;
  behind.first = std::max(first - saturating_multiply(cells - 1, jump), -kFar);
  behind.size = saturating_add(size, saturating_multiply(cells - 1, jump));
  behind.jump = std::max<Index>(jump / axis.stride, 1);
  behind.count = window.outputs();
  return behind;
}

FieldAxis FieldAxis::united(const FieldAxis& other) const {
  FieldAxis both = *this;
  const Index end =
      std::max(saturating_add(std::max<Index>(first, 0), size) + std::min<Index>(first, 0),
               saturating_add(std::max<Index>(other.first, 0), other.size) +
                   std::min<Index>(other.first, 0));
  both.first = std::min(first, other.first);
  both.size = end - both.first;
  both.jump = std::max(jump, other.jump);
  both.count = std::max(count, other.count);
  return both;
}

Index FieldAxis::reached() const {
  const Index extent = saturating_add(saturating_multiply(count - 1, jump), size);
  const Index end = first < 0 ? extent + first : saturating_add(extent, first);
  return std::max<Index>(std::min(input, end) - std::max<Index>(first, 0), 0);
}

}  // namespace convscope::engine
