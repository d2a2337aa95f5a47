#include "app/state/convolution/field_stack.h"

namespace convscope::state {

using engine::Index;

namespace {

engine::WindowAxis window_of(const StackLayer& layer, Index size) {
  return {.input = size,
          .kernel = layer.kernel,
          .stride = layer.stride,
          .dilation = layer.pool ? 1 : layer.dilation,
          .pad = {layer.padding, layer.padding}};
}

}  // namespace

std::vector<StackLevel> stack_levels(const FieldStack& stack) {
  std::vector<StackLevel> levels{{.size = stack.input, .channels = stack.channels}};
  for (const StackLayer& layer : stack.layers) {
    const StackLevel& below = levels.back();
    const engine::WindowAxis window = window_of(layer, below.size);
    StackLevel level{.size = window.outputs(),
                     .channels = layer.pool ? below.channels : layer.filters,
                     .field = below.field + (window.reach() - 1) * below.jump,
                     .jump = below.jump * layer.stride};
    if (!layer.pool) {
      level.parameters = (layer.kernel * layer.kernel * below.channels + 1) * layer.filters;
    }
    if (level.size < 1) break;
    levels.push_back(level);
  }
  return levels;
}

CellRange field_of(const FieldStack& stack, std::size_t from, Index cell, std::size_t level) {
  CellRange range{cell, cell};
  for (std::size_t i = from; i > level; --i) {
    const StackLayer& layer = stack.layers[i - 1];
    const engine::WindowAxis window = window_of(layer, 0);
    range = {window.start(range.first), window.start(range.last) + window.reach() - 1};
  }
  return range;
}

const std::vector<StackPreset>& stack_presets() {
  static const std::vector<StackPreset> kAll{
      {"three-3x3", {13, 8, {{}, {}, {}}}},
      {"one-7x7", {13, 8, {{.kernel = 7}}}},
      {"strided", {17, 3, {{.stride = 2, .padding = 1}, {.stride = 2, .padding = 1}, {}}}},
      {"dilated", {17, 3, {{}, {.dilation = 2}, {.dilation = 4}}}},
      {"conv-pool",
       {20,
        1,
        {{.kernel = 5, .filters = 6},
         {.pool = true, .kernel = 2, .stride = 2},
         {.kernel = 5, .filters = 16},
         {.pool = true, .kernel = 2, .stride = 2}}}},
      // The same filter on 128x128, 64x64, 32x32: the smaller the plane, the more it sees.
      {"pyramid",
       {128,
        1,
        {{.padding = 1},
         {.pool = true, .kernel = 2, .stride = 2},
         {.padding = 1},
         {.pool = true, .kernel = 2, .stride = 2},
         {.padding = 1},
         {.pool = true, .kernel = 2, .stride = 2}}}},
  };
  return kAll;
}

}  // namespace convscope::state
