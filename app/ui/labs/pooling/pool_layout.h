#pragma once

#include <vector>

#include "app/figure/geometry.h"

/// Where the planes of the Pooling lab stand: pure functions of sizes, tested without a window.
namespace convscope::ui::pooling {

/// How many cells the planes have.
struct PoolPlanes {
  int rows = 4, columns = 4;  ///< of an input, with its padding
  int pad = 0;                ///< of these on each side
  int kernel = 2;
  int out_rows = 2, out_columns = 2;
  int channels = 1;
};

/// Which planes a channel has and how they stand beside each other.
enum class PoolArrangement {
  kRow,     ///< x, backward dx, the window, o or g
  kBelow,   ///< backward: dx below x
  kUnder,   ///< backward: dx beside x, the window and g below it
  kAnswer,  ///< an exercise: x, backward g, and what is filled in
};

struct PoolLayoutRequest {
  figure::Rect area;
  PoolPlanes planes;
  int channel = 0;  ///< that has to be among those that are shown
  bool backward = false;
  bool exercise = false;
  bool presenting = false;
  bool small = false;    ///< a stage as at 1280x720
  float word = 0;        ///< width of what stands above the arrow from the window to the output
  float head = 0;        ///< height of what stands above the titles
  float foot = 0;        ///< height of what stands below the planes
  float most_cell = 60;  ///< no cell of an input gets larger
  /// The least cells in which the digits fit, of x, of dx, of o (g), and of the window or the
  /// strided convolution's kernel; 0: any.
  float input_least = 0, gradient_least = 0, output_least = 0, window_least = 0;
};

/// One channel; a plane that is not shown is empty. The window stands there only for the channel of
/// the step. An exercise fills `gradient` in, forward `output`.
struct ChannelPlace {
  int channel = 0;
  figure::Rect input, gradient, window, output;
};

struct PoolLayout {
  PoolArrangement arrangement = PoolArrangement::kRow;
  float input_cell = 0, gradient_cell = 0, output_cell = 0, window_cell = 0;
  int columns = 1;  ///< of channels
  int first = 0;    ///< channel that is shown
  int page = 1;     ///< channels that are shown at a time
  std::vector<ChannelPlace> places;
  figure::Rect chooser;  ///< of the channels, where not all are shown at a time; else empty
  float left = 0;        ///< of what is written below
  float foot = 0;        ///< top of what is written below
};

/// All planes lie inside of the area and never overlap. Digits come first: of the arrangements in
/// which the most planes have them the one with the most channels, of those the one with the
/// largest cells. Where none has them, as many channels as can be pointed at. Some 5000 trials at
/// most, 0.2 ms.
PoolLayout layout_pool(const PoolLayoutRequest& request);

/// The space from the window to the output, for an arrow and the word above it.
float output_gap(const PoolLayoutRequest& request);

/// One channel's pooling above, the strided convolution of the same input below.
struct StridedLayout {
  float cell = 0, out_cell = 0, kernel_cell = 0;
  figure::Rect input, pooled, kernel, strided;
  float table = 0;  ///< top of the comparison
};
/// `foot` is the comparison's height; `output_least` that of o and o' together.
StridedLayout layout_strided(const PoolLayoutRequest& request);

}  // namespace convscope::ui::pooling
