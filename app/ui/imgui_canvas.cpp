#include "app/ui/imgui_canvas.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Color;
using figure::Point;
using figure::Rect;
using figure::TextStyle;

ImU32 packed(Color c) {
  return IM_COL32(c.r, c.g, c.b, c.a);
}

template <typename PixelPoint>
ImVec2 vec(PixelPoint p) {
  return {p.x, p.y};
}

}  // namespace

struct ImguiCanvas::PixelRect {
  ImVec2 min, max;
};

ImguiCanvas::PixelPoint ImguiCanvas::pixel(Point p) const {
  return {(p.x - origin_.x) * scale_, (p.y - origin_.y) * scale_};
}

ImguiCanvas::PixelRect ImguiCanvas::pixels(const Rect& rect) const {
  const PixelPoint min = pixel({rect.x, rect.y}), max = pixel({rect.right(), rect.bottom()});
  return {{std::round(min.x), std::round(min.y)}, {std::round(max.x), std::round(max.y)}};
}

ImguiCanvas::ImguiCanvas(ImDrawList& list, const Fonts& fonts, const state::Theme& theme,
                         HeatMapStore* heat_maps)
    : list_(list),
      fonts_(fonts),
      theme_(theme),
      heat_maps_(heat_maps),
      content_scale_(fonts.scale()),
      scale_(fonts.scale()) {}

void ImguiCanvas::set_view(float zoom, Point origin) {
  zoom_ = zoom;
  origin_ = origin;
  scale_ = content_scale_ * zoom;
}

Rect ImguiCanvas::in_window(const Rect& rect) const {
  return {(rect.x - origin_.x) * zoom_, (rect.y - origin_.y) * zoom_, rect.width * zoom_,
          rect.height * zoom_};
}

float ImguiCanvas::thickness(float width) const {
  return std::max(1.0F, std::floor(width * scale_));
}

void ImguiCanvas::fill_rect(const Rect& rect, Color color, float radius) {
  const PixelRect p = pixels(rect);
  list_.AddRectFilled(p.min, p.max, packed(color), radius * scale_);
}

void ImguiCanvas::stroke_rect(const Rect& rect, Color color, float width, float radius) {
  const PixelRect p = pixels(rect);
  const float t = thickness(width);
  if (radius > 0) {
    list_.AddRect({p.min.x + t / 2, p.min.y + t / 2}, {p.max.x - t / 2, p.max.y - t / 2},
                  packed(color), radius * scale_, 0, t);
    return;
  }
  // Four bars: exact corners and no half pixels.
  const ImU32 c = packed(color);
  list_.AddRectFilled(p.min, {p.max.x, p.min.y + t}, c);
  list_.AddRectFilled({p.min.x, p.max.y - t}, p.max, c);
  list_.AddRectFilled({p.min.x, p.min.y + t}, {p.min.x + t, p.max.y - t}, c);
  list_.AddRectFilled({p.max.x - t, p.min.y + t}, {p.max.x, p.max.y - t}, c);
}

void ImguiCanvas::line(Point from, Point to, Color color, float width) {
  const float t = thickness(width);
  if (from.x == to.x || from.y == to.y) {
    const float x0 = std::min(from.x, to.x), y0 = std::min(from.y, to.y);
    const float x1 = std::max(from.x, to.x), y1 = std::max(from.y, to.y);
    const float half = std::floor(t / 2);
    const PixelPoint first = pixel({x0, y0}), last = pixel({x1, y1});
    ImVec2 a{std::round(first.x), std::round(first.y)};
    ImVec2 b{std::round(last.x), std::round(last.y)};
    if (from.x == to.x) {
      a.x -= half;
      b.x = a.x + t;
    } else {
      a.y -= half;
      b.y = a.y + t;
    }
    list_.AddRectFilled(a, b, packed(color));
    return;
  }
  list_.AddLine(vec(pixel(from)), vec(pixel(to)), packed(color), width * scale_);
}

void ImguiCanvas::polyline(std::span<const Point> points, Color color, float width) {
  std::vector<ImVec2> physical;
  physical.reserve(points.size());
  for (const Point p : points) physical.push_back(vec(pixel(p)));
  list_.AddPolyline(physical.data(), static_cast<int>(physical.size()), packed(color), 0,
                    width * scale_);
}

void ImguiCanvas::wire(Point from, Point to, Color color, float width) {
  const float middle = (from.x + to.x) / 2;
  list_.AddBezierCubic(vec(pixel(from)), vec(pixel({middle, from.y})), vec(pixel({middle, to.y})),
                       vec(pixel(to)), packed(color), width * scale_, 24);
}

void ImguiCanvas::fill_triangle(Point a, Point b, Point c, Color color) {
  list_.AddTriangleFilled(vec(pixel(a)), vec(pixel(b)), vec(pixel(c)), packed(color));
}

