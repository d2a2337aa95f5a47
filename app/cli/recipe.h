#pragma once

#include <optional>
#include <string>

#include "engine/data/arrangement.h"
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
  std::optional<std::string> loss;
  std::optional<std::string> class_weights;
  std::optional<double> label_noise;
  std::optional<std::string> imbalance;
};

/// What a training does: its options and how many of the last training images validate it, or how
/// many that are drawn as a stratified sample, and what is made of the images learnt from.
struct Recipe {
  engine::TrainOptions train;
  engine::Index validation_count = 0;
  bool stratified = false;
  engine::Shortage shortage;
  double label_noise = 0;
};

engine::Arrangement arrangement(const Recipe& recipe);

void add_recipe_options(CLI::App& command, RecipeOptions& options);

/// The default recipe with what was given. Throws Error{kUsage} for names and numbers that are not
/// possible.
Recipe make_recipe(const RecipeOptions& options, const engine::Dataset& data);

/// Throws Error{RESUME, kUsage} when an option was given that differs from the recipe of a
/// training that is to be resumed.
void check_same_recipe(const RecipeOptions& options, const Recipe& resumed,
                       const engine::Dataset& data);

}  // namespace convscope::cli
