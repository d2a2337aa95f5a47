#include "app/cli/bench/bench.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/cli/bench/workload.h"
#include "app/cli/interrupt.h"
#include "app/cli/json_values.h"
#include "app/cli/output.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/kernels/lane_kernels.h"

namespace convscope::cli {
namespace {

using engine::Index;
using Json = nlohmann::ordered_json;

struct BenchOptions {
  std::string workload;
  int threads = 0;
  Index batch = 0;
  Index repeats = 5;
  double seconds = 0.4;
  bool json = false;
};

std::string full_name(const Workload& workload, const Measurement& measured) {
  return measured.part.empty() ? workload.name : fmt::format("{}/{}", workload.name, measured.part);
}

void print_json(const Workload& workload, const Measurement& measured) {
  const auto [least, most] = std::ranges::minmax(measured.values);
  const Json json{{"workload", full_name(workload, measured)},
                  {"mode", measured.mode},
                  {"batch", measured.batch},
                  {"threads", measured.threads},
                  {"simd", engine::simd_level()},
                  {"unit", measured.unit},
                  {"median", rounded_json(median(measured.values))},
                  {"min", rounded_json(least)},
                  {"max", rounded_json(most)},
                  {"repeats", measured.values.size()},
                  {"gflops", rounded_json(measured.gflops)}};
  print_line(json.dump());
}

// The name, the mode, and nine numbers below each other.
constexpr const char* kRow = "{:<30} {:<16} {:>5} {:>7} {:>6} {:>11} {:>11} {:>11} {:<9} {:>7}";

std::string speed_text(double value) {
  return engine::format_fixed(value, value < 100 ? 2 : value < 10000 ? 1 : 0);
}

void print_row(const Workload& workload, const Measurement& measured) {
  const auto [least, most] = std::ranges::minmax(measured.values);
  print_line(fmt::format(kRow, full_name(workload, measured), measured.mode, measured.batch,
                         measured.threads, engine::simd_level(),
                         speed_text(median(measured.values)), speed_text(least), speed_text(most),
                         measured.unit, engine::format_fixed(measured.gflops, 1)));
}

std::vector<const Workload*> chosen_workloads(const std::string& name) {
  std::vector<const Workload*> chosen;
  std::string names;
  for (const Workload& workload : workloads()) {
    if (name.empty() ? workload.by_default : name == workload.name) chosen.push_back(&workload);
    names += (names.empty() ? "" : ", ") + std::string(workload.name);
  }
  if (chosen.empty()) {
    throw engine::Error(engine::ErrorKind::kUsage, "WORKLOAD",
                        {.found = "'" + name + "'", .expected = "one of " + names});
  }
  return chosen;
}

// One thread and all of them tell how it scales.
std::vector<int> thread_counts(int asked) {
  if (asked > 0) return {asked};
  const int all = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return all > 1 ? std::vector<int>{1, all} : std::vector<int>{1};
}

int run_bench(const BenchOptions& options) {
  const auto chosen = chosen_workloads(options.workload);
  const InterruptWatch interrupt;
  BenchRequest request{.threads = thread_counts(options.threads),
                       .batch = options.batch,
                       .repeats = options.repeats,
                       .seconds = options.seconds,
                       .stop = interrupt.token(),
                       .report = {}};
  if (!options.json) {
    print_line(fmt::format(kRow, "workload", "mode", "batch", "threads", "simd", "median", "min",
                           "max", "unit", "GFLOP/s"));
  }
  for (const Workload* workload : chosen) {
    request.report = [&](const Measurement& measured) {
      options.json ? print_json(*workload, measured) : print_row(*workload, measured);
    };
    workload->run(request);
    if (interrupt.interrupted()) return interrupt.exit_code();
  }
  return 0;
}

std::string workload_help() {
  std::string help = "all but vgg16-infer unless one is given:";
  for (const Workload& workload : workloads()) {
    help += fmt::format("\n{} ({})", workload.name, workload.what);
  }
  return help;
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = app.add_subcommand("bench", "How fast the engine is on this machine");
  command->add_option("WORKLOAD", options->workload, workload_help());
  command->add_option("--threads", options->threads, "how many; 0: one, and then all processors")
      ->check(CLI::Range(0, 1024));
  command->add_option("--batch", options->batch, "samples a call; 0: the workload's own")
      ->check(CLI::Range(0, 65536));
  command->add_option("--repeats", options->repeats, "measurements of each speed (5)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--seconds", options->seconds, "how long one of them lasts at least (0.4)")
      ->check(CLI::Range(0.0, 3600.0));
  command->add_flag("--json", options->json, "print JSON lines");
  // What it has below itself, added by others, goes first.
  command->callback([options, command, &action] {
    if (command->get_subcommands().empty()) action = [options] { return run_bench(*options); };
  });
}

}  // namespace convscope::cli
