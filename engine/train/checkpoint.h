#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/arrangement.h"
#include "engine/data/text.h"
#include "engine/train/curve.h"
#include "engine/train/trainer.h"

namespace convscope::engine {

/// What a weights file holds: the spec, the weights and, where a training was saved, everything
/// that it goes on from. No time, date, path, host or thread count.
struct Checkpoint {
  NetworkSpec spec;
  std::vector<Scalar> parameters;  ///< the network's block: parameters, then buffers
  Vocabulary vocabulary;           ///< of a network of text: its characters; else none
  struct Training {
    std::string data;  ///< the data set's name
    TrainOptions options;
    Index validation_count = 0;
    bool stratified = false;  ///< these were drawn with the seed (stratified_order)
    Shortage shortage;        ///< of a class, drawn with the seed
    double label_noise = 0;   ///< fraction of the training labels that were made wrong
    TrainerState state;
    TrainingCurves curves;
  };
  std::optional<Training> training;
};

/// One .safetensors file through the atomic writer: each parameter and buffer by its name
/// ("conv1.weight", "bn1.running_mean"), moments "optimizer.first_moment.conv1.weight", cursor and
/// generator as tensors, the spec and the options as JSON in __metadata__. Throws Error of kind
/// kIo.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Reads what write_checkpoint wrote. Throws Error of kind kIo or kBadFile: a tensor that is
/// missing, too many, of another shape or type than the spec in the file says. `spec` replaces the
/// one in the file, and must be given for files that have none (PyTorch's, Keras's).
Checkpoint read_checkpoint(const std::filesystem::path& path,
                           const std::optional<NetworkSpec>& spec = std::nullopt);

}  // namespace convscope::engine
