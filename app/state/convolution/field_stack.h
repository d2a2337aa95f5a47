#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/layers/window.h"

namespace convscope::state {

/// A layer of the stack whose receptive fields the Convolution lab shows: the same along y and x.
struct StackLayer {
  bool pool = false;  ///< maximum over the window: no parameters
  engine::Index kernel = 3;
  engine::Index stride = 1;
  engine::Index padding = 0;
  engine::Index dilation = 1;
  engine::Index filters = 8;  ///< of a convolution; pooling keeps its channels
  friend bool operator==(const StackLayer&, const StackLayer&) = default;
};

/// Layers on a square input.
struct FieldStack {
  static constexpr std::size_t kMost = 6;
  static constexpr engine::Index kMostInput = 128;
  engine::Index input = 13;
  engine::Index channels = 3;
  std::vector<StackLayer> layers{{}, {}, {}};
  friend bool operator==(const FieldStack&, const FieldStack&) = default;
};

/// Cells [first, last] of one axis of a plane; outside of the input where there is padding.
struct CellRange {
  engine::Index first = 0, last = 0;
  engine::Index count() const { return last - first + 1; }
  friend bool operator==(const CellRange&, const CellRange&) = default;
};

/// One line of the growing-field table; 0 is the input.
struct StackLevel {
  engine::Index size = 0;  ///< of the plane; below 1: no output
  engine::Index channels = 0;
  engine::Index field = 1;       ///< of one cell, on the input
  engine::Index jump = 1;        ///< from a cell to the next, on the input
  engine::Index parameters = 0;  ///< with biases
};

/// As many as there are layers with an output, and the input. field = field + (reach - 1) * jump,
/// jump = jump * stride (Araujo, Norris and Sim, 2019).
std::vector<StackLevel> stack_levels(const FieldStack& stack);

/// Which cells of `level` a cell of level `from` (>= level) depends on, along one axis.
CellRange field_of(const FieldStack& stack, std::size_t from, engine::Index cell,
                   std::size_t level);

/// Three 3x3 with the same field as one 7x7, and other stacks to begin with.
struct StackPreset {
  const char* key;
  FieldStack stack;
};
const std::vector<StackPreset>& stack_presets();

}  // namespace convscope::state
