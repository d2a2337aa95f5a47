#include "app/ui/labs/pooling/pool_layout.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace convscope::ui::pooling {
namespace {

using figure::Rect;

struct Stage {
  float width, height;
  bool presenting, small;
};
// As at 1280x720, 1366x768, 1440x900 and 1920x1080, and while presenting, once with a check beside.
constexpr std::array kStages{
    Stage{728, 560, false, true},   Stage{800, 600, false, true},  Stage{860, 720, false, false},
    Stage{1232, 872, false, false}, Stage{1200, 648, true, false}, Stage{620, 648, true, false},
    Stage{1840, 1008, true, false},
};

PoolPlanes planes_of(int size, int channels, int kernel, int stride, int pad) {
  const int side = size + 2 * pad, out = (side - kernel) / stride + 1;
  return {side, side, pad, kernel, out, out, channels};
}

PoolLayoutRequest request_for(const Stage& stage, const PoolPlanes& planes) {
  PoolLayoutRequest request;
  request.area = {24, 90, stage.width, stage.height};
  request.planes = planes;
  request.presenting = stage.presenting;
  request.small = stage.small;
  request.word = stage.presenting ? 92 : 54;
  request.foot = stage.presenting ? 190 : stage.small ? 78 : 128;
  request.most_cell = stage.presenting ? 168 : stage.small ? 60 : 110;
  request.input_least = 16;
  request.gradient_least = request.output_least = request.window_least = 21;
  return request;
}

bool overlap(const Rect& a, const Rect& b) {
  return !figure::intersected(a, b).empty();
}

void expect_planes_apart(const PoolLayoutRequest& r, const PoolLayout& at) {
  std::vector<Rect> planes;
  ASSERT_FALSE(at.places.empty());
  bool chosen = false;
  for (const ChannelPlace& place : at.places) {
    chosen = chosen || place.channel == r.channel;
    for (const Rect& plane : {place.input, place.gradient, place.window, place.output}) {
      if (!plane.empty()) planes.push_back(plane);
    }
    EXPECT_FALSE(place.input.empty());
    EXPECT_FALSE(place.output.empty());
    EXPECT_EQ(place.gradient.empty(), !r.backward);
  }
  EXPECT_TRUE(chosen);
  const float least = 0.01F;
  for (std::size_t i = 0; i < planes.size(); ++i) {
    EXPECT_GE(planes[i].x, r.area.x);
    EXPECT_GE(planes[i].y, r.area.y + r.head);
    EXPECT_LE(planes[i].right(), r.area.right() + least);
    EXPECT_LE(planes[i].bottom(), at.foot + least);
    EXPECT_FALSE(overlap(planes[i], at.chooser));
    for (std::size_t j = i + 1; j < planes.size(); ++j) {
      EXPECT_FALSE(overlap(planes[i], planes[j])) << i << " and " << j;
    }
  }
  EXPECT_LE(at.foot + r.foot, r.area.bottom() + least);
}

TEST(PoolLayout, EveryPlaneIsOnTheStageAndNoneOnAnother) {
  for (const Stage& stage : kStages) {
    for (int way = 0; way < 4; ++way) {
      for (const int size : {1, 4, 8, 16}) {
        for (int channels = 1; channels <= 8; ++channels) {
          for (const int kernel : {1, 2, 3, 5, 8}) {
            const int pad = std::min(kernel / 2, channels % 3);
            if (size + 2 * pad < kernel) continue;
            PoolLayoutRequest r =
                request_for(stage, planes_of(size, channels, kernel, 1 + channels % kernel, pad));
            r.backward = way % 2 == 1;
            r.exercise = way >= 2;
            r.head = r.exercise ? 60 : 0;
            r.channel = channels - 1;
            SCOPED_TRACE(::testing::Message()
                         << stage.width << "x" << stage.height << " way " << way << " size " << size
                         << " channels " << channels << " kernel " << kernel);
            expect_planes_apart(r, layout_pool(r));
            if (HasFailure()) return;
          }
        }
      }
    }
  }
}

TEST(PoolLayout, AStageWithoutRoomStillShowsThePlanesInside) {
  PoolLayoutRequest r = request_for({300, 220, false, true}, planes_of(16, 8, 3, 1, 1));
  r.backward = true;
  const PoolLayout at = layout_pool(r);
  ASSERT_EQ(at.places.size(), 1U);
  for (const Rect& plane : {at.places[0].input, at.places[0].gradient}) {
    EXPECT_GE(plane.x, r.area.x);
    EXPECT_GE(plane.y, r.area.y);
    EXPECT_LE(plane.bottom(), r.area.bottom());
  }
}

TEST(PoolLayout, VolumesBackwardHaveDigits) {
  for (const int size : {4, 6}) {
    PoolLayoutRequest r = request_for(kStages[0], planes_of(size, 3, 2, 2, 0));
    r.backward = true;
    const PoolLayout at = layout_pool(r);
    EXPECT_EQ(at.page, 3) << size;
    EXPECT_GE(at.input_cell, r.input_least);
    EXPECT_GE(at.gradient_cell, r.gradient_least);
    EXPECT_GE(at.output_cell, r.output_least);
    EXPECT_TRUE(at.chooser.empty());
  }
}

TEST(PoolLayout, WhereNotAllChannelsHaveDigitsAPageOfThemDoes) {
  PoolLayoutRequest r = request_for(kStages[0], planes_of(8, 6, 3, 2, 1));
  for (int channel = 0; channel < 6; ++channel) {
    r.channel = channel;
    const PoolLayout at = layout_pool(r);
    EXPECT_LT(at.page, 6);
    EXPECT_FALSE(at.chooser.empty());
    EXPECT_GE(at.input_cell, r.input_least);
    EXPECT_EQ(at.first, channel / at.page * at.page);
  }
}

TEST(PoolLayout, OneChannelOnALargeStageKeepsItsGradientBelow) {
  PoolLayoutRequest r = request_for(kStages[3], planes_of(4, 1, 2, 2, 0));
  r.backward = true;
  const PoolLayout at = layout_pool(r);
  EXPECT_EQ(at.arrangement, PoolArrangement::kBelow);
  EXPECT_EQ(at.places[0].gradient.x, at.places[0].input.x);
}

TEST(PoolLayout, AnAnswersCellsAreAsLargeAsTwoDecimalsAsk) {
  PoolLayoutRequest r = request_for(kStages[0], planes_of(8, 3, 3, 2, 1));
  r.backward = r.exercise = true;
  r.head = 60;
  r.foot = 100;
  r.gradient_least = 35;
  const PoolLayout at = layout_pool(r);
  EXPECT_GE(at.gradient_cell, 35);
  EXPECT_GE(at.input_cell, r.input_least);
}

TEST(PoolLayout, AWindowOfDigitsLeavesRoomForLargerOutputs) {
  PoolLayoutRequest r = request_for(kStages[0], planes_of(10, 1, 5, 1, 0));
  r.output_least = 35;  // "28.3"
  r.window_least = 16;
  const PoolLayout at = layout_pool(r);
  EXPECT_GE(at.input_cell, 16);
  EXPECT_GE(at.window_cell, 16);
  EXPECT_GE(at.output_cell, 35);
  expect_planes_apart(r, at);
}

TEST(StridedLayout, PlanesAreOnTheStageAndOutputsHaveTheirDecimals) {
  for (const Stage& stage : kStages) {
    for (const int size : {4, 8, 16}) {
      for (const int kernel : {1, 2, 3, 5, 8}) {
        for (int stride = 1; stride <= 3; ++stride) {
          if (size + 2 * (kernel / 2) < kernel) continue;
          PoolLayoutRequest r =
              request_for(stage, planes_of(size, 3, kernel, stride, std::min(kernel / 2, 2)));
          r.foot = stage.presenting ? 20 : stage.small ? 164 : 210;
          const StridedLayout at = layout_strided(r);
          const std::array planes{at.input, at.pooled, at.kernel, at.strided};
          for (std::size_t i = 0; i < planes.size(); ++i) {
            EXPECT_GE(planes[i].x, r.area.x);
            EXPECT_GE(planes[i].y, r.area.y);
            EXPECT_LE(planes[i].right(), r.area.right());
            EXPECT_LE(planes[i].bottom(), at.table + 0.01F);
            for (std::size_t j = i + 1; j < planes.size(); ++j) {
              EXPECT_FALSE(overlap(planes[i], planes[j]));
            }
          }
          EXPECT_LE(at.table + r.foot, r.area.bottom() + 0.01F);
        }
      }
    }
  }
  PoolLayoutRequest r = request_for(kStages[0], planes_of(8, 3, 3, 2, 1));
  r.foot = 164;
  r.output_least = r.window_least = 35;  // "16.4", "0.11"
  const StridedLayout at = layout_strided(r);
  EXPECT_GE(at.out_cell, 35);
  EXPECT_GE(at.kernel_cell, 35);
  EXPECT_GE(at.cell, 16);
}

}  // namespace
}  // namespace convscope::ui::pooling
