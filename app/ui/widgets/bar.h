#pragma once

#include "app/figure/canvas.h"
#include "app/state/theme.h"

namespace convscope::ui {

/// A fraction from 0 to 1 as the filled part of `rect`. Where tones are few the empty part is an
/// outline, so that it cannot be taken for a full bar.
inline void draw_bar(figure::Canvas& canvas, const state::Theme& theme, const figure::Rect& rect,
                     float fraction, figure::Color fill, figure::Color empty) {
  if (theme.heavy_lines) {
    canvas.fill_rect(rect, theme.surface);
    canvas.stroke_rect(rect, theme.line_strong, 1);
  } else {
    canvas.fill_rect(rect, empty);
  }
  const float width = rect.width * (fraction < 0 ? 0 : fraction > 1 ? 1 : fraction);
  if (width > 0) canvas.fill_rect({rect.x, rect.y, width, rect.height}, fill);
}

}  // namespace convscope::ui
