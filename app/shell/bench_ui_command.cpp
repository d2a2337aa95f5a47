#include "app/shell/bench_ui_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/json_values.h"
#include "app/cli/output.h"
#include "app/shell/frame_cost.h"
#include "app/state/convolution/examples.h"
#include "app/state/convolution/matrix.h"
#include "app/state/convolution/scene.h"
#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::shell {
namespace {

struct BenchUiOptions {
  std::string size = "1920x1080";
  int frames = 200;
  std::string lab;  ///< empty: all of them
  bool views = false;
  bool json = false;
};

constexpr std::pair<state::LabId, const char*> kLabs[] = {
    {state::LabId::kConvolution, "convolution"}, {state::LabId::kPooling, "pooling"},
    {state::LabId::kKernels, "kernels"},         {state::LabId::kNetwork, "network"},
    {state::LabId::kTraining, "training"},
};

constexpr const char* kRow = "{:<12} {:>9} {:>8} {:>9} {:>9} {:>9} {:>8} {:>10} {:>9} {:>6} {:>12}";

/// The value that `part` of them do not exceed; 0 of none.
double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(part * last + 0.5)];
}

void read_bench_size(const std::string& text, FrameCostRequest& request) {
  const auto cross = text.find('x');
  const auto width = engine::parse_index(text.substr(0, cross));
  const auto height =
      cross == std::string::npos ? std::nullopt : engine::parse_index(text.substr(cross + 1));
  if (!width || !height || *width < 1 || *height < 1 || *width > 8192 || *height > 8192) {
    throw engine::Error(
        engine::ErrorKind::kUsage, "USAGE",
        {.place = "--size", .found = text, .expected = "WIDTHxHEIGHT, each 1 to 8192"});
  }
  request.width = static_cast<int>(*width);
  request.height = static_cast<int>(*height);
}

void print_cost(const FrameCostRequest& request, const char* lab, const FrameCost& cost,
                bool json) {
  const double p50 = quantile(cost.ui_cpu_ms, 0.5), p99 = quantile(cost.ui_cpu_ms, 0.99);
  const double raster = quantile(cost.raster_ms, 0.5);
  if (!json) {
    const auto rate = [&](double TrainingPace::*which) {
      return cost.pace ? engine::format_fixed((*cost.pace).*which, 0) : std::string("-");
    };
    const std::string kept =
        cost.pace ? engine::format_fixed(100 * cost.pace->beside_frames / cost.pace->headless, 1)
                  : std::string("-");
    cli::print_line(fmt::format(
        kRow, lab, fmt::format("{}x{}", request.width, request.height),
        request.training ? "yes" : "no", engine::format_fixed(p50, 2), engine::format_fixed(p99, 2),
        engine::format_fixed(raster, 1), cost.vertices, rate(&TrainingPace::headless),
        rate(&TrainingPace::beside_frames), kept, rate(&TrainingPace::beside_pictures)));
    if (cost.photo_ms.empty()) return;
    return cli::print_line(fmt::format(
        "             a photograph of 512x512 through a kernel of 15x15, from a slider's change to "
        "the frame that shows it: {} ms p50, {} ms p99",
        engine::format_fixed(quantile(cost.photo_ms, 0.5), 1),
        engine::format_fixed(quantile(cost.photo_ms, 0.99), 1)));
  }
  nlohmann::ordered_json line{{"lab", lab},
                              {"size", {request.width, request.height}},
                              {"training", request.training},
                              {"ui_cpu_ms_p50", cli::rounded_json(p50)},
                              {"ui_cpu_ms_p99", cli::rounded_json(p99)},
                              {"raster_ms_p50", cli::rounded_json(raster)},
                              {"vertices", cost.vertices},
                              {"list_vertices", cost.list_vertices},
                              {"samples_per_s", nullptr}};
  if (!cost.photo_ms.empty()) {
    line["photo_ms_p50"] = cli::rounded_json(quantile(cost.photo_ms, 0.5));
    line["photo_ms_p99"] = cli::rounded_json(quantile(cost.photo_ms, 0.99));
  }
  if (cost.pace) {
    line["samples_per_s"] = cli::rounded_json(cost.pace->beside_frames);
    line["headless_samples_per_s"] = cli::rounded_json(cost.pace->headless);
    line["rasterised_samples_per_s"] = cli::rounded_json(cost.pace->beside_pictures);
  }
  cli::print_line(line.dump());
}

/// What the Convolution lab shows while it is measured.
struct BenchView {
  state::ConvolutionViewKind kind;
  state::ConvolutionPass pass;
  bool sparse = false;
};

