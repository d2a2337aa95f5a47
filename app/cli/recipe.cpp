#include "app/cli/recipe.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <vector>

#include "app/cli/optimizer_option.h"
#include "app/cli/option_check.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/data/split.h"

namespace convscope::cli {
namespace {

using engine::Error;
using engine::ErrorKind;
using engine::Index;

constexpr Index kValidationImages = 5000;
constexpr Index kTextStreams = 32;      // a text's batch, unless another is asked for
constexpr Index kLargeDataSet = 50000;  // smaller ones validate with every tenth image

engine::ScheduleKind make_schedule(const RecipeOptions& options) {
  const std::string name = options.schedule.value_or("one-cycle");
  const auto kind = engine::find_schedule(name);
  if (!kind) refuse_option("--schedule", "'" + name + "'", "one of " + engine::schedule_names());
  return *kind;
}

struct Validation {
  Index count = 0;
  bool stratified = false;
};

// "5000", "0.1", or one of them, or nothing, behind "stratified".
Validation make_validation(const RecipeOptions& options, Index images) {
  constexpr std::string_view kStratified = "stratified";
  Validation validation{images >= kLargeDataSet ? kValidationImages : images / 10};
  if (!options.validation) return validation;
  std::string_view size = *options.validation;
  if (size.starts_with(kStratified)) {
    validation.stratified = true;
    size.remove_prefix(kStratified.size());
    if (size.empty()) return validation;
    if (size.front() == ':') size.remove_prefix(1);
  }
  const auto fraction = engine::parse_double(size);
  if (const auto count = engine::parse_index(size)) {
    validation.count = *count;
  } else if (fraction && *fraction >= 0 && *fraction < 1) {
    validation.count = engine::part_count(images, *fraction);
  } else {
    refuse_option("--val", "'" + *options.validation + "'",
                  "a number of images, a fraction below 1, or stratified:NUMBER");
  }
  if (validation.count < 0 || validation.count >= images) {
    refuse_option("--val", std::to_string(validation.count),
                  fmt::format("from 0 to {}", images - 1));
  }
  return validation;
}

double default_warm_up(engine::ScheduleKind schedule) {
  if (schedule == engine::ScheduleKind::kOneCycle) return 0.2;
  return schedule == engine::ScheduleKind::kWarmUp ? 0.1 : 0;
}

// A number that the schedule does not have would be ignored without a word.
void refuse_of_schedule(const RecipeOptions& options, engine::ScheduleKind schedule) {
  using engine::ScheduleKind;
  const std::string found = fmt::format("with {}", engine::schedule_name(schedule));
  if (options.warm_up && schedule == ScheduleKind::kConstant) {
    refuse_option("--warm-up", found, "--schedule one-cycle, step, cosine or warm-up");
  }
  if (schedule == ScheduleKind::kStep) return;
  if (options.decay) refuse_option("--decay", found, "--schedule step");
  if (options.decay_epochs) refuse_option("--decay-epochs", found, "--schedule step");
}

// The schedule's numbers, clipping and early stopping.
void add_more(const RecipeOptions& options, Recipe& recipe) {
  engine::TrainOptions& chosen = recipe.train;
  // A constant rate has none; what is kept is what it always was.
  if (chosen.schedule != engine::ScheduleKind::kConstant) {
    chosen.warm_up = default_warm_up(chosen.schedule);
  }
  chosen.warm_up = options.warm_up.value_or(chosen.warm_up);
  if (!(chosen.warm_up >= 0 && chosen.warm_up < 1)) {
    refuse_option("--warm-up", engine::format_double(chosen.warm_up), "from 0 up to 1");
  }
  chosen.decay = options.decay.value_or(chosen.decay);
  if (!(chosen.decay > 0 && chosen.decay <= 1)) {
    refuse_option("--decay", engine::format_double(chosen.decay), "more than 0, at most 1");
  }
  chosen.decay_epochs = options.decay_epochs.value_or(std::max<Index>(1, chosen.epochs / 3));
  require_at_least("--decay-epochs", static_cast<double>(chosen.decay_epochs), 1);
  refuse_of_schedule(options, chosen.schedule);
  chosen.clip.norm = options.clip_norm.value_or(0);
  require_at_least("--clip-norm", chosen.clip.norm, 0);
  chosen.clip.value = options.clip_value.value_or(0);
  require_at_least("--clip-value", chosen.clip.value, 0);
  chosen.augment = engine::parse_augment(options.augment.value_or(""));
  const std::string loss = options.loss.value_or("cross-entropy");
  const auto kind = engine::find_loss(loss);
  if (!kind) refuse_option("--loss", "'" + loss + "'", "one of " + engine::loss_names());
  chosen.loss = *kind;
  chosen.patience = options.patience.value_or(0);
  require_at_least("--patience", static_cast<double>(chosen.patience), 0);
  if (chosen.patience > 0 && recipe.validation_count == 0) {
    refuse_option("--patience", "no validation images", "--val with some");
  }
}

// "3:0.1": a tenth of class 3.
engine::Shortage make_shortage(const RecipeOptions& options, Index classes) {
  if (!options.imbalance) return {};
  const std::string_view text = *options.imbalance;
  const auto colon = text.find(':');
  const auto label = engine::parse_index(std::string_view(text).substr(0, colon));
  const std::string_view part = colon == std::string::npos ? "" : text.substr(colon + 1);
  const double keep = engine::parse_double(part).value_or(-1);
  if (!label || *label < 0 || *label >= classes || !(keep >= 0 && keep <= 1)) {
    refuse_option("--imbalance", "'" + *options.imbalance + "'",
                  fmt::format("CLASS:FRACTION, a class from 0 to {} and how much of it is kept, "
                              "from 0 to 1",
                              classes - 1));
  }
  return {.label = static_cast<int>(*label), .keep = keep};
}

double make_label_noise(const RecipeOptions& options) {
  const double noise = options.label_noise.value_or(0);
  if (!(noise >= 0 && noise <= 1)) {
    refuse_option("--label-noise", engine::format_double(noise), "from 0 to 1");
  }
  return noise;
}

std::string weights_text(const std::vector<double>& weights) {
  std::string text;
  for (const double weight : weights) {
    text += (text.empty() ? "" : ",") + engine::format_double(weight);
  }
  return text.empty() ? "none" : text;
}

std::string shortage_text(const engine::Shortage& shortage) {
  if (shortage.none()) return "none";
  return fmt::format("{}:{}", shortage.label, engine::format_double(shortage.keep));
}

// "balanced", or a number for each class.
std::vector<double> make_class_weights(const std::string& text, const engine::Split& learnt,
                                       Index classes) {
  if (text == "balanced") return engine::balanced_class_weights(learnt, classes);
  std::vector<double> weights;
  double largest = 0;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const auto weight = engine::parse_double(rest.substr(0, comma));
    if (!weight || !(*weight >= 0) || !std::isfinite(*weight)) break;
    weights.push_back(*weight);
    largest = std::max(largest, *weight);
    if (comma == std::string_view::npos) {
      if (static_cast<Index>(weights.size()) == classes && largest > 0) return weights;
      break;
    }
    rest.remove_prefix(comma + 1);
  }
  refuse_option("--class-weights", "'" + text + "'",
                fmt::format("balanced, or {} numbers from 0 on with commas between them, one a "
                            "class and one above 0",
                            classes));
}

// What a text has not got: images, and labels of its own.
void refuse_of_text(const RecipeOptions& options) {
  const auto refuse = [](bool given, const char* option) {
    if (given) refuse_option(option, "with a text", "it with images only");
  };
  refuse(options.augment.has_value(), "--augment");
  refuse(options.class_weights.has_value(), "--class-weights");
  refuse(options.label_noise.has_value(), "--label-noise");
  refuse(options.imbalance.has_value(), "--imbalance");
  const bool drawn = options.validation && options.validation->starts_with("stratified");
  refuse(drawn, "--val stratified");
}

// Which images are learnt from, and what their classes weigh.
void choose_images(const RecipeOptions& options, const engine::Dataset& data, Recipe& recipe) {
  const auto classes = static_cast<Index>(data.classes.size());
  const auto rows = engine::arranged_rows(data.train, classes, arrangement(recipe));
  Index& count = recipe.train.train_count;
  count = static_cast<Index>(rows.size()) - recipe.validation_count;
  if (count < 1) {
    refuse_option("--imbalance", "'" + options.imbalance.value_or("") + "'",
                  "some images that are left to learn from");
  }
  if (options.limit) {
    require_at_least("--limit", static_cast<double>(*options.limit), 1);
    count = std::min(count, *options.limit);
  }
  if (!options.class_weights) return;
  engine::Split learnt;
  for (const Index row : std::span(rows).first(static_cast<std::size_t>(count))) {
    learnt.labels.push_back(data.train.labels[static_cast<std::size_t>(row)]);
  }
  recipe.train.class_weights = make_class_weights(*options.class_weights, learnt, classes);
}

}  // namespace

