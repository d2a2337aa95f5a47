#include "app/cli/summary.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/output.h"
#include "engine/core/error.h"
#include "engine/core/printable.h"
#include "engine/io/file.h"
#include "engine/model/presets.h"
#include "engine/model/spec_json.h"
#include "engine/model/summary.h"

namespace convscope::cli {
namespace {

using engine::Index;
using engine::LayerSummary;
using engine::NetworkSummary;
using engine::Shape;
using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

struct SummaryOptions {
  std::string spec;
  bool list = false;
  bool json = false;
};

std::vector<Index> sizes(const Shape& shape) {
  return {shape.begin(), shape.end()};
}

Json to_json(const NetworkSummary& network) {
  Json layers = Json::array();
  for (const LayerSummary& layer : network.layers) {
    layers.push_back({{"name", layer.name},
                      {"type", layer.type},
                      {"output", sizes(layer.output)},
                      {"parameters", layer.parameters},
                      {"parameters_formula", layer.parameters_formula},
                      {"trainable", layer.trainable},
                      {"macs", layer.macs},
                      {"activation_bytes", layer.activation_bytes},
                      {"receptive_field", sizes(layer.receptive_field)}});
  }
  return {{"name", network.name},
          {"input", sizes(network.input)},
          {"layers", std::move(layers)},
          {"total",
           {{"parameters", network.parameters},
            {"trainable", network.trainable},
            {"non_trainable", network.parameters - network.trainable},
            {"macs", network.macs},
            {"activation_bytes", network.activation_bytes}}}};
}

std::string with_crosses(const Shape& shape) {
  std::string text;
  for (const Index size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

// Sums stop at the largest number that they hold.
std::string total(Index value) {
  return (value == std::numeric_limits<Index>::max() ? "≥ " : "") + std::to_string(value);
}

// Columns of a terminal: UTF-8's continuation bytes take none.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

// Columns as wide as their widest cell; names to the left, numbers to the right.
std::string table(const std::vector<Row>& rows) {
  constexpr std::size_t kLeftColumns = 3;
  std::vector<std::size_t> widths(rows[0].size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - width_of(row[i]), ' ');
      line += (i < kLeftColumns ? row[i] + blanks : blanks + row[i]) + "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string to_text(const NetworkSummary& network) {
  std::vector<Row> rows{{"layer", "type", "output", "parameters", "", "MACs", "bytes", "field"}};
  for (const LayerSummary& layer : network.layers) {
    rows.push_back({engine::printable(layer.name), layer.type, with_crosses(layer.output),
                    layer.parameters > 0 ? layer.parameters_formula + " =" : "",
                    total(layer.parameters), total(layer.macs), total(layer.activation_bytes),
                    with_crosses(layer.receptive_field)});
  }
  return fmt::format(
      "{}: input {}\n\n{}\nparameters {}: {} trainable, {} not\n"
      "MACs {}, activations {} bytes (batch 1)\n",
      engine::printable(network.name), with_crosses(network.input), table(rows),
      total(network.parameters), total(network.trainable), network.parameters - network.trainable,
      total(network.macs), total(network.activation_bytes));
}

int list_presets(bool json) {
  std::vector<std::string> names = engine::preset_names();
  for (const std::string& name : engine::text_preset_names()) names.push_back(name);
  for (const std::string& name : names) {
    const NetworkSummary network = engine::summarise(engine::load_spec(name));
    if (json) {
      print_line(
          Json{{"name", name}, {"parameters", network.parameters}, {"trainable", network.trainable}}
              .dump());
    } else {
      const Index kept = network.parameters - network.trainable;
      print_line(fmt::format("{:<12} {:>9} parameters, input {}{}", name, network.parameters,
                             with_crosses(network.input),
                             kept > 0 ? fmt::format(", {} of them not trained", kept) : ""));
    }
  }
  return 0;
}

int run_summary(const SummaryOptions& options) {
  if (options.list) return list_presets(options.json);
  if (options.spec.empty()) {
    throw engine::Error(engine::ErrorKind::kUsage, "USAGE",
                        {.found = "no SPEC", .expected = "a preset, a spec file or --list"});
  }
  NetworkSummary network;
  try {
    network = engine::summarise(engine::load_spec(options.spec));
  } catch (const engine::Error& error) {
    throw error.in_file(engine::display_path(options.spec));
  }
  if (options.json) {
    print_line(to_json(network).dump());
  } else {
    print_text(to_text(network));
  }
  return 0;
}

}  // namespace

void add_summary(CLI::App& app, Action& action) {
  auto options = std::make_shared<SummaryOptions>();
  CLI::App* command = app.add_subcommand(
      "summary", "Layer table: shapes, parameters, operations, memory, receptive fields");
  command->add_option("SPEC", options->spec,
                      "a preset's name, a JSON file, or - for standard input");
  command->add_flag("--list", options->list, "name the presets");
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return run_summary(*options); }; });
}

}  // namespace convscope::cli
