#include "engine/io/gzip.h"

#include <array>
#include <cstdint>

#include "engine/core/error.h"

using namespace convscope::engine;

// Reads the content in pieces; there is never more of it than was announced.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    UnpackedReader reader({data, size}, "fuzz");
    const std::size_t most = reader.most_left();
    std::array<std::uint8_t, 509> piece{};
    std::size_t total = 0;
    for (std::size_t got = piece.size(); got == piece.size();) {
      got = reader.read(piece);
      total += got;
    }
    if (total > most) __builtin_trap();
  } catch (const Error&) {
  }
  return 0;
}
