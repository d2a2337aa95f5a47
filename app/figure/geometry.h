#pragma once

#include <algorithm>

/// Points and rectangles in logical pixels, y downwards; a backend multiplies by its scale.
namespace convscope::figure {

struct Point {
  float x = 0;
  float y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Rect {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  float right() const { return x + width; }
  float bottom() const { return y + height; }
  float center_x() const { return x + width / 2; }
  float center_y() const { return y + height / 2; }
  Point center() const { return {center_x(), center_y()}; }
  bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  bool empty() const { return width <= 0 || height <= 0; }
  /// Grown by `by` on every side (shrunk when negative).
  Rect grown(float by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
  Rect moved(float dx, float dy) const { return {x + dx, y + dy, width, height}; }

  /// Cuts a strip off one side and returns it; this rectangle keeps the rest.
  Rect take_left(float amount) {
    const Rect strip{x, y, std::min(amount, width), height};
    x += strip.width;
    width -= strip.width;
    return strip;
  }
  Rect take_right(float amount) {
    const float taken = std::min(amount, width);
    width -= taken;
    return {right(), y, taken, height};
  }
  Rect take_top(float amount) {
    const Rect strip{x, y, width, std::min(amount, height)};
    y += strip.height;
    height -= strip.height;
    return strip;
  }
  Rect take_bottom(float amount) {
    const float taken = std::min(amount, height);
    height -= taken;
    return {x, bottom(), width, taken};
  }
  friend bool operator==(const Rect&, const Rect&) = default;
};

inline Rect united(const Rect& a, const Rect& b) {
  const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

/// What both cover; empty where they do not meet.
inline Rect intersected(const Rect& a, const Rect& b) {
  const float x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  return {x, y, std::max(0.0F, std::min(a.right(), b.right()) - x),
          std::max(0.0F, std::min(a.bottom(), b.bottom()) - y)};
}

}  // namespace convscope::figure
