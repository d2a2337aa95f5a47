#include "engine/data/idx.h"

#include <cstdint>

#include "engine/core/error.h"

using namespace convscope::engine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const IdxKind kind : {IdxKind::kImages, IdxKind::kLabels}) {
    try {
      const auto array = parse_idx({data, size}, kind, "fuzz");
      if (array && static_cast<Index>(array->values.size()) != array->shape.count()) {
        __builtin_trap();
      }
    } catch (const Error&) {
    }
  }
  return 0;
}
