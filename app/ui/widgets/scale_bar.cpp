#include "app/ui/widgets/scale_bar.h"

#include <cmath>

namespace convscope::ui {

void scale_bar(Ui& ui, figure::Point top_left, float width, const ScaleBar& bar) {
  constexpr int kSteps = 32;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const figure::TextStyle style{figure::Face::kMono, bar.type, theme.text};
  const figure::Rect line{top_left.x, top_left.y, width, 16};
  canvas.text_in(line, bar.name, style, figure::Align::kLeft);
  const float ends = bar.ends + 8;
  const float name = bar.name.empty() ? 0 : 32;
  const float low = bar.name.empty() ? canvas.text_width(bar.low, style) + 8 : ends;
  figure::Rect box{line.x + name + low, line.y, width - name - low - ends, 16};
  if (box.width < kSteps) return;
  box.width = std::floor(box.width / kSteps) * kSteps;
  const float step = box.width / kSteps;
  const bool diverging = bar.map == state::ColorMap::kDiverging;
  for (int i = 0; i < kSteps; ++i) {
    const float fraction = (static_cast<float>(i) + 0.5F) / kSteps;
    const float t = diverging ? 2 * fraction - 1 : fraction;
    canvas.fill_rect({box.x + step * static_cast<float>(i), box.y, step, 16},
                     map_color(theme, bar.map, t * bar.strength));
  }
  canvas.stroke_rect(box, theme.grid, 1);
  if (diverging) {
    canvas.line({box.center_x(), box.y}, {box.center_x(), box.bottom()}, theme.text, 1);
  }
  canvas.text_in({box.x - low, box.y, low - 8, 16}, bar.low, style, figure::Align::kRight);
  canvas.text_in({box.right() + 8, box.y, ends - 8, 16}, bar.high, style, figure::Align::kLeft);
}

}  // namespace convscope::ui
