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

 private:
  float thickness(float width) const;

  ImDrawList& list_;
  const Fonts& fonts_;
  const state::Theme& theme_;
  HeatMapStore* heat_maps_;
  float scale_;
};

}  // namespace convscope::ui
