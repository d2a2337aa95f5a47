#pragma once

#include <string>
#include <vector>

#include "app/figure/canvas.h"

namespace convscope::figure {

/// One drawing call, as a test reads it.
struct Mark {
  enum class Kind { kFill, kStroke, kLine, kText, kHeatMap, kHatch, kOther };
  Kind kind = Kind::kOther;
  Rect rect;  ///< of a text: from the baseline up, as wide as text_width says
  Color color;
  std::string text;
};

/// Draws nothing and remembers everything. Text is 0.6 em wide per character, as in a monospaced
/// face.
class RecordingCanvas : public Canvas {
 public:
  const std::vector<Mark>& marks() const noexcept { return marks_; }

  void fill_rect(const Rect& rect, Color color, float radius) override;
  void stroke_rect(const Rect& rect, Color color, float width, float radius) override;
  void line(Point from, Point to, Color color, float width) override;
  void polyline(std::span<const Point> points, Color color, float width) override;
  void wire(Point from, Point to, Color color, float width) override;
  void fill_triangle(Point a, Point b, Point c, Color color) override;
  void fill_circle(Point center, float radius, Color color) override;
  void stroke_circle(Point center, float radius, Color color, float width) override;
  void hatch(const Rect& rect, Color fill, Color lines) override;
  void heat_map(const Rect& rect, const HeatMap& map) override;
  void text(Point anchor, std::string_view utf8, const TextStyle& style, Align align) override;
  float text_width(std::string_view utf8, const TextStyle& style) const override;
  void push_clip(const Rect& rect) override;
  void pop_clip() override;

 private:
  std::vector<Mark> marks_;
};

}  // namespace convscope::figure
