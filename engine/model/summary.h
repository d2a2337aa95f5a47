#pragma once

#include <string>
#include <vector>

#include "engine/model/spec.h"

namespace convscope::engine {

/// One layer of a network as `convscope summary` tells it. Numbers are for one sample in float32
/// and saturate at the largest Index.
struct LayerSummary {
  std::string name;
  std::string type;
  Shape output;
  Index parameters = 0;            ///< with what is kept but not trained (running statistics)
  std::string parameters_formula;  ///< "(5*5*1+1)*6": kernel, channels, bias, filters; "0"
  Index trainable = 0;             ///< `parameters` without buffers, or 0 for a frozen layer
  Index macs = 0;                  ///< multiply-accumulates
  Index activation_bytes = 0;      ///< of the output
  /// How many input cells, (y, x) or (n), one output cell depends on: windows without clipping at
  /// the border, layers that see whole maps the part of the input that they reach, of several
  /// inputs what any of them reaches.
  Shape receptive_field;
};

struct NetworkSummary {
  std::string name;
  Shape input;
  std::vector<LayerSummary> layers;
  Index parameters = 0;
  Index trainable = 0;
  Index macs = 0;
  Index activation_bytes = 0;
};

/// Allocates nothing but this; throws what build_layers throws.
NetworkSummary summarise(const NetworkSpec& spec);

}  // namespace convscope::engine
