#include "engine/train/lane_geometry.h"

namespace convscope::engine {

LaneWindow lane_window(const Window2d& window) noexcept {
  const WindowAxis &y = window.y, &x = window.x;
  return {.input_y = y.input,
          .input_x = x.input,
          .kernel_y = y.kernel,
          .kernel_x = x.kernel,
          .stride_y = y.stride,
          .stride_x = x.stride,
          .dilation_y = y.dilation,
          .dilation_x = x.dilation,
          .pad_top = y.pad.before,
          .pad_bottom = y.pad.after,
          .pad_left = x.pad.before,
          .pad_right = x.pad.after,
          .output_y = y.outputs(),
          .output_x = x.outputs()};
}

LaneConv lane_conv(const Conv2d& layer) noexcept {
  return {.channels = layer.input_shapes()[0][0],
          .filters = layer.options().filters,
          .groups = layer.options().groups,
          .window = lane_window(layer.window())};
}

LanePool lane_pool(const MaxPool2d& layer) noexcept {
  return {.channels = layer.input_shapes()[0][0],
          .window = lane_window(layer.window()),
          .count_include_pad = true};
}

LanePool lane_pool(const AveragePool2d& layer) noexcept {
  return {.channels = layer.input_shapes()[0][0],
          .window = lane_window(layer.window()),
          .count_include_pad = layer.count_include_pad()};
}

LanePool lane_pool(const GlobalPool2d& layer) noexcept {
  const Shape& x = layer.input_shapes()[0];
  return {.channels = x[0],
          .window = {.input_y = x[1],
                     .input_x = x[2],
                     .kernel_y = x[1],
                     .kernel_x = x[2],
                     .stride_y = x[1],
                     .stride_x = x[2],
                     .dilation_y = 1,
                     .dilation_x = 1,
                     .pad_top = 0,
                     .pad_bottom = 0,
                     .pad_left = 0,
                     .pad_right = 0,
                     .output_y = 1,
                     .output_x = 1},
          .count_include_pad = true};
}

LaneDense lane_dense(const Dense& layer) noexcept {
  return {.inputs = layer.input_shapes()[0].count(), .units = layer.output_shape()[0]};
}

}  // namespace convscope::engine
