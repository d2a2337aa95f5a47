#include "app/cli/data.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/output.h"
#include "engine/core/error.h"
#include "engine/core/printable.h"
#include "engine/data/catalog.h"
#include "engine/data/text.h"

namespace convscope::cli {
namespace {

using engine::Dataset;
using engine::Index;
using engine::Split;
using Json = nlohmann::ordered_json;

struct DataOptions {
  std::string name;
  bool json = false;
};

Json to_json(const Split& split, std::size_t classes) {
  return {{"count", split.count()},
          {"shape", std::vector<Index>(split.shape.begin(), split.shape.end())},
          {"per_class", split.per_class(classes)}};
}

void print_dataset_json(const Dataset& data) {
  const std::size_t classes = data.classes.size();
  const Json json = {
      {"name", data.name},
      {"path", data.path.string()},
      {"classes", data.classes},
      {"splits", {{"train", to_json(data.train, classes)}, {"test", to_json(data.test, classes)}}}};
  // A path need not be UTF-8.
  print_line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string samples_of(const Split& split) {
  if (!split.is_text()) {
    return fmt::format("images of {}x{}x{}", split.shape[0], split.shape[1], split.shape[2]);
  }
  return fmt::format("{} sequences of {} characters", split.count(), split.shape[0]);
}

std::string to_text(const Dataset& data) {
  std::string text = fmt::format("{}: {}\n{}\n\n", data.name, samples_of(data.train),
                                 engine::printable(data.path.string()));
  std::size_t width = std::string_view("class").size();
  for (const std::string& name : data.classes) width = std::max(width, name.size());
  const auto add_row = [&text, width](const std::string& label, const std::string& name,
                                      const std::string& train, const std::string& test) {
    text += fmt::format("{:>5}  {:<{}}  {:>8}  {:>8}\n", label, name, width, train, test);
  };
  const std::vector<Index> train = data.train.per_class(data.classes.size());
  const std::vector<Index> test = data.test.per_class(data.classes.size());
  add_row("label", "class", "train", "test");
  for (std::size_t i = 0; i < data.classes.size(); ++i) {
    add_row(std::to_string(i), data.classes[i] == "\n" ? "\\n" : data.classes[i],
            std::to_string(train[i]), std::to_string(test[i]));
  }
  const auto all = [](const Split& split) {
    return std::to_string(split.is_text() ? static_cast<Index>(split.symbols.size())
                                          : split.count());
  };
  add_row("", "all", all(data.train), all(data.test));
  return text;
}

std::shared_ptr<const Dataset> load_data(const std::string& name) {
  if (name.ends_with(".txt")) return engine::load_text(name, {});
  return engine::load_dataset(name);
}

int run_data(const DataOptions& options) {
  const auto data = load_data(options.name);
  if (options.json) {
    print_dataset_json(*data);
  } else {
    print_text(to_text(*data));
  }
  if (const auto deviation = engine::check_published(*data)) throw *deviation;
  return 0;
}

}  // namespace

void add_data(CLI::App& app, Action& action) {
  auto options = std::make_shared<DataOptions>();
  CLI::App* command = app.add_subcommand(
      "data", "Checks a data set and says what is in it: counts, shapes, classes");
  command
      ->add_option(
          "NAME", options->name,
          "mnist, fashion-mnist; a directory with the four IDX files, CIFAR-10's binary "
          "batches, X.npy and y.npy, train.csv and test.csv, or one folder of pictures "
          "per class (also below train and test); a .csv file; X.npy beside y.npy; a .txt file")
      ->required();
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return run_data(*options); }; });
}

}  // namespace convscope::cli
