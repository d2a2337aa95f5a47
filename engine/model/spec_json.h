#pragma once

#include <string>
#include <string_view>

#include "engine/model/spec.h"

namespace convscope::engine {

class JsonValue;

/// Spec files, format 1: {"format": 1, "name", "input", "layers": [{"type", "name", "inputs",
/// "frozen", "initializer", attributes ...}]}. Absent attributes take PyTorch's defaults, an absent
/// name the type and a number (conv1, pool1), absent inputs the layer before. Unknown keys, types
/// and names are Errors (kBadFile) with their JSON pointer. Builds no layer: whether the shapes
/// fit is build_layers' question.
NetworkSpec parse_spec(const JsonValue& root);
/// `file` is what errors call the text.
NetworkSpec parse_spec(std::string_view text, const std::string& file);

/// One line of JSON with every attribute written out; parse_spec gives the same spec again.
std::string print_spec(const NetworkSpec& spec);

/// What SPEC means on the command line: a preset's name, else a JSON file ("-" is standard input).
/// Throws Error{PRESET, kUsage} with the known names for a word that is neither.
NetworkSpec load_spec(const std::string& preset_or_path);

}  // namespace convscope::engine
