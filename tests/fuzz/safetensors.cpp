#include "engine/io/safetensors.h"

#include <cstdint>

#include "engine/core/error.h"

using namespace convscope::engine;

// What is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const TensorFile file = parse_tensors({data, size}, "fuzz");
    for (const NamedTensor& tensor : file.tensors) {
      try {
        (void)scalars_of(tensor);
      } catch (const Error&) {
      }
    }
    const TensorFile again = parse_tensors(encode_tensors(file), "fuzz");
    if (!again.has_checksum || again.tensors.size() != file.tensors.size() ||
        again.metadata != file.metadata) {
      __builtin_trap();
    }
  } catch (const Error&) {
  }
  return 0;
}
