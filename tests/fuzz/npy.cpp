#include "engine/io/npy.h"

#include <cstdint>

#include "engine/core/error.h"
#include "engine/data/npy_pair.h"

using namespace convscope::engine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const NpyArray array = parse_npy({data, size}, "fuzz");
    if (array.bytes.size() > size) __builtin_trap();
    for (Index i = 0; i < array.shape.count(); ++i) (void)array.number(i);
    const Split split = split_of(array, array, "fuzz", "fuzz");
    if (split.shape.count() * split.count() != static_cast<Index>(split.images.size())) {
      __builtin_trap();
    }
  } catch (const Error&) {
  }
  return 0;
}
