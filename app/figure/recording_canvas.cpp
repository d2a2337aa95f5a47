#include "app/figure/recording_canvas.h"

namespace convscope::figure {
namespace {

Rect spanning(Point a, Point b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
}

}  // namespace

void RecordingCanvas::fill_rect(const Rect& rect, Color color, float /*radius*/) {
  marks_.push_back({Mark::Kind::kFill, rect, color, {}});
}

void RecordingCanvas::stroke_rect(const Rect& rect, Color color, float /*width*/,
                                  float /*radius*/) {
  marks_.push_back({Mark::Kind::kStroke, rect, color, {}});
}

void RecordingCanvas::line(Point from, Point to, Color color, float /*width*/) {
  marks_.push_back({Mark::Kind::kLine, spanning(from, to), color, {}});
}

void RecordingCanvas::polyline(std::span<const Point> points, Color color, float width) {
  for (std::size_t i = 1; i < points.size(); ++i) line(points[i - 1], points[i], color, width);
}

void RecordingCanvas::wire(Point from, Point to, Color color, float width) {
  line(from, to, color, width);
}

void RecordingCanvas::fill_triangle(Point a, Point b, Point c, Color color) {
  marks_.push_back({Mark::Kind::kOther, united(spanning(a, b), spanning(b, c)), color, {}});
}

void RecordingCanvas::fill_circle(Point center, float radius, Color color) {
  marks_.push_back({Mark::Kind::kOther, Rect{center.x, center.y, 0, 0}.grown(radius), color, {}});
}

void RecordingCanvas::stroke_circle(Point center, float radius, Color color, float /*width*/) {
  fill_circle(center, radius, color);
}

void RecordingCanvas::hatch(const Rect& rect, Color fill, Color /*lines*/) {
  marks_.push_back({Mark::Kind::kHatch, rect, fill, {}});
}

void RecordingCanvas::heat_map(const Rect& rect, const HeatMap& /*map*/) {
  marks_.push_back({Mark::Kind::kHeatMap, rect, {}, {}});
}

void RecordingCanvas::text(Point anchor, std::string_view utf8, const TextStyle& style,
                           Align align) {
  const float width = text_width(utf8, style);
  const float x = align == Align::kLeft    ? anchor.x
                  : align == Align::kRight ? anchor.x - width
                                           : anchor.x - width / 2;
  marks_.push_back({Mark::Kind::kText,
                    {x, anchor.y - 0.73F * style.size, width, 0.73F * style.size},
                    style.color,
                    std::string(utf8)});
}

float RecordingCanvas::text_width(std::string_view utf8, const TextStyle& style) const {
  const auto characters =
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return 0.6F * style.size * static_cast<float>(characters);
}

void RecordingCanvas::push_clip(const Rect& /*rect*/) {}

void RecordingCanvas::pop_clip() {}

}  // namespace convscope::figure
