#pragma once

#include "app/figure/geometry.h"

namespace convscope::ui::convolution {

/// What the stage has to hold.
struct StageContent {
  int input_rows = 1;  ///< with padding
  int input_columns = 1;
  int kernel = 1;       ///< columns of the second grid
  int kernel_rows = 0;  ///< 0: as many
  /// Columns of a grid that stands before the first grids, or before the second ones: what arrives
  /// behind an activation. 0: none.
  int before_columns = 0;
  bool before_filter = false;
  int channels = 1;
  bool other = false;  ///< one other filter, to be shown small
  int planes = 1;      ///< of outputs, those behind an activation too
  int output_rows = 1;
  int output_columns = 1;
  int digits = 1;          ///< signs in the widest number of the sums
  int input_digits = 1;    ///< of the input
  int weight_digits = 1;   ///< of the weights
  int product_digits = 1;  ///< of the products
  int output_digits = 1;   ///< of the outputs
  bool has_bias = true;
  bool presenting = false;
  bool header = false;   ///< switches above the titles
  bool stacked = false;  ///< 1-D: filter and products stand below the input
};

/// Where everything on the stage is, in logical pixels. Nothing overlaps; rows that do not fit are
/// reached by scrolling inside `rows`.
struct StageLayout {
  figure::Rect header;  ///< of the switches; empty: none
  float title_baseline = 0;
  figure::Rect rows;    ///< the slices' area
  float row_pitch = 0;  ///< from slice to slice
  float first_row = 0;  ///< top of the first slice's grids, before scrolling
  bool scrolls = false;
  float before_x = 0;  ///< of what stands before the first or second grids, in cells as theirs
  float input_x = 0, filter_x = 0, product_x = 0, sum_x = 0;
  float input_cell = 0, filter_cell = 0;
  float filter_width = 0;  ///< of a filter's cell, which is wider for long numbers
  float product_width = 0, product_height = 0;
  float output_cell = 0;         ///< at most; outputs shrink to fit their region
  float other_cell = 0;          ///< of the other filter below the chosen one; 0: not shown
  bool narrow_products = false;  ///< a slice's sum stands in two lines
  bool factors = false;          ///< "1x-1" in the product cells
  figure::Rect sum;              ///< the column at the right: sums, outputs, legend, scale bars
  float sum_pitch = 0;
  float sum_width = 0;  ///< of a line of the sum
  /// Below few slices, at the left: legend and scale bars. Empty: they stand below the outputs.
  figure::Rect foot;
  bool stacked = false;
  float filter_down = 0, product_down = 0;  ///< stacked: so far below the input
  float before_up = 0;  ///< stacked: so far above g is what arrives; 0: nothing does
  float operator_gap = 0;
  float label_width = 0;
};

/// Pure. Cells are whole pixels: the design's sizes for the window, up to 1.5 times as large where
/// there is room, smaller where there is not; slices scroll before their cells fall below 16 px.
StageLayout layout_stage(const figure::Rect& stage, float roominess, const StageContent& content);

}  // namespace convscope::ui::convolution
