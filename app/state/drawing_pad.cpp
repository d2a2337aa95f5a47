#include "app/state/drawing_pad.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/data/digit_centering.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::Scalar;
using engine::Shape;
using engine::Tensor;

constexpr Index kSide = static_cast<Index>(kPadSize);
constexpr std::size_t kMostUndo = 200;

float distance_to_segment(PadPoint p, PadPoint a, PadPoint b) {
  const float dx = b.x - a.x, dy = b.y - a.y;
  const float length2 = dx * dx + dy * dy;
  const float t = length2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2 : 0;
  const float s = std::clamp(t, 0.0F, 1.0F);
  return std::hypot(p.x - a.x - s * dx, p.y - a.y - s * dy);
}

// The coverage of one stroke is the largest of its segments', so that joints do not add up.
void cover_segment(Tensor& coverage, PadPoint a, PadPoint b, float radius) {
  const auto bound = [](float value) {
    return std::clamp<Index>(static_cast<Index>(std::floor(value)), 0, kSide);
  };
  const Index top = bound(std::min(a.y, b.y) - radius - 1);
  const Index bottom = bound(std::max(a.y, b.y) + radius + 2);
  const Index left = bound(std::min(a.x, b.x) - radius - 1);
  const Index right = bound(std::max(a.x, b.x) + radius + 2);
  for (Index y = top; y < bottom; ++y) {
    for (Index x = left; x < right; ++x) {
      const PadPoint center{static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F};
      const float ink = std::clamp(radius + 0.5F - distance_to_segment(center, a, b), 0.0F, 1.0F);
      Scalar& cell = coverage[y * kSide + x];
      cell = std::max(cell, static_cast<Scalar>(ink));
    }
  }
}

void draw_stroke(Tensor& paper, const Stroke& stroke) {
  Tensor coverage(Shape{kSide, kSide});
  for (std::size_t i = 0; i < stroke.points.size(); ++i) {
    const PadPoint from = stroke.points[i == 0 ? 0 : i - 1];
    cover_segment(coverage, from, stroke.points[i], stroke.width / 2);
  }
  const bool pen = stroke.tool == PadTool::kPen;
  for (Index i = 0; i < paper.size(); ++i) {
    paper[i] = pen ? std::max(paper[i], coverage[i]) : paper[i] * (1 - coverage[i]);
  }
}

}  // namespace

void DrawingPad::remember() {
  if (past_.size() == kMostUndo) past_.erase(past_.begin());
  past_.push_back(drawing_);
  future_.clear();
}

void DrawingPad::set_width(float width) {
  width_ = std::clamp(width, kLeastWidth, kMostWidth);
}

void DrawingPad::begin_stroke(PadPoint at) {
  remember();
  drawing_.strokes.push_back({tool_, width_, {at}});
  open_ = true;
}

void DrawingPad::extend_stroke(PadPoint to) {
  if (!open_) return;
  auto& points = drawing_.strokes.back().points;
  if (points.back() != to) points.push_back(to);
}

void DrawingPad::clear() {
  if (drawing_.empty()) return;
  remember();
  drawing_ = {};
  open_ = false;
}

void DrawingPad::load_picture(Tensor picture, std::string name) {
  remember();
  drawing_ = {.picture = std::move(picture), .picture_name = std::move(name), .strokes = {}};
  open_ = false;
}

void DrawingPad::reset(Drawing drawing) {
  drawing_ = std::move(drawing);
  past_.clear();
  future_.clear();
  open_ = false;
}

void DrawingPad::undo() {
  if (past_.empty()) return;
  future_.push_back(std::exchange(drawing_, std::move(past_.back())));
  past_.pop_back();
  open_ = false;
}

void DrawingPad::redo() {
  if (future_.empty()) return;
  past_.push_back(std::exchange(drawing_, std::move(future_.back())));
  future_.pop_back();
  open_ = false;
}

Tensor rasterize(const Drawing& drawing) {
  Tensor paper = drawing.picture ? engine::resample_area(drawing.picture->view(), kSide, kSide)
                                 : Tensor(Shape{kSide, kSide});
  for (const Stroke& stroke : drawing.strokes) draw_stroke(paper, stroke);
  return paper;
}

Tensor received_picture(const Drawing& drawing) {
  if (drawing.picture && drawing.strokes.empty()) {
    const auto values = drawing.picture->values();
    return Tensor(Shape{1, 28, 28}, {values.begin(), values.end()});
  }
  return engine::center_digit(rasterize(drawing).view());
}

}  // namespace convscope::state