void add_recipe_options(CLI::App& command, RecipeOptions& options) {
  command.add_option("--epochs", options.epochs, "how often to go through the images (4)");
  command.add_option("--batch", options.batch,
                     "images a step (128); of a text streams side by side (32)");
  command.add_option("--optimizer", options.optimizer, optimizer_names() + " (adam)");
  command.add_option("--lr", options.rate, "the highest learning rate (2e-3 with adam)");
  command.add_option("--schedule", options.schedule, engine::schedule_names() + " (one-cycle)");
  command.add_option("--warm-up", options.warm_up,
                     "part of the steps with a rising rate (one-cycle 0.2, warm-up 0.1, others 0)");
  command.add_option("--decay", options.decay, "what the step schedule multiplies with (0.1)");
  command.add_option("--decay-epochs", options.decay_epochs,
                     "every so many epochs (a third of them)");
  command.add_option("--clip-norm", options.clip_norm, "largest norm of a step's gradient (none)");
  command.add_option("--clip-value", options.clip_value, "largest entry of a gradient (none)");
  command.add_option("--patience", options.patience,
                     "stop after so many epochs without a better validation loss, and take the "
                     "best weights (never)");
  command.add_option("--momentum", options.momentum,
                     "of sgd and rmsprop (0), momentum and nesterov (0.9)");
  command.add_option("--weight-decay", options.weight_decay,
                     "L2 regularisation (0); adamw's is decoupled (0.01)");
  command.add_option(
      "--val", options.validation,
      "validate with so many of the last training images, a number or a fraction (5000); "
      "stratified:NUMBER draws as many of each class as its share says");
  command.add_option("--augment", options.augment,
                     "change each training image at random, up to: shift=0.1 (of the side), "
                     "rotation=10 and shear=5 (degrees), scale=0.1, blur=1 (pixels), "
                     "brightness=0.2, noise=0.05, flip_x, flip_y; with commas between them (none)");
  command.add_option(
      "--loss", options.loss,
      engine::loss_names() +
          " (cross-entropy); those behind it compare the logits with one-hot labels");
  command.add_option("--class-weights", options.class_weights,
                     "what a class's loss is multiplied with: balanced, or a number for each class "
                     "with commas between them (1 each)");
  command.add_option("--label-noise", options.label_noise,
                     "make this fraction of the training labels wrong, to see what it does (0)");
  command.add_option("--imbalance", options.imbalance,
                     "keep only a part of a class's training images: 3:0.1 is a tenth of class 3");
  command.add_option("--limit", options.limit, "train with the first so many images only");
  // CLI11 would take the two's complement of a negative one.
  const auto not_negative = [](const std::string& text) {
    const bool negative = text.starts_with('-');
    return negative ? "Value " + text + " not in range 0 to 18446744073709551615" : "";
  };
  command.add_option("--seed", options.seed, "of initialisation and shuffles (1)")
      ->check(CLI::Validator(not_negative, "UINT"));
}

