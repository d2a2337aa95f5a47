#pragma once

#include <nlohmann/json_fwd.hpp>

#include "engine/io/json_reader.h"
#include "engine/model/spec.h"

namespace convscope::engine {

/// A layer's type and attributes out of its object in a spec file; keys that no layer of this type
/// has are Errors. What every layer may have (name, inputs, frozen, initializer, regularizer) is
/// allowed and not read.
LayerSpec parse_layer(const JsonValue& value);

/// Adds the attributes of a layer, all written out.
void print_layer(const LayerSpec& layer, nlohmann::ordered_json& json);

}  // namespace convscope::engine
