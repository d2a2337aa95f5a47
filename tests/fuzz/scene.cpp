#include "app/state/scene.h"

#include <cstdint>
#include <string_view>

#include "engine/core/error.h"

using namespace convscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const state::AppState first;
  try {
    state::parse_scene({reinterpret_cast<const char*>(data), size}, "fuzz", first);
  } catch (const engine::Error&) {
  }
  return 0;
}
