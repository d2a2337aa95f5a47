#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/scalar.h"
#include "engine/model/network.h"

namespace convscope::state {

/// A network and the numbers it computes with, constant and shared. Two of them are the same
/// weights when they share the block of parameters.
struct Weights {
  std::shared_ptr<const engine::Network> network;
  std::shared_ptr<const std::vector<engine::Scalar>> parameters;
  std::string name;           ///< of the file, or empty
  std::string path = {};      ///< absolute, of the file; empty: of none
  bool trained = false;       ///< false: as drawn by the initialiser
  double test_accuracy = -1;  ///< of a running training; negative: not known
  engine::Index step = 0;     ///< of a running training

  explicit operator bool() const noexcept { return network && parameters; }
  friend bool operator==(const Weights& a, const Weights& b) noexcept {
    return a.network == b.network && a.parameters == b.parameters;
  }
};

/// Fresh weights of a preset ("lenet", "lenet5"). Takes about a millisecond.
/// Throws engine::Error for an unknown preset.
Weights random_weights(const std::string& preset, std::uint64_t seed);

/// The network and weights of a .safetensors file that the program wrote. Reads a file; throws what
/// engine::read_checkpoint throws.
Weights read_weights(const std::filesystem::path& path);

/// The weights that ship with the program (assets/models/lenet-mnist.safetensors); empty where they
/// are missing or broken.
Weights shipped_weights();

}  // namespace convscope::state