std::vector<BenchView> bench_views() {
  std::vector<BenchView> views;
  for (std::size_t kind = 0; kind < state::kConvolutionViewKeys.size(); ++kind) {
    for (std::size_t pass = 0; pass < state::kConvolutionPasses; ++pass) {
      const BenchView view{static_cast<state::ConvolutionViewKind>(kind),
                           static_cast<state::ConvolutionPass>(pass)};
      views.push_back(view);
      if (view.kind != state::ConvolutionViewKind::kMatrix) continue;
      if (state::has_sparse_form(view.pass)) views.push_back({view.kind, view.pass, true});
    }
  }
  return views;
}

// Each view in each pass of the lecture's 32x32x3 with six filters 5x5x3.
int run_bench_views(FrameCostRequest request, bool json) {
  namespace lab = state::convolution;
  if (!json) {
    cli::print_line(fmt::format("{:<10} {:<8} {:<8} {:>9} {:>11} {:>11} {:>9} {:>13}", "view",
                                "pass", "form", "size", "UI ms p50", "UI ms p99", "vertices",
                                "largest list"));
  }
  request.lab = state::LabId::kConvolution;
  request.steps = true;
  for (const BenchView& view : bench_views()) {
    request.first = {
        state::ConvolutionIntent{lab::ChooseExample{state::find_example("six-filters")}},
        state::ConvolutionIntent{lab::SetViewKind{view.kind}},
        state::ConvolutionIntent{lab::SetPass{view.pass}},
        state::ConvolutionIntent{lab::SetPatches{!view.sparse}}};
    const FrameCost cost = measure_frames(request);
    const auto kind = state::kConvolutionViewKeys[static_cast<std::size_t>(view.kind)];
    const auto pass = state::kConvolutionPassKeys[static_cast<std::size_t>(view.pass)];
    const double p50 = quantile(cost.ui_cpu_ms, 0.5), p99 = quantile(cost.ui_cpu_ms, 0.99);
    const bool matrix = view.kind == state::ConvolutionViewKind::kMatrix;
    const char* form = !matrix ? "-" : view.sparse ? "sparse" : "patches";
    if (!json) {
      cli::print_line(fmt::format("{:<10} {:<8} {:<8} {:>9} {:>11} {:>11} {:>9} {:>13}", kind, pass,
                                  form, fmt::format("{}x{}", request.width, request.height),
                                  engine::format_fixed(p50, 2), engine::format_fixed(p99, 2),
                                  cost.vertices, cost.list_vertices));
      continue;
    }
    nlohmann::ordered_json line{{"lab", "convolution"},
                                {"view", kind},
                                {"pass", pass},
                                {"form", form},
                                {"size", {request.width, request.height}},
                                {"ui_cpu_ms_p50", cli::rounded_json(p50)},
                                {"ui_cpu_ms_p99", cli::rounded_json(p99)},
                                {"vertices", cost.vertices},
                                {"list_vertices", cost.list_vertices}};
    cli::print_line(line.dump());
  }
  return 0;
}

int run_bench_ui(const BenchUiOptions& options) {
  FrameCostRequest request;
  read_bench_size(options.size, request);
  request.frames = options.frames;
  if (options.views) return run_bench_views(request, options.json);
  if (!options.json) {
    cli::print_line(fmt::format(kRow, "lab", "size", "training", "UI ms p50", "UI ms p99",
                                "raster ms", "vertices", "headless/s", "samples/s", "kept %",
                                "rasterised/s"));
  }
  for (const auto& [lab, name] : kLabs) {
    if (!options.lab.empty() && options.lab != name) continue;
    for (const bool training : {false, true}) {
      request.lab = lab;
      request.training = training;
      print_cost(request, name, measure_frames(request), options.json);
    }
  }
  return 0;
}

}  // namespace

void add_bench_ui_command(CLI::App& app, cli::Action& action) {
  auto options = std::make_shared<BenchUiOptions>();
  CLI::App* command = app.get_subcommand("bench")->add_subcommand(
      "ui", "What a frame of the window costs, alone and beside a training");
  command->add_option("--size", options->size, "logical pixels, 1920x1080 by default");
  command->add_option("--frames", options->frames, "of each lab, half of them playing (200)")
      ->check(CLI::Range(2, 100000));
  std::vector<std::string> names;
  for (const auto& [lab, name] : kLabs) names.emplace_back(name);
  command->add_option("--lab", options->lab, "only this lab")->check(CLI::IsMember(names));
  command->add_flag("--views", options->views,
                    "each view and pass of the Convolution lab, stepping, scrubbing and playing");
  command->add_flag("--json", options->json, "print JSON lines");
  command->callback([options, &action] { action = [options] { return run_bench_ui(*options); }; });
}

}  // namespace convscope::shell
