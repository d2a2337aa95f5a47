#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/data/dataset.h"
#include "engine/train/trainer.h"

namespace CLI {
class App;
}

namespace convscope::cli {

/// The options of `train` that make the recipe, as far as they were given.
struct RecipeOptions {
  std::optional<engine::Index> epochs;
  std::optional<engine::Index> batch;
  std::optional<std::string> optimizer;
  std::optional<double> rate;
  std::optional<std::string> schedule;
  std::optional<double> momentum;
  std::optional<double> weight_decay;
  std::optional<std::string> validation;
  std::optional<engine::Index> limit;
  std::optional<std::uint64_t> seed;
  std::optional<double> warm_up;
  std::optional<double> decay;
  std::optional<engine::Index> decay_epochs;
  std::optional<double> clip_norm;
  std::optional<double> clip_value;
  std::optional<engine::Index> patience;
  std::optional<std::string> augment;
};

/// What a training does: its options and how many of the last training images validate it, or how
/// many that are drawn as a stratified sample.
struct Recipe {
  engine::TrainOptions train;
  engine::Index validation_count = 0;
  bool stratified = false;
};

void add_recipe_options(CLI::App& command, RecipeOptions& options);

/// The default recipe with what was given. Throws Error{kUsage} for names and numbers that are not
/// possible.
Recipe make_recipe(const RecipeOptions& options, const engine::Split& train);

/// The data with its training images in such an order that the last ones validate: as they are, or
/// with a stratified sample at the end.
std::shared_ptr<const engine::Dataset> arranged(std::shared_ptr<const engine::Dataset> data,
                                                const Recipe& recipe);

/// Throws Error{RESUME, kUsage} when an option was given that differs from the recipe of a
/// training that is to be resumed.
void check_same_recipe(const RecipeOptions& options, const Recipe& resumed,
                       const engine::Split& train);

/// What --optimizer takes for this: "sgd", "momentum", "adam", ...
std::string optimizer_name(const engine::OptimizerSpec& optimizer);

}  // namespace convscope::cli
