#include "app/ui/labs/convolution/stage_layout.h"

#include <gtest/gtest.h>

namespace convscope::ui::convolution {
namespace {

using figure::Rect;

const StageContent kDemo{.input_rows = 7,
                         .input_columns = 7,
                         .kernel = 3,
                         .channels = 3,
                         .other = true,
                         .planes = 2,
                         .output_rows = 3,
                         .output_columns = 3,
                         .digits = 2,
                         .input_digits = 1,
                         .weight_digits = 2};

void expect_ordered(const StageLayout& at, const StageContent& content, const Rect& stage) {
  const auto kernel = static_cast<float>(content.kernel);
  EXPECT_GE(at.input_x, stage.x);
  EXPECT_LT(at.input_x + at.input_cell * static_cast<float>(content.input_columns), at.filter_x);
  EXPECT_LT(at.filter_x + at.filter_width * kernel, at.product_x);
  EXPECT_LT(at.product_x + at.product_width * kernel, at.sum_x);
  EXPECT_LE(at.sum.right(), stage.right() + 0.5F);
}

TEST(StageLayout, HasTheDesignsMeasuresAt1080) {
  const Rect stage{280, 48, 1280, 968};
  const StageLayout at = layout_stage(stage, 1, kDemo);
  EXPECT_NEAR(at.input_cell, 36, 1);
  EXPECT_NEAR(at.filter_cell, 44, 1);
  EXPECT_NEAR(at.product_width, 84, 2);
  EXPECT_GT(at.other_cell, 0);
  EXPECT_TRUE(at.factors);
  EXPECT_FALSE(at.scrolls);
  expect_ordered(at, kDemo, stage);
}

TEST(StageLayout, FitsAt720WithoutTheOtherFilter) {
  const Rect stage{240, 40, 760, 628};
  const StageLayout at = layout_stage(stage, 0, kDemo);
  EXPECT_GE(at.input_cell, 16) << "digits stay";
  EXPECT_EQ(at.other_cell, 0);
  EXPECT_FALSE(at.scrolls);
  expect_ordered(at, kDemo, stage);
}

TEST(StageLayout, ManySlicesScrollInsteadOfShrinking) {
  StageContent content = kDemo;
  content.channels = 16;
  const Rect stage{280, 48, 1280, 968};
  const StageLayout at = layout_stage(stage, 1, content);
  EXPECT_TRUE(at.scrolls);
  EXPECT_GE(at.input_cell, 16);
  expect_ordered(at, content, stage);
}

TEST(StageLayout, NothingOverlapsForAnySizes) {
  for (const int rows : {1, 5, 12, 52}) {
    for (const int kernel : {1, 3, 7, 11}) {
      for (const int channels : {1, 3, 16}) {
        StageContent content = kDemo;
        content.input_rows = content.input_columns = rows;
        content.kernel = kernel;
        content.channels = channels;
        content.output_rows = content.output_columns = rows;
        for (const float room : {0.0F, 1.0F}) {
          const Rect stage{0, 0, room > 0 ? 1280.0F : 760.0F, room > 0 ? 968.0F : 628.0F};
          SCOPED_TRACE(std::to_string(rows) + " " + std::to_string(kernel) + " " +
                       std::to_string(channels) + " " + std::to_string(room));
          expect_ordered(layout_stage(stage, room, content), content, stage);
        }
      }
    }
  }
}

TEST(StageLayout, TheInputsRoomComesBeforeAnotherFilter) {
  StageContent content = kDemo;
  content.input_rows = content.input_columns = 15;
  content.output_rows = content.output_columns = 9;
  content.kernel = 7;
  content.channels = 2;
  const Rect stage{280, 48, 1280, 968};
  const StageLayout at = layout_stage(stage, 1, content);
  EXPECT_GE(at.input_cell, 16) << "digits stay";
  EXPECT_EQ(at.other_cell, 0);
  expect_ordered(at, content, stage);
}

TEST(StageLayout, TitlesStandAtOneHeightInEveryExample) {
  StageContent small = kDemo;
  small.channels = small.planes = 1;
  small.other = false;
  small.input_rows = small.input_columns = 5;
  for (const Rect& stage : {Rect{280, 48, 1280, 968}, Rect{240, 40, 760, 628}}) {
    const float room = stage.width > 1000 ? 1 : 0;
    const StageLayout one = layout_stage(stage, room, small),
                      many = layout_stage(stage, room, kDemo);
    EXPECT_EQ(one.title_baseline, many.title_baseline);
    EXPECT_EQ(one.first_row, many.first_row);
  }
}

TEST(StageLayout, WholeWeightsComeBeforeMoreOfAProduct) {
  StageContent blur = kDemo;
  blur.channels = blur.planes = 1;
  blur.other = false;
  blur.input_rows = blur.input_columns = 5;
  blur.input_digits = 3;
  blur.weight_digits = 6;
  blur.product_digits = 7;
  blur.digits = blur.output_digits = 8;
  blur.has_bias = false;
  const StageLayout at = layout_stage({240, 40, 760, 628}, 0, blur);
  EXPECT_GE(at.filter_width, 6 * 12 * 0.6F + 6) << "0.0625 in 12 px type";
  EXPECT_GE(at.input_cell, 3 * 12 * 0.6F + 6) << "161 in 12 px type";
}

TEST(StageLayout, APlaneOfOutputsKeepsItsDigits) {
  StageContent padded = kDemo;
  padded.channels = padded.planes = 1;
  padded.other = padded.has_bias = false;
  padded.input_rows = padded.input_columns = 9;
  padded.output_rows = padded.output_columns = 7;
  padded.weight_digits = padded.product_digits = padded.digits = padded.output_digits = 4;
  const Rect stage{240, 40, 760, 628};
  const StageLayout at = layout_stage(stage, 0, padded);
  EXPECT_GE(at.sum.width / 7, 4 * 12 * 0.6F + 6) << "-1.5 in 12 px type";
  EXPECT_GE(at.input_cell, 16);
  EXPECT_GE(at.filter_width, 4 * 12 * 0.6F + 6);
  expect_ordered(at, padded, stage);
}

TEST(StageLayout, PresentingHasLargeCells) {
  StageContent content = kDemo;
  content.presenting = true;
  const StageLayout at = layout_stage({0, 0, 1920, 1072}, 1, content);
  EXPECT_GE(at.input_cell, 44);
  EXPECT_GE(at.filter_cell, 88);
}

StageContent line_of(int cells, int kernel, int channels, bool presenting) {
  return {.input_rows = 1,
          .input_columns = cells,
          .kernel = kernel,
          .kernel_rows = 1,
          .channels = channels,
          .planes = 3,
          .output_columns = cells - kernel + 1,
          .digits = 3,
          .input_digits = 2,
          .weight_digits = 2,
          .product_digits = 2,
          .output_digits = 3,
          .presenting = presenting,
          .header = true,
          .stacked = true};
}

TEST(StackedLayout, OneDimensionKeepsItsDigits) {
  for (const int cells : {5, 12, 16, 20}) {
    const StageLayout at = layout_stage({240, 40, 760, 628}, 0, line_of(cells, 5, 2, false));
    EXPECT_GE(at.input_cell, 16) << cells;
    EXPECT_FALSE(at.scrolls) << cells;
  }
  const StageLayout large = layout_stage({0, 0, 1920, 1072}, 1, line_of(16, 5, 2, true));
  EXPECT_GE(large.input_cell, 44);
}

TEST(StackedLayout, NothingOverlapsAndAllIsInside) {
  for (const Rect& stage : {Rect{240, 40, 760, 628}, Rect{280, 48, 1280, 968}, Rect{0, 0, 640, 400},
                            Rect{0, 0, 1920, 1072}}) {
    for (const bool presenting : {false, true}) {
      for (const int cells : {3, 16, 46}) {
        for (const int kernel : {1, 3, 11}) {
          for (const int before : {0, 6}) {
            StageContent content = line_of(std::max(cells, kernel), kernel, 3, presenting);
            content.before_columns = before;
            content.before_filter = kernel == 3;
            const StageLayout at = layout_stage(stage, 0.5F, content);
            const auto taps = static_cast<float>(kernel);
            const float cell = at.input_cell;
            EXPECT_GE(at.input_x, stage.x);
            EXPECT_LE(at.input_x + cell * static_cast<float>(content.input_columns), at.sum_x);
            EXPECT_LE(at.filter_x + at.filter_width * taps, at.sum_x);
            EXPECT_LE(at.product_x + at.product_width * taps, at.sum_x);
            EXPECT_LE(at.sum.right(), stage.right() + 0.5F);
            // One below the other, what arrives between them.
            const float between = content.before_filter ? at.before_up : 0;
            EXPECT_GE(at.filter_down, cell + between);
            EXPECT_GE(at.product_down, at.filter_down + cell);
            EXPECT_GT(at.row_pitch, at.product_down + cell);
            EXPECT_EQ(at.before_up > 0, before > 0);
            const float above = content.before_filter ? 0 : at.before_up;
            EXPECT_GE(at.first_row, stage.y + above);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace convscope::ui::convolution
