#include "app/state/weights.h"

#include "engine/core/error.h"
#include "engine/model/presets.h"

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

}  // namespace convscope::state