Recipe make_recipe(const RecipeOptions& options, const engine::Dataset& data) {
  const engine::Split& train = data.train;
  Recipe recipe;
  if (train.is_text()) {
    refuse_of_text(options);
    recipe.train.batch = kTextStreams;
  }
  const Validation validation = make_validation(options, train.count());
  recipe.validation_count = validation.count;
  recipe.stratified = validation.stratified;
  engine::TrainOptions& chosen = recipe.train;
  const NamedOptimizer optimizer =
      make_optimizer(options.optimizer.value_or("adam"), options.momentum, options.weight_decay);
  chosen.optimizer = optimizer.spec;
  chosen.schedule = make_schedule(options);
  chosen.max_rate = options.rate.value_or(optimizer.rate);
  if (!(chosen.max_rate > 0) || !std::isfinite(chosen.max_rate)) {
    refuse_option("--lr", engine::format_double(chosen.max_rate), "a positive number");
  }
  chosen.batch = options.batch.value_or(chosen.batch);
  chosen.epochs = options.epochs.value_or(chosen.epochs);
  chosen.seed = options.seed.value_or(chosen.seed);
  recipe.shortage = make_shortage(options, static_cast<Index>(data.classes.size()));
  recipe.label_noise = make_label_noise(options);
  choose_images(options, data, recipe);
  add_more(options, recipe);
  require_at_least("--batch", static_cast<double>(chosen.batch), 1);
  require_at_least("--epochs", static_cast<double>(chosen.epochs), 1);
  return recipe;
}

