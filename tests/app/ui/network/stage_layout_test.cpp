#include "app/ui/labs/network/stage_layout.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "app/state/weights.h"

namespace convscope::ui::network {
namespace {

using engine::Shape;
using figure::Rect;
using state::network::Column;
using state::network::ColumnKind;

struct Case {
  std::vector<Column> columns;
  std::vector<Shape> kernels;
};

Case case_of(const char* preset) {
  const state::Weights weights = state::random_weights(preset, 1);
  Case result{state::network::columns_of(*weights.network), {}};
  for (const Column& column : result.columns) {
    result.kernels.push_back(
        column.kind == ColumnKind::kMaps && has_filters(*weights.network, column) ? Shape{5, 5}
                                                                                  : Shape{});
  }
  return result;
}

bool apart(const Rect& a, const Rect& b) {
  return a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
}

TEST(StageLayout, WhatIsPooledIsNeverLargerThanItsSource) {
  const Case c = case_of("lenet");
  for (const float height : {440.0F, 480.0F, 510.0F, 548.0F, 584.0F, 628.0F, 968.0F}) {
    const StageLayout layout = layout_stage(c.columns, c.kernels, {40, 40, 744, height}, false);
    EXPECT_LE(layout.columns[1].maps[0].width, layout.columns[0].maps[0].width) << height;
    EXPECT_LE(layout.columns[3].maps[0].width, layout.columns[2].maps[0].width) << height;
  }
}

TEST(StageLayout, ALowStageKeepsMapsThatCanBeSeen) {
  const Case c = case_of("lenet");
  const StageLayout layout = layout_stage(c.columns, c.kernels, {240, 84, 760, 584}, false);
  EXPECT_GE(layout.columns[0].maps.front().width, 56);
  EXPECT_GE(layout.columns[2].maps.front().width, 30);
}

TEST(StageLayout, NothingOverlapsAndNothingLeavesTheStage) {
  const std::pair<const char*, bool> cases[] = {
      {"lenet", false}, {"lenet", true}, {"lenet5", false}, {"lenet5", true}};
  for (const auto& [preset, large] : cases) {
    const Case c = case_of(preset);
    for (const Rect& stage :
         {Rect{280, 48, 1280, 968}, Rect{240, 40, 760, 628}, Rect{240, 84, 760, 584},
          Rect{0, 0, 1920, 1072}, Rect{280, 48, 2900, 2000}}) {
      const StageLayout layout = layout_stage(c.columns, c.kernels, stage, large);
      ASSERT_EQ(layout.columns.size(), c.columns.size());
      std::vector<Rect> all;
      for (const ColumnPlace& place : layout.columns) {
        all.insert(all.end(), place.maps.begin(), place.maps.end());
        all.insert(all.end(), place.inlets.begin(), place.inlets.end());
        all.insert(all.end(), place.outlets.begin(), place.outlets.end());
      }
      for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_GE(all[i].x, stage.x);
        EXPECT_GE(all[i].y, stage.y);
        EXPECT_LE(all[i].right(), stage.right());
        EXPECT_LE(all[i].bottom(), stage.bottom());
        for (std::size_t k = i + 1; k < all.size(); ++k)
          ASSERT_TRUE(apart(all[i], all[k])) << stage.width << ": " << i << " and " << k;
      }
    }
  }
}

TEST(StageLayout, MapsAreWholeMultiplesOfTheirPixels) {
  const Case c = case_of("lenet");
  const StageLayout layout = layout_stage(c.columns, c.kernels, {280, 48, 1280, 968});
  for (std::size_t k = 0; k < c.columns.size(); ++k) {
    if (c.columns[k].kind != ColumnKind::kMaps) continue;
    const float pixels = layout.columns[k].maps[0].width / static_cast<float>(c.columns[k].width());
    EXPECT_EQ(pixels, std::floor(pixels));
    EXPECT_GE(pixels, 4);
  }
}

}  // namespace
}  // namespace convscope::ui::network
