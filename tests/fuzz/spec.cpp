#include <cstdint>
#include <string_view>

#include "engine/core/error.h"
#include "engine/model/spec_json.h"
#include "engine/model/summary.h"

using namespace convscope::engine;

// Whatever is read is written and read again as the same; its summary allocates nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const NetworkSpec spec =
        parse_spec(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz");
    if (!(parse_spec(print_spec(spec), "printed") == spec)) __builtin_trap();
    summarise(spec);
  } catch (const Error&) {
  }
  return 0;
}
