#include "app/state/weights.h"

#include <utility>

#include "engine/core/error.h"
#include "engine/io/assets.h"
#include "engine/io/file.h"
#include "engine/model/presets.h"
#include "engine/train/checkpoint.h"

namespace convscope::state {

Weights random_weights(const std::string& preset, std::uint64_t seed) {
  const auto spec = engine::find_preset(preset);
  if (!spec) {
    throw engine::Error(engine::ErrorKind::kUsage, "PRESET",
                        {.found = preset, .expected = "the name of a preset"});
  }
  auto network = std::make_shared<const engine::Network>(*spec);
  auto parameters =
      std::make_shared<const std::vector<engine::Scalar>>(network->initial_parameters(seed));
  return {.network = std::move(network), .parameters = std::move(parameters), .name = preset};
}

Weights read_weights(const std::filesystem::path& path) {
  engine::Checkpoint checkpoint = engine::read_checkpoint(path);
  if (checkpoint.spec.vocabulary > 0) {
    throw engine::Error(engine::ErrorKind::kBadFile, "PICTURE_INPUT",
                        {.file = engine::display_path(path),
                         .found = "a network of text",
                         .expected = "one that takes pictures"});
  }
  return {.network = std::make_shared<const engine::Network>(checkpoint.spec),
          .parameters =
              std::make_shared<const std::vector<engine::Scalar>>(std::move(checkpoint.parameters)),
          .name = path.filename().string(),
          .path = std::filesystem::absolute(path).lexically_normal().string(),
          .trained = true};
}

Weights shipped_weights() {
  const std::filesystem::path path = engine::find_asset("models/lenet-mnist.safetensors");
  if (path.empty()) return {};
  try {
    return read_weights(path);
  } catch (const engine::Error&) {
    return {};  // the lab says in words that it starts from random weights
  }
}

}  // namespace convscope::state
