#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

constexpr Index kFourGibibytes = Index{4} << 30;

// MemAvailable of /proc/meminfo in bytes; 8 GiB where there is no such file.
Index available_memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("MemAvailable:")) continue;
    const auto first = line.find_first_of("0123456789");
    const auto last = line.find_first_not_of("0123456789", first);
    const auto kibibytes = parse_index(std::string_view(line).substr(first, last - first));
    if (kibibytes) return saturating_multiply(*kibibytes, 1024);
  }
  return 2 * kFourGibibytes;
}

std::string mebibytes(Index bytes) {
  return fmt::format("{} MiB", bytes >> 20);
}

}  // namespace

Index gradients_kept(Index parameters, Index threads) {
  constexpr Index kMost = 32;
  constexpr Index kNumbers = Index{1} << 24;
  const Index least = std::clamp<Index>(threads, 1, kMost);
  return std::clamp(kNumbers / std::max<Index>(parameters, 1), least, kMost);
}

MemoryNeed memory_need(const NetworkSpec& spec, Index batch, int moments) {
  MemoryNeed need;
  need.activations = spec.input.count();
  bool whole_batch = false;
  for (const auto& layer : build_layers(spec)) {
    for (const auto& info : layer->parameters()) {
      need.parameters = saturating_add(need.parameters, info.shape.count());
    }
    for (const auto& info : layer->buffers()) {
      whole_batch = true;
      need.parameters = saturating_add(need.parameters, info.shape.count());
    }
    need.activations = saturating_add(need.activations, layer->output_shape().count());
    for (const auto& slot : layer->slots()) {
      need.activations = saturating_add(need.activations, slot.shape.count());
    }
  }
  const bool training = moments >= 0;
  const Index blocks = batch / kBlockSamples + (batch % kBlockSamples > 0 ? 1 : 0);
  const auto threads = static_cast<Index>(std::thread::hardware_concurrency());
  const Index kept =
      whole_batch ? blocks : std::min(blocks, gradients_kept(need.parameters, threads));
  const Index copies = training ? saturating_add(2 + moments, kept) : 1;
  const Index numbers = saturating_add(
      saturating_multiply(need.parameters, copies),
      saturating_multiply(need.activations, saturating_multiply(batch, training ? 2 : 1)));
  need.bytes = saturating_multiply(numbers, static_cast<Index>(sizeof(Scalar)));
  return need;
}

Index memory_limit() {
  return std::min(kFourGibibytes, available_memory() / 2);
}

void check_memory(const MemoryNeed& need, Index limit) {
  if (need.bytes <= limit) return;
  throw Error(ErrorKind::kLimit, "MEMORY_LIMIT",
              {.found = fmt::format("a network of {} parameters that needs {}", need.parameters,
                                    mebibytes(need.bytes)),
               .expected = fmt::format("at most {}", mebibytes(limit))});
}

}  // namespace convscope::engine
