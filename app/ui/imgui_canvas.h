#pragma once

#include "app/figure/canvas.h"
#include "app/ui/fonts.h"
#include "app/ui/heat_map_store.h"

struct ImDrawList;

namespace convscope::ui {

/// Draws into an ImDrawList. Logical coordinates times `scale` are rounded to whole pixels for
/// rectangles and straight lines, so that edges are sharp and equal cells stay equal.
class ImguiCanvas : public figure::Canvas {
 public:
  ImguiCanvas(ImDrawList& list, const Fonts& fonts, const state::Theme& theme,
              HeatMapStore* heat_maps);

  void fill_rect(const figure::Rect& rect, figure::Color color, float radius) override;
  void stroke_rect(const figure::Rect& rect, figure::Color color, float width,
                   float radius) override;
  void line(figure::Point from, figure::Point to, figure::Color color, float width) override;
  void polyline(std::span<const figure::Point> points, figure::Color color, float width) override;
  void wire(figure::Point from, figure::Point to, figure::Color color, float width) override;
  void fill_triangle(figure::Point a, figure::Point b, figure::Point c,
                     figure::Color color) override;
  void fill_circle(figure::Point center, float radius, figure::Color color) override;
  void stroke_circle(figure::Point center, float radius, figure::Color color, float width) override;
  void hatch(const figure::Rect& rect, figure::Color fill, figure::Color lines) override;
  void heat_map(const figure::Rect& rect, const figure::HeatMap& map) override;
  void text(figure::Point anchor, std::string_view utf8, const figure::TextStyle& style,
            figure::Align align) override;
  float text_width(std::string_view utf8, const figure::TextStyle& style) const override;
  void push_clip(const figure::Rect& rect) override;
  void pop_clip() override;
  float zoom() const override { return zoom_; }

  /// From now on (x, y) is drawn where (x - origin) * zoom was: a magnified view. Text takes the
  /// size of the modular scale nearest to its magnified one.
  void set_view(float zoom, figure::Point origin);
  figure::Point view_origin() const noexcept { return origin_; }
  /// Where a rectangle is in the window, in logical pixels.
  figure::Rect in_window(const figure::Rect& rect) const;

  /// Where a part begins that will be enlarged once it has been drawn.
  struct Mark {
    int vertices = 0;
    int commands = 0;
  };
  Mark mark();
  /// Moves and scales everything drawn since, so that `from` comes to lie on `to`; seen inside
  /// `window` only.
  void enlarge(const Mark& since, const figure::Rect& from, const figure::Rect& to,
               const figure::Rect& window);

 private:
  struct PixelRect;
  PixelRect pixels(const figure::Rect& rect) const;
  struct PixelPoint {
    float x, y;
  };
  PixelPoint pixel(figure::Point point) const;
  float thickness(float width) const;

  ImDrawList& list_;
  const Fonts& fonts_;
  const state::Theme& theme_;
  HeatMapStore* heat_maps_;
  float content_scale_;
  float zoom_ = 1;
  figure::Point origin_;
  float scale_;  ///< content_scale_ * zoom_
};

}  // namespace convscope::ui
