#pragma once

#include "engine/kernels/lane_types.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/dense.h"
#include "engine/layers/global_pool2d.h"
#include "engine/layers/pool2d.h"

namespace convscope::engine {

/// What the lane kernels need to know of a layer.
LaneWindow lane_window(const Window2d& window) noexcept;
LaneConv lane_conv(const Conv2d& layer) noexcept;
LanePool lane_pool(const MaxPool2d& layer) noexcept;
LanePool lane_pool(const AveragePool2d& layer) noexcept;
LanePool lane_pool(const GlobalPool2d& layer) noexcept;
LaneDense lane_dense(const Dense& layer) noexcept;

}  // namespace convscope::engine
