#include "app/cli/sample.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "app/cli/model_option.h"
#include "app/cli/output.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/train/text_sampler.h"

namespace convscope::cli {
namespace {

using engine::Error;
using engine::ErrorKind;
using engine::Index;
using engine::Symbol;
using Json = nlohmann::ordered_json;

struct SampleOptions {
  ModelOption model;
  std::string prompt;
  Index length = 500;
  double temperature = 1;
  std::uint64_t seed = 1;
  bool json = false;
};

// What a text begins with that has no prompt: a new line where the model knows one.
Symbol first_symbol(const engine::Vocabulary& vocabulary) {
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    if (vocabulary[i] == "\n") return static_cast<Symbol>(i);
  }
  return 0;
}

int run_sample(const SampleOptions& options) {
  if (!(options.temperature >= 0) || !std::isfinite(options.temperature)) {
    throw Error(ErrorKind::kUsage, "OPTION",
                {.place = "--temperature",
                 .found = engine::format_double(options.temperature),
                 .expected = "a number from 0 on"});
  }
  const engine::Checkpoint model = read_model(options.model);
  if (model.vocabulary.empty()) {
    throw Error(ErrorKind::kBadFile, "SAMPLE_MODEL",
                {.file = options.model.model,
                 .found = "no characters in " + model.spec.name,
                 .expected = "a model that train made of a text"});
  }
  engine::TextSampler sampler(model.spec, model.parameters);
  const auto prompt = engine::symbols_of(options.prompt, model.vocabulary, "--prompt");
  if (prompt.empty()) sampler.read(first_symbol(model.vocabulary));
  for (const Symbol symbol : prompt) sampler.read(symbol);
  engine::Rng rng(options.seed);
  std::string text;
  for (Index i = 0; i < options.length; ++i) {
    const Symbol symbol =
        sampler.draw(options.temperature, static_cast<Index>(model.vocabulary.size()), rng);
    text += model.vocabulary[symbol];
    sampler.read(symbol);
  }
  if (options.json) {
    print_line(Json{{"prompt", options.prompt}, {"text", text}}.dump());
  } else {
    print_text(options.prompt + text + "\n");
  }
  return 0;
}

}  // namespace

void add_sample(CLI::App& app, Action& action) {
  auto options = std::make_shared<SampleOptions>();
  CLI::App* command = app.add_subcommand("sample", "Writes text with a character model");
  add_model_option(*command, options->model);
  command->add_option("--prompt", options->prompt, "what the text begins with (nothing)");
  command->add_option("--length", options->length, "characters to write behind it (500)")
      ->check(CLI::Range(Index{0}, Index{1} << 30));
  command->add_option("--temperature", options->temperature,
                      "what the logits are divided by: less is surer, 0 takes the likeliest (1)");
  command->add_option("--seed", options->seed, "of what is drawn (1)");
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &action] { action = [options] { return run_sample(*options); }; });
}

}  // namespace convscope::cli
