#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/core/error.h"
#include "engine/io/json_reader.h"

using namespace convscope::engine;

namespace {

template <typename Action>
void attempt(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) __builtin_trap();
  }
}

// Asks every value for everything.
void visit(const JsonValue& value) {
  if (value.describe().empty()) __builtin_trap();
  attempt([&] { value.text(); });
  attempt([&] { value.number(); });
  attempt([&] { value.boolean(); });
  attempt([&] { value.index(-5, 1000); });
  attempt([&] { value.indices(0, 9); });
  attempt([&] { value.tensor(0, 4); });
  if (value.is_array()) {
    for (Index i = 0; i < value.size(); ++i) visit(value.item(i));
  }
  if (value.is_object()) {
    for (const std::string& key : value.keys()) visit(value.at(key));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    const JsonValue value =
        JsonDocument::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
    visit(value);
    // What was accepted is JSON and stays the same.
    const std::string printed = value.raw().dump();
    if (JsonDocument::parse(printed, "printed").raw() != value.raw()) __builtin_trap();
  });
  return 0;
}
