#include "app/ui/labs/drawing_area.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using figure::Face;
using figure::Point;
using figure::Rect;

template <typename What>
void want_drawn(LabFrame& frame, What what) {
  frame.intents.emplace_back(state::NetworkIntent{std::move(what)});
}

// The strokes as they were drawn; what a network gets is made from the raster.
void draw_strokes(LabFrame& frame, const Rect& pad) {
  figure::Canvas& canvas = frame.ui.canvas();
  const state::Theme& theme = frame.ui.theme();
  const state::Drawing& drawing = frame.state.network.pad.drawing();
  const float scale = pad.width / state::kPadSize;
  canvas.push_clip(pad.grown(-1));
  if (drawing.picture) {
    canvas.heat_map(pad, {.values = drawing.picture->values(),
                          .width = 28,
                          .height = 28,
                          .limit = 1,
                          .map = state::ColorMap::kSequential});
  }
  for (const state::Stroke& stroke : drawing.strokes) {
    const auto color = map_color(theme, state::ColorMap::kSequential,
                                 stroke.tool == state::PadTool::kPen ? 1.0F : 0.0F);
    std::vector<Point> points;
    for (const state::PadPoint p : stroke.points) {
      points.push_back({pad.x + p.x * scale, pad.y + p.y * scale});
      // A little smaller than the line, or its smooth edge would show as a bump.
      canvas.fill_circle(points.back(), std::max(0.5F, stroke.width * scale / 2 - 0.4F), color);
    }
    // One segment at a time: joints are round, as in the raster, not mitred.
    for (std::size_t i = 1; i < points.size(); ++i) {
      canvas.polyline(std::span(points).subspan(i - 1, 2), color, stroke.width * scale);
    }
  }
  canvas.pop_clip();
}

}  // namespace

void draw_drawing_pad(LabFrame& frame, const std::string& prefix, const Rect& pad) {
  Ui& ui = frame.ui;
  const state::DrawingPad& value = frame.state.network.pad;
  const Interaction it = ui.item(prefix + "pad", pad, false);
  ui.canvas().fill_rect(pad, map_color(ui.theme(), state::ColorMap::kSequential, 0));
  draw_strokes(frame, pad);
  ui.canvas().stroke_rect(pad, ui.theme().line_strong, 1);
  const float scale = state::kPadSize / pad.width;
  const state::PadPoint at{(it.mouse.x - pad.x) * scale, (it.mouse.y - pad.y) * scale};
  if (it.pressed) {
    want_drawn(frame, state::network::BeginStroke{at});
  } else if (it.held) {
    want_drawn(frame, state::network::ExtendStroke{at});
  } else if (value.drawing_stroke()) {
    want_drawn(frame, state::network::EndStroke{});
  }
  if (it.hovered || it.held) {
    // The ring shows how wide the pen is before it touches the paper.
    ui.canvas().stroke_circle(it.mouse, value.width() / scale / 2, ui.theme().line_strong, 1);
  }
}

float draw_pad_tools(LabFrame& frame, const std::string& prefix, const Rect& area,
                     PadToolsShape shape, float height, bool large) {
  Ui& ui = frame.ui;
  const state::DrawingPad& pad = frame.state.network.pad;
  const std::array<std::string, 4> words{ui.tr(phrase::kPen), ui.tr(phrase::kEraser),
                                         ui.tr(phrase::kUndo), ui.tr(phrase::kClear)};
  const auto width_of = [&](const std::string& label, float size) {
    return ui.canvas().text_width(label, {Face::kTextMedium, size, {}});
  };
  const float usual = large ? 20.0F : 14.0F;
  float total = 0, widest = 0;
  for (const std::string& label : words) {
    total += width_of(label, usual);
    widest = std::max(widest, width_of(label, usual));
  }
  const bool row = shape == PadToolsShape::kRow;
  const float half = std::floor((area.width - 4) / 2);
  const float room = shape == PadToolsShape::kColumn ? area.width : half;
  // In a row longer words get wider buttons.
  const float padding = (area.width - 12 - total) / 4;
  const float size = (row ? padding < 8 : widest + 12 > room) ? usual - 2 : usual;
  float x = area.x, y = area.y;
  const auto next = [&](std::size_t i) {
    const Rect rect{x, y, row ? std::floor(width_of(words[i], usual) + padding) : room, height};
    const bool beside = row || (shape == PadToolsShape::kSquare && i % 2 == 0);
    x = beside ? rect.right() + 4 : area.x;
    if (!beside) y += height + 4;
    return rect;
  };
  const auto tool = [&](std::size_t i, std::string_view id, state::PadTool which) {
    if (button(ui, prefix + std::string(id), next(i), words[i],
               {.chosen = pad.tool() == which, .size = size})) {
      want_drawn(frame, state::network::ChooseTool{which});
    }
  };
  tool(0, "pen", state::PadTool::kPen);
  tool(1, "eraser", state::PadTool::kEraser);
  if (button(ui, prefix + "undo", next(2), words[2], {.size = size, .tip = "Ctrl+Z"})) {
    frame.intents.emplace_back(state::Undo{});
  }
  if (button(ui, prefix + "clear", next(3), words[3], {.size = size})) {
    want_drawn(frame, state::network::ClearPad{});
  }
  return row ? height : y - 4 - area.y;
}

}  // namespace convscope::ui
