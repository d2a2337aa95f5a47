#include "app/cli/eval.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/interrupt.h"
#include "app/cli/json_values.h"
#include "app/cli/model_option.h"
#include "app/cli/output.h"
#include "engine/core/format.h"
#include "engine/data/catalog.h"
#include "engine/data/text.h"
#include "engine/model/spec_check.h"
#include "engine/train/evaluate.h"

namespace convscope::cli {
namespace {

using engine::ConfusionMatrix;
using engine::Dataset;
using engine::Evaluation;
using engine::Index;
using Json = nlohmann::ordered_json;

struct EvalOptions {
  ModelOption model;
  std::string data;
  int threads = 0;
  bool json = false;
};

Json confusion_json(const ConfusionMatrix& matrix) {
  Json rows = Json::array();
  for (Index truth = 0; truth < matrix.classes(); ++truth) {
    Json row = Json::array();
    for (Index guess = 0; guess < matrix.classes(); ++guess) row.push_back(matrix.at(truth, guess));
    rows.push_back(std::move(row));
  }
  return rows;
}

void print_evaluation_json(const Evaluation& result, const Dataset& data) {
  Json json{{"loss", float_json(result.metrics.loss())},
            {"accuracy", float_json(result.metrics.accuracy())},
            {"count", result.metrics.count},
            {"classes", data.classes},
            {"confusion", confusion_json(result.confusion)}};
  if (data.test.is_text())
    json["bits_per_char"] = float_json(result.metrics.loss() / std::log(2.0));
  print_line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void print_text_evaluation(const Evaluation& result) {
  const double loss = result.metrics.loss();
  print_line(fmt::format(
      "{} characters: loss {}, accuracy {} %, {} bits per character, perplexity {}",
      result.metrics.count, engine::format_fixed(loss, 4),
      engine::format_fixed(100 * result.metrics.accuracy(), 2),
      engine::format_fixed(loss / std::log(2.0), 4), engine::format_fixed(std::exp(loss), 4)));
}

void print_evaluation(const Evaluation& result, const Dataset& data) {
  print_line(fmt::format("{} test images: loss {}, accuracy {} %\n", result.metrics.count,
                         engine::format_fixed(result.metrics.loss(), 4),
                         engine::format_fixed(100 * result.metrics.accuracy(), 2)));
  std::size_t width = 5;
  for (const std::string& name : data.classes) width = std::max(width, name.size());
  const Index classes = result.confusion.classes();
  std::string head = fmt::format("{:<{}} ", "true", width);
  for (const std::string& name : data.classes) head += fmt::format(" {:>{}}", name, width);
  print_line(head + "  (predicted)");
  for (Index truth = 0; truth < classes; ++truth) {
    std::string row = fmt::format("{:<{}} ", data.classes[static_cast<std::size_t>(truth)], width);
    for (Index guess = 0; guess < classes; ++guess) {
      row += fmt::format(" {:>{}}", result.confusion.at(truth, guess), width);
    }
    print_line(row);
  }
}

// All of a text is a test.
std::shared_ptr<const Dataset> load_data(const std::string& name, const engine::Checkpoint& model,
                                         std::stop_token stop) {
  if (model.spec.vocabulary == 0) return engine::load_dataset(name, {.stop = std::move(stop)});
  auto data = engine::load_text(name, {.steps = model.spec.input[0],
                                       .classes = model.spec.vocabulary,
                                       .vocabulary = model.vocabulary});
  data->test = data->train;
  return data;
}

int run_eval(const EvalOptions& options) {
  const InterruptWatch interrupt;
  const engine::Checkpoint model = read_model(options.model);
  engine::check_memory(engine::memory_need(model.spec, engine::kBlockSamples, -1),
                       engine::memory_limit());
  const auto network = std::make_shared<const engine::Network>(model.spec);
  const auto data = load_data(options.data, model, interrupt.token());
  if (!data) return interrupt.exit_code();
  engine::check_fits(*network, *data);
  if (data->test.count() == 0) {
    throw engine::Error(engine::ErrorKind::kBadFile, "NO_TEST",
                        {.file = options.data,
                         .found = "no test images",
                         .expected = "a data set with a part for tests"});
  }
  engine::ExecutorTeam team(network, options.threads);
  if (model.training)
    team.set_objective({.loss = model.training->options.loss, .class_weights = {}});
  const auto result = engine::evaluate(team, model.parameters, data->test, {0, data->test.count()},
                                       interrupt.token());
  if (!result) return interrupt.exit_code();
  if (options.json) {
    print_evaluation_json(*result, *data);
  } else if (data->test.is_text()) {
    print_text_evaluation(*result);
  } else {
    print_evaluation(*result, *data);
  }
  return 0;
}

}  // namespace

void add_eval(CLI::App& app, Action& action) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App* command =
      app.add_subcommand("eval", "Loss, accuracy and confusion matrix on a data set's test images");
  add_model_option(*command, options->model);
  command
      ->add_option("--data", options->data,
                   "mnist, fashion-mnist, or the path of a directory or file (see data --help)")
      ->required();
  command->add_option("--threads", options->threads, "how many; 0: all processors")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return run_eval(*options); }; });
}

}  // namespace convscope::cli
