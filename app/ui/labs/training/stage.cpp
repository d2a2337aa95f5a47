#include <cmath>

#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {

void draw_training_stage(LabFrame& frame, const figure::Rect& rect) {
  const float inset = between(16, 24, frame.layout.roominess);
  figure::Rect rest = rect.grown(-inset);
  rest.take_top(between(0, 8, frame.layout.roominess));
  const figure::Rect curves =
      rest.take_top(std::floor(rest.height * (frame.layout.roominess > 0.5F ? 0.45F : 0.5F)));
  draw_training_curves(frame, curves);
  rest.take_top(10);
  rule(frame.ui, rest.x, rest.y, rest.width);
  rest.take_top(between(8, 16, frame.layout.roominess));
  draw_training_filters(frame, rest);
}

}  // namespace convscope::ui
