#include "engine/data/cifar.h"

#include <cstdint>

#include "engine/core/error.h"

using namespace convscope::engine;

namespace {

void parse(ByteView bytes) {
  try {
    const Split split = parse_cifar(bytes, "fuzz");
    if (split.images.size() + split.labels.size() != bytes.size()) __builtin_trap();
  } catch (const Error&) {
  }
}

}  // namespace

// As it is, and with zeros up to whole records, which short inputs would never be.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kRecord = 3073;
  Bytes bytes(data, data + size);
  parse(bytes);
  bytes.resize((size + kRecord - 1) / kRecord * kRecord);
  parse(bytes);
  return 0;
}
