#include "app/state/drawing_pad.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

namespace convscope::state {
namespace {

double ink(const engine::Tensor& picture) {
  double sum = 0;
  for (const float value : picture.values()) sum += static_cast<double>(value);
  return sum;
}

TEST(DrawingPad, ADotCoversItsCircle) {
  Drawing drawing;
  drawing.strokes.push_back({PadTool::kPen, 40, {{100, 150}}});
  const engine::Tensor paper = rasterize(drawing);
  ASSERT_EQ(paper.shape(), (engine::Shape{280, 280}));
  EXPECT_NEAR(ink(paper), std::numbers::pi * 20 * 20, 5);
  EXPECT_EQ(paper.at({150, 100}), 1);
  EXPECT_EQ(paper.at({150, 125}), 0);
}

TEST(DrawingPad, EdgesAreSmooth) {
  Drawing drawing;
  drawing.strokes.push_back({PadTool::kPen, 20, {{40, 40}, {200, 130}}});
  const engine::Tensor paper = rasterize(drawing);
  const auto between = [](float v) { return v > 0.1F && v < 0.9F; };
  EXPECT_GT(std::count_if(paper.values().begin(), paper.values().end(), between), 200);
}

TEST(DrawingPad, CrossingItselfDoesNotMakeAStrokeDarker) {
  Drawing once, twice;
  once.strokes.push_back({PadTool::kPen, 20, {{40, 140}, {240, 140}}});
  twice.strokes.push_back({PadTool::kPen, 20, {{40, 140}, {240, 140}, {40, 140}}});
  EXPECT_EQ(rasterize(once), rasterize(twice));
}

TEST(DrawingPad, TheEraserTakesInkAway) {
  DrawingPad pad;
  pad.begin_stroke({40, 140});
  pad.extend_stroke({240, 140});
  pad.end_stroke();
  const double before = ink(rasterize(pad.drawing()));
  pad.choose(PadTool::kEraser);
  pad.set_width(48);
  pad.begin_stroke({140, 140});
  pad.end_stroke();
  const engine::Tensor after = rasterize(pad.drawing());
  EXPECT_LT(ink(after), before - 500);
  EXPECT_EQ(after.at({140, 140}), 0);
  EXPECT_EQ(after.at({140, 60}), 1);
}

TEST(DrawingPad, EveryEditCanBeUndoneAndRedone) {
  DrawingPad pad;
  pad.begin_stroke({10, 10});
  pad.extend_stroke({50, 90});
  pad.end_stroke();
  const Drawing one = pad.drawing();
  pad.begin_stroke({100, 10});
  pad.end_stroke();
  const Drawing two = pad.drawing();
  pad.clear();
  EXPECT_TRUE(pad.drawing().empty());
  pad.undo();
  EXPECT_EQ(pad.drawing(), two);
  pad.undo();
  EXPECT_EQ(pad.drawing(), one);
  pad.redo();
  EXPECT_EQ(pad.drawing(), two);
  pad.undo();
  pad.undo();
  EXPECT_TRUE(pad.drawing().empty());
  EXPECT_FALSE(pad.can_undo());
  // A new edit drops what was undone.
  pad.begin_stroke({1, 1});
  EXPECT_FALSE(pad.can_redo());
}

TEST(DrawingPad, ClearingEmptyPaperIsNoEdit) {
  DrawingPad pad;
  pad.clear();
  EXPECT_FALSE(pad.can_undo());
}

TEST(DrawingPad, APictureReachesTheNetworkAsItIs) {
  engine::Tensor picture(engine::Shape{28, 28});
  for (engine::Index i = 0; i < 100; ++i) picture[i] = static_cast<float>(i) / 100;
  DrawingPad pad;
  pad.load_picture(picture);
  const engine::Tensor received = received_picture(pad.drawing());
  EXPECT_EQ(received.shape(), (engine::Shape{1, 28, 28}));
  EXPECT_TRUE(
      std::equal(received.values().begin(), received.values().end(), picture.values().begin()));
}

TEST(DrawingPad, WhatIsDrawnIsCentredWhereverItIsDrawn) {
  const auto seven_at = [](float x, float y) {
    Drawing drawing;
    drawing.strokes.push_back({PadTool::kPen, 16, {{x, y}, {x + 60, y}, {x + 30, y + 100}}});
    return received_picture(drawing);
  };
  EXPECT_EQ(seven_at(30, 30), seven_at(180, 150));
}

TEST(DrawingPad, PointsOutsideOfThePaperAreHarmless) {
  Drawing drawing;
  drawing.strokes.push_back({PadTool::kPen, 20, {{-500, 140}, {900, 140}}});
  const engine::Tensor paper = rasterize(drawing);
  EXPECT_EQ(paper.at({140, 0}), 1);
  EXPECT_EQ(paper.at({140, 279}), 1);
}

}  // namespace
}  // namespace convscope::state
