#include "app/cli/model_option.h"

#include <CLI/CLI.hpp>

#include "engine/model/spec_json.h"

namespace convscope::cli {

void add_model_option(CLI::App& command, ModelOption& option) {
  command
      .add_option("--model", option.model,
                  "a .safetensors file that train wrote; with --weights a preset or a spec file")
      ->required();
  command.add_option("--weights", option.weights,
                     "a .safetensors file of another program, names and shapes as in the spec");
}

engine::Checkpoint read_model(const ModelOption& option) {
  if (option.weights.empty()) return engine::read_checkpoint(option.model);
  return engine::read_checkpoint(option.weights, engine::load_spec(option.model));
}

}  // namespace convscope::cli