void ImguiCanvas::fill_circle(Point center, float radius, Color color) {
  list_.AddCircleFilled(vec(pixel(center)), radius * scale_, packed(color));
}

void ImguiCanvas::stroke_circle(Point center, float radius, Color color, float width) {
  list_.AddCircle(vec(pixel(center)), (radius - width / 2) * scale_, packed(color), 0,
                  width * scale_);
}

void ImguiCanvas::hatch(const Rect& rect, Color fill, Color lines) {
  const PixelRect p = pixels(rect);
  list_.AddRectFilled(p.min, p.max, packed(fill));
  list_.PushClipRect(p.min, p.max, true);
  // One common phase for the whole screen, so that neighbouring cells read as one area.
  const float step = std::round(8 * scale_), height = p.max.y - p.min.y;
  const float phase = std::fmod(p.min.x + p.max.y, step);
  for (float x = p.min.x - phase - height; x < p.max.x + step; x += step) {
    list_.AddLine({x, p.max.y}, {x + height, p.min.y}, packed(lines), thickness(1));
  }
  list_.PopClipRect();
}

void ImguiCanvas::heat_map(const Rect& rect, const figure::HeatMap& map) {
  const PixelRect p = pixels(rect);
  if (const auto region = heat_maps_ ? heat_maps_->add(map) : std::nullopt) {
    list_.AddImage(reinterpret_cast<ImTextureID>(region->texture), p.min, p.max,
                   {region->u0, region->v0}, {region->u1, region->v1});
    return;
  }
  const float width = (p.max.x - p.min.x) / static_cast<float>(map.width);
  const float height = (p.max.y - p.min.y) / static_cast<float>(map.height);
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const float value = map.values[static_cast<std::size_t>(y * map.width + x)];
      const float left = p.min.x + width * static_cast<float>(x);
      const float top = p.min.y + height * static_cast<float>(y);
      list_.AddRectFilled({std::round(left), std::round(top)},
                          {std::round(left + width), std::round(top + height)},
                          packed(map_color(theme_, map.map, value / map.limit)));
    }
  }
}

void ImguiCanvas::text(Point anchor, std::string_view utf8, const TextStyle& style, Align align) {
  ImFont* font = fonts_.get(style.face, style.size * zoom_);
  const PixelPoint at = pixel(anchor);
  float x = at.x;
  if (align != Align::kLeft) {
    const float width = text_width(utf8, style) * scale_;
    x -= align == Align::kRight ? width : width / 2;
  }
  const float y = std::round(at.y) - std::round(font->Ascent);
  list_.AddText(font, font->FontSize, {std::round(x), y}, packed(style.color), utf8.data(),
                utf8.data() + utf8.size());
}

float ImguiCanvas::text_width(std::string_view utf8, const TextStyle& style) const {
  const ImFont* font = fonts_.get(style.face, style.size * zoom_);
  return font->CalcTextSizeA(font->FontSize, 1e9F, 0, utf8.data(), utf8.data() + utf8.size()).x /
         scale_;
}

void ImguiCanvas::push_clip(const Rect& rect) {
  const PixelRect p = pixels(rect);
  list_.PushClipRect(p.min, p.max, true);
}

void ImguiCanvas::pop_clip() {
  list_.PopClipRect();
}

ImguiCanvas::Mark ImguiCanvas::mark() {
  // A command of its own, since each has one clip rectangle.
  list_.AddDrawCmd();
  return {list_.VtxBuffer.Size, list_.CmdBuffer.Size - 1};
}

void ImguiCanvas::enlarge(const Mark& since, const Rect& from, const Rect& to, const Rect& window) {
  const float sx = to.width / from.width, sy = to.height / from.height;
  const float dx = (to.x - from.x * sx) * scale_, dy = (to.y - from.y * sy) * scale_;
  for (int i = since.vertices; i < list_.VtxBuffer.Size; ++i) {
    ImVec2& at = list_.VtxBuffer[i].pos;
    at = {at.x * sx + dx, at.y * sy + dy};
  }
  const PixelRect seen = pixels(window);
  for (int i = since.commands; i < list_.CmdBuffer.Size; ++i) {
    ImVec4& clip = list_.CmdBuffer[i].ClipRect;
    clip = {std::clamp(clip.x * sx + dx, seen.min.x, seen.max.x),
            std::clamp(clip.y * sy + dy, seen.min.y, seen.max.y),
            std::clamp(clip.z * sx + dx, seen.min.x, seen.max.x),
            std::clamp(clip.w * sy + dy, seen.min.y, seen.max.y)};
  }
  list_.AddDrawCmd();
}

}  // namespace convscope::ui
