#include "app/cli/train.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/cli/option_check.h"
#include "app/cli/output.h"
#include "app/cli/training_run.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/data/catalog.h"
#include "engine/data/text.h"
#include "engine/io/atomic_file.h"
#include "engine/model/presets.h"
#include "engine/model/spec_check.h"
#include "engine/model/spec_json.h"

namespace convscope::cli {
namespace {

using engine::Checkpoint;
using engine::Error;
using engine::ErrorKind;

struct TrainOptions {
  std::string model;
  std::string data;
  std::string out;
  std::string resume;
  int threads = 0;
  bool json = false;
  std::optional<engine::Index> sequence;
  std::optional<double> l1;
  std::optional<double> l2;
  RecipeOptions recipe;
};

[[noreturn]] void refuse(const char* code, std::string found, std::string expected) {
  throw Error(ErrorKind::kUsage, code,
              {.found = std::move(found), .expected = std::move(expected)});
}

engine::NetworkSpec load_checked_spec(const std::string& model) {
  try {
    engine::NetworkSpec spec = engine::load_spec(model);
    engine::build_layers(spec);
    return spec;
  } catch (const Error& error) {
    throw error.in_file(engine::display_path(model));
  }
}

// Of every kernel that the spec gives no penalty of its own.
void add_penalties(const TrainOptions& options, engine::NetworkSpec& spec) {
  const engine::Penalty penalty{options.l1.value_or(0), options.l2.value_or(0)};
  require_at_least("--l1", penalty.l1, 0);
  require_at_least("--l2", penalty.l2, 0);
  for (engine::LayerEntry& entry : spec.layers) {
    if (entry.regularizer.kernel.none()) entry.regularizer.kernel = penalty;
  }
}

engine::NetworkSpec choose_spec(const TrainOptions& options,
                                const std::optional<Checkpoint>& resume) {
  if (options.model.empty() && !resume) {
    refuse("USAGE", "no --model", "a preset or a spec file, or --resume");
  }
  if (resume && (options.l1 || options.l2)) {
    refuse("RESUME", "--l1 or --l2", "the penalties of the resumed training");
  }
  if (options.model.empty()) return resume->spec;
  engine::NetworkSpec spec = load_checked_spec(options.model);
  add_penalties(options, spec);
  // A network of text was made for its text.
  if (resume && spec.vocabulary > 0 && resume->spec.vocabulary > 0) {
    const auto made =
        engine::find_text_preset(options.model, resume->spec.vocabulary, resume->spec.input[0]);
    if (made) spec = *made;
    spec.input[0] = resume->spec.input[0];
    add_penalties(options, spec);
  }
  if (resume && !(spec == resume->spec)) {
    refuse("RESUME", "another network in --model", resume->spec.name + ", the resumed one");
  }
  return spec;
}

std::string choose_data(const TrainOptions& options, const std::optional<Checkpoint>& resume) {
  if (!options.data.empty()) return options.data;
  if (resume && resume->training && !resume->training->data.empty()) {
    return resume->training->data;
  }
  refuse("USAGE", "no --data", "a data set's name or a directory");
}

// Directories are not kept in files: they may be elsewhere tomorrow.
std::string known_name(const std::string& data) {
  const auto names = engine::dataset_names();
  return std::ranges::find(names, data) == names.end() ? "" : data;
}

Recipe choose_recipe(const TrainOptions& options, const std::optional<Checkpoint>& resume,
                     const engine::Dataset& data) {
  if (!resume || !resume->training) return make_recipe(options.recipe, data);
  const Recipe recipe{resume->training->options, resume->training->validation_count,
                      resume->training->stratified, resume->training->shortage,
                      resume->training->label_noise};
  check_same_recipe(options.recipe, recipe, data);
  return recipe;
}

// Where the result goes: a resumed training's goes on where it was saved. Known before the data is
// read, so that nothing is trained in vain.
std::string choose_out(const TrainOptions& options) {
  std::string out = options.out;
  if (out.empty() && !options.resume.empty() && options.resume != "-") {
    constexpr std::string_view kPart = TrainingRun::kPartSuffix;
    out = options.resume;
    if (out.ends_with(kPart)) out.resize(out.size() - kPart.size());
  }
  if (out.empty()) return out;
  engine::check_writable(out);
  engine::check_writable(out + std::string(TrainingRun::kPartSuffix));
  return out;
}

int moments_of(const engine::OptimizerSpec& optimizer) {
  return static_cast<int>(engine::moment_names(optimizer).size());
}

// Of what the network reads. A text's data set brings its vocabulary: that of the resumed training,
// or its own, for which a preset is made; `spec` gets the length of the windows.
std::shared_ptr<const engine::Dataset> load_data(const TrainOptions& options,
                                                 const std::string& name,
                                                 const std::optional<Checkpoint>& resume,
                                                 engine::NetworkSpec& spec, std::stop_token stop) {
  if (spec.vocabulary == 0) {
    if (options.sequence) refuse("OPTION", "--sequence for " + spec.name, "a network of text");
    return engine::load_dataset(name, {.stop = std::move(stop)});
  }
  constexpr engine::Index kSteps = 64;
  const engine::Index own = spec.input[0] > 1 ? spec.input[0] : kSteps;
  const engine::Index steps = resume ? spec.input[0] : options.sequence.value_or(own);
  if (resume && options.sequence.value_or(steps) != steps) {
    refuse("RESUME", "another --sequence", std::to_string(steps) + ", the resumed training's");
  }
  const bool preset = !resume && engine::find_text_preset(options.model).has_value();
  engine::TextOptions text{.steps = steps, .classes = preset ? 0 : spec.vocabulary};
  if (resume) text.vocabulary = resume->vocabulary;
  auto data = engine::load_text(name, text);
  if (preset) {
    spec = *engine::find_text_preset(options.model,
                                     static_cast<engine::Index>(data->classes.size()), steps);
    add_penalties(options, spec);
  }
  spec.input[0] = steps;
  return data;
}

int train(const TrainOptions& options) {
  InterruptWatch interrupt;
  std::optional<Checkpoint> resume;
  if (!options.resume.empty()) resume = engine::read_checkpoint(options.resume);
  engine::NetworkSpec spec = choose_spec(options, resume);
  const std::string out = choose_out(options);
  // Before the data, so that a network that is far too large is refused at once.
  engine::check_memory(engine::memory_need(spec, options.recipe.batch.value_or(128), 0),
                       engine::memory_limit());
  const std::string data_name = choose_data(options, resume);
  auto data = load_data(options, data_name, resume, spec, interrupt.token());
  if (!data) return interrupt.exit_code();
  const Recipe recipe = choose_recipe(options, resume, *data);
  data = engine::arrange(std::move(data), arrangement(recipe));
  engine::check_memory(
      engine::memory_need(spec, recipe.train.batch, moments_of(recipe.train.optimizer)),
      engine::memory_limit());
  if (out != options.out) print_note("no --out: the result goes to " + out);
  TrainReport report(options.json);
  TrainingRun run({.network = std::make_shared<const engine::Network>(spec),
                   .data = data,
                   .data_name = known_name(data_name),
                   .recipe = recipe,
                   .threads = options.threads,
                   .out = out,
                   .resume = resume ? &*resume : nullptr},
                  interrupt, report);
  return run.run();
}

}  // namespace

void add_train(CLI::App& app, Action& action) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command = app.add_subcommand(
      "train",
      "Trains a network. By default: Adam, batch 128, one-cycle rate up to 2e-3 with "
      "20 % warm-up, He initialisation, pixels divided by 255, the last 5,000 training "
      "images for validation");
  command->add_option("--model", options->model, "a preset's name, a spec file, or -");
  command->add_option("--data", options->data,
                      "mnist, fashion-mnist, or the path of a directory or file (see data --help); "
                      "for a network of text a UTF-8 file");
  add_recipe_options(*command, options->recipe);
  command->add_option("--l1", options->l1, "penalty l1 * sum |w| on the kernels (0)");
  command->add_option("--l2", options->l2, "penalty l2 * sum w^2 on the kernels (0)");
  command
      ->add_option("--sequence", options->sequence,
                   "of a text: characters that gradients go back through (the spec's length, 64)")
      ->check(CLI::Range(engine::Index{1}, engine::Index{1} << 20));
  command->add_option("--threads", options->threads, "how many; 0: all processors")
      ->check(CLI::Range(0, 1024));
  command->add_option(
      "--out", options->out,
      "write the weights to this .safetensors file, and FILE.part on the way; after "
      "--resume FILE.part it is FILE");
  command->add_option("--resume", options->resume, "go on from a file that training wrote");
  command->add_flag("--json", options->json, "print lines of JSON");
  command->callback([options, &action] { action = [options] { return train(*options); }; });
}

}  // namespace convscope::cli
