#include "app/cli/classify.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/json_values.h"
#include "app/cli/model_option.h"
#include "app/cli/output.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/data/catalog.h"
#include "engine/data/picture_input.h"
#include "engine/io/file.h"
#include "engine/io/image.h"
#include "engine/model/spec_check.h"
#include "engine/model/summary.h"
#include "engine/train/evaluate.h"

namespace convscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ClassifyOptions {
  ModelOption model;
  std::vector<std::string> images;
  bool json = false;
};

/// One image at a time. The plain loops need no more than a moment for a network of this size.
class Classifier {
 public:
  explicit Classifier(const engine::Checkpoint& model) : model_(model), network_(model.spec) {
    constexpr engine::Index kLarge = 20'000'000;  // multiply-accumulates
    if (engine::summarise(model.spec).macs >= kLarge) pass_ = engine::ImagePass::make(network_);
    if (pass_) {
      pass_->set_parameters(model.parameters);
    } else {
      executor_ = engine::make_executor(network_, engine::ExecutorKind::kNaive);
    }
  }
  const engine::Network& network() const noexcept { return network_; }
  std::vector<double> classify(engine::ConstTensorView image) {
    if (pass_) return engine::classify(*pass_, network_, image);
    return engine::classify(*executor_, network_, model_.parameters, image);
  }

 private:
  const engine::Checkpoint& model_;
  engine::Network network_;
  std::unique_ptr<engine::ImagePass> pass_;
  std::unique_ptr<engine::BlockExecutor> executor_;
};

std::vector<double> probabilities_of(Classifier& classifier, const std::string& path) {
  try {
    const engine::Tensor grey = engine::to_gray(engine::load_image(path));
    const engine::Tensor input =
        engine::picture_input(grey.view(), classifier.network().input_shape());
    if (std::ranges::all_of(input.values(), [](engine::Scalar ink) { return ink == 0; })) {
      print_note(engine::display_path(path) +
                 ": no drawing found: this is what nothing looks like");
    }
    return classifier.classify(input.view());
  } catch (const engine::Error& error) {
    throw error.in_file(engine::display_path(path));
  }
}

void print_guess_json(const std::string& path, const std::string& label,
                      const std::vector<double>& probabilities) {
  Json values = Json::array();
  for (const double value : probabilities) values.push_back(float_json(value));
  const Json json{{"file", path}, {"label", label}, {"probabilities", std::move(values)}};
  print_line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void print_guess(const std::string& path, const std::vector<std::string>& classes,
                 const std::vector<double>& probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return probabilities[i]; });
  std::string line = path + ":";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i) {
    line += fmt::format("{} {} {} %", i == 0 ? "" : ",", classes[order[i]],
                        engine::format_fixed(100 * probabilities[order[i]], 1));
  }
  print_line(line);
}

int run_classify(const ClassifyOptions& options) {
  const engine::Checkpoint model = read_model(options.model);
  Classifier classifier(model);
  const std::string data = model.training ? model.training->data : "";
  const auto classes = engine::class_names(data, classifier.network().class_count());
  for (const std::string& path : options.images) {
    const auto probabilities = probabilities_of(classifier, path);
    const auto best = std::ranges::max_element(probabilities) - probabilities.begin();
    if (options.json) {
      print_guess_json(path, classes[static_cast<std::size_t>(best)], probabilities);
    } else {
      print_guess(path, classes, probabilities);
    }
  }
  return 0;
}

}  // namespace

void add_classify(CLI::App& app, Action& action) {
  auto options = std::make_shared<ClassifyOptions>();
  CLI::App* command = app.add_subcommand(
      "classify",
      "Says what a network sees in pictures of any size, dark on light or light on "
      "dark");
  add_model_option(*command, options->model);
  command->add_option("IMAGE", options->images, "PNG, JPEG or BMP files")->required();
  command->add_flag("--json", options->json, "print a line of JSON for each");
  command->callback([options, &action] { action = [options] { return run_classify(*options); }; });
}

}  // namespace convscope::cli
