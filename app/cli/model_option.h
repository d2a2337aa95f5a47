#pragma once

#include <string>

#include "engine/train/checkpoint.h"

namespace CLI {
class App;
}

namespace convscope::cli {

/// `--model FILE`, or `--model SPEC --weights FILE` for a file that does not say its own network.
struct ModelOption {
  std::string model;
  std::string weights;
};

void add_model_option(CLI::App& command, ModelOption& option);

/// Reads the weights. Throws what read_checkpoint and load_spec throw.
engine::Checkpoint read_model(const ModelOption& option);

}  // namespace convscope::cli