engine::Arrangement arrangement(const Recipe& recipe) {
  return {.validation_count = recipe.validation_count,
          .stratified = recipe.stratified,
          .shortage = recipe.shortage,
          .label_noise = recipe.label_noise,
          .seed = recipe.train.seed};
}

void check_same_recipe(const RecipeOptions& options, const Recipe& resumed,
                       const engine::Dataset& data) {
  // What is not asked for is the resumed training's: some numbers belong to one optimizer only.
  RecipeOptions completed = options;
  if (!options.schedule) completed.schedule = engine::schedule_name(resumed.train.schedule);
  if (!options.optimizer) completed.optimizer = optimizer_name(resumed.train.optimizer);
  const Recipe asked = make_recipe(completed, data);
  const auto& a = asked.train;
  const auto& b = resumed.train;
  const auto check = [](bool given, const char* option, auto found, auto expected) {
    if (!given || found == expected) return;
    throw Error(ErrorKind::kUsage, "RESUME",
                {.place = option,
                 .found = fmt::format("{}", found),
                 .expected = fmt::format("{}, as the resumed training has it", expected)});
  };
  check(options.epochs.has_value(), "--epochs", a.epochs, b.epochs);
  check(options.batch.has_value(), "--batch", a.batch, b.batch);
  check(options.optimizer.has_value(), "--optimizer", optimizer_name(a.optimizer),
        optimizer_name(b.optimizer));
  check(options.rate.has_value(), "--lr", a.max_rate, b.max_rate);
  check(options.schedule.has_value(), "--schedule", std::string(schedule_name(a.schedule)),
        std::string(schedule_name(b.schedule)));
  check(options.momentum.has_value(), "--momentum", a.optimizer.momentum, b.optimizer.momentum);
  check(options.weight_decay.has_value(), "--weight-decay", a.optimizer.weight_decay,
        b.optimizer.weight_decay);
  check(options.validation.has_value(), "--val", asked.validation_count, resumed.validation_count);
  check(options.validation.has_value(), "--val", asked.stratified ? "stratified" : "the last ones",
        resumed.stratified ? "stratified" : "the last ones");
  check(options.limit.has_value(), "--limit", a.train_count, b.train_count);
  check(options.seed.has_value(), "--seed", a.seed, b.seed);
  check(options.warm_up.has_value(), "--warm-up", a.warm_up, b.warm_up);
  check(options.decay.has_value(), "--decay", a.decay, b.decay);
  check(options.decay_epochs.has_value(), "--decay-epochs", a.decay_epochs, b.decay_epochs);
  check(options.clip_norm.has_value(), "--clip-norm", a.clip.norm, b.clip.norm);
  check(options.clip_value.has_value(), "--clip-value", a.clip.value, b.clip.value);
  check(options.augment.has_value(), "--augment", engine::augment_text(a.augment),
        engine::augment_text(b.augment));
  check(options.patience.has_value(), "--patience", a.patience, b.patience);
  check(options.loss.has_value(), "--loss", std::string(engine::loss_name(a.loss)),
        std::string(engine::loss_name(b.loss)));
  check(options.class_weights.has_value(), "--class-weights", weights_text(a.class_weights),
        weights_text(b.class_weights));
  check(options.label_noise.has_value(), "--label-noise", asked.label_noise, resumed.label_noise);
  check(options.imbalance.has_value(), "--imbalance", shortage_text(asked.shortage),
        shortage_text(resumed.shortage));
}

}  // namespace convscope::cli
