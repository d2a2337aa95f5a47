#pragma once

#include <span>
#include <string_view>

#include "app/figure/geometry.h"
#include "app/state/theme.h"

namespace convscope::figure {

using state::Color;

/// Inter for text, JetBrains Mono for digits and formulas.
enum class Face { kText, kTextMedium, kTextSemiBold, kMono, kMonoMedium, kMonoBold };

/// Sizes come from one modular scale: 12, 14, 17, 20, 24, 29, 35, 42, 50.
struct TextStyle {
  Face face = Face::kText;
  float size = 14;
  Color color;
};

enum class Align { kLeft, kCenter, kRight };

/// A picture of numbers: width x height values, row-major, drawn as equal cells without smoothing.
struct HeatMap {
  std::span<const float> values;
  int width = 0;
  int height = 0;
  /// The value that gets the end of the map: -limit..limit (diverging), 0..limit otherwise.
  float limit = 1;
  state::ColorMap map = state::ColorMap::kDiverging;
  bool smooth = false;  ///< between the cells' middles, as photographs
};

/// What every figure is drawn through, so that the window, an exported picture and a test see the
/// same. Coordinates are logical pixels. Backends: ImDrawList (ui/imgui_canvas.h) and a recorder
/// (figure/recording_canvas.h).
class Canvas {
 public:
  virtual ~Canvas() = default;

  virtual void fill_rect(const Rect& rect, Color color, float radius = 0) = 0;
  /// An outline of `width` inside the rectangle's edge.
  virtual void stroke_rect(const Rect& rect, Color color, float width = 1, float radius = 0) = 0;
  virtual void line(Point from, Point to, Color color, float width = 1) = 0;
  virtual void polyline(std::span<const Point> points, Color color, float width) = 0;
  /// A cubic curve that leaves `from` and enters `to` horizontally.
  virtual void wire(Point from, Point to, Color color, float width) = 0;
  virtual void fill_triangle(Point a, Point b, Point c, Color color) = 0;
  virtual void fill_circle(Point center, float radius, Color color) = 0;
  virtual void stroke_circle(Point center, float radius, Color color, float width) = 0;
  /// 45 degree lines 8 px apart over a fill: padding.
  virtual void hatch(const Rect& rect, Color fill, Color lines) = 0;
  virtual void heat_map(const Rect& rect, const HeatMap& map) = 0;
  /// Text whose baseline is at `anchor.y` and whose left edge, centre or right edge at `anchor.x`.
  virtual void text(Point anchor, std::string_view utf8, const TextStyle& style,
                    Align align = Align::kLeft) = 0;
  virtual float text_width(std::string_view utf8, const TextStyle& style) const = 0;
  virtual void push_clip(const Rect& rect) = 0;
  virtual void pop_clip() = 0;
  /// How much larger than its coordinates say everything is drawn.
  virtual float zoom() const { return 1; }

  /// Text centred on its capitals (0.73 em high) in the rectangle, with `inset` to the sides.
  void text_in(const Rect& rect, std::string_view utf8, const TextStyle& style,
               Align align = Align::kCenter, float inset = 0) {
    const float x = align == Align::kLeft    ? rect.x + inset
                    : align == Align::kRight ? rect.right() - inset
                                             : rect.center_x();
    text({x, rect.center_y() + 0.364F * style.size}, utf8, style, align);
  }
  /// An outline of `width` outside the rectangle's edge: the frame of a role.
  void frame(const Rect& rect, Color color, float width) {
    stroke_rect(rect.grown(width), color, width);
  }
};

}  // namespace convscope::figure
