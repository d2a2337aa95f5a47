#pragma once

#include <string>
#include <string_view>

#include "engine/core/format.h"
#include "engine/core/tensor.h"
#include "engine/explain/cursor.h"

/// Parts of a scene as JSON text.
namespace convscope::state {

/// Nested lists; a float as the shortest decimal that reads back to it.
inline std::string nested_text(const engine::Tensor& tensor) {
  const engine::Shape& shape = tensor.shape();
  std::string text;
  for (engine::Index i = 0; i < tensor.size(); ++i) {
    engine::Index inner = 1;
    int opened = 0;
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      inner *= shape[axis];
      if (i % inner == 0) ++opened;
    }
    for (int level = 0; i > 0 && level < opened; ++level) text += "]";
    if (i > 0) text += ",";
    text.append(static_cast<std::size_t>(opened), '[');
    text += engine::format_float(tensor[i]);
  }
  text.append(static_cast<std::size_t>(shape.rank()), ']');
  return text;
}

inline std::string_view grain_key(engine::Grain grain) {
  switch (grain) {
    case engine::Grain::kTerm:
      return "term";
    case engine::Grain::kCell:
      return "cell";
    case engine::Grain::kChannel:
      return "channel";
    case engine::Grain::kLayer:
      break;
  }
  return "layer";
}

}  // namespace convscope::state
