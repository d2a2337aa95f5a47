#include <cmath>

#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

// On a projector: the curves and what the network says at the left, the maps over the whole height
// at the right.
void draw_presented(LabFrame& frame, figure::Rect rest) {
  figure::Rect left = rest.take_left(std::floor(rest.width * 0.46F));
  rest.take_left(between(20, 36, frame.layout.roominess));
  figure::Rect foot = left.take_bottom(between(196, 312, frame.layout.roominess));
  left.take_bottom(between(6, 16, frame.layout.roominess));
  draw_training_curves(frame, left);
  draw_training_input(frame, foot, true);
  draw_training_summary(frame, foot);
  draw_training_filters(frame, rest);
}

}  // namespace

void draw_training_stage(LabFrame& frame, const figure::Rect& rect) {
  const float inset = between(16, 24, frame.layout.roominess);
  figure::Rect rest = rect.grown(-inset);
  if (frame.state.presenting) return draw_presented(frame, rest);
  rest.take_top(between(0, 8, frame.layout.roominess));
  const float share = frame.layout.roominess > 0.5F ? 0.45F : rest.height < 520 ? 0.4F : 0.5F;
  const figure::Rect curves = rest.take_top(std::floor(rest.height * share));
  draw_training_curves(frame, curves);
  rest.take_top(10);
  rule(frame.ui, rest.x, rest.y, rest.width);
  rest.take_top(between(8, 16, frame.layout.roominess));
  draw_training_filters(frame, rest);
}

}  // namespace convscope::ui
