#include "engine/data/csv.h"

#include <cstdint>

#include "engine/core/error.h"

using namespace convscope::engine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto split = parse_csv({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (split->count() < 1 ||
        split->shape.count() * split->count() != static_cast<Index>(split->images.size())) {
      __builtin_trap();
    }
  } catch (const Error&) {
  }
  return 0;
}
