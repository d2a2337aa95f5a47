#include "app/cli/recipe.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::cli {
namespace {

using engine::Error;
using engine::ErrorKind;
using engine::Index;
using engine::OptimizerKind;
using engine::OptimizerSpec;

constexpr Index kValidationImages = 5000;
constexpr Index kLargeDataSet = 50000;  // smaller ones validate with every tenth image

[[noreturn]] void refuse(const char* option, std::string found, std::string expected) {
  throw Error(ErrorKind::kUsage, "OPTION",
              {.place = option, .found = std::move(found), .expected = std::move(expected)});
}

void require_at_least(const char* option, double value, double least) {
  if (value >= least && std::isfinite(value)) return;
  refuse(option, engine::format_double(value), "at least " + engine::format_double(least));
}

OptimizerSpec make_optimizer(const RecipeOptions& options) {
  const std::string name = options.optimizer.value_or("adam");
  OptimizerSpec spec;
  if (name == "adam") {
    spec.kind = OptimizerKind::kAdam;
    if (options.momentum) refuse("--momentum", "with adam", "sgd, momentum or nesterov");
  } else if (name == "sgd" || name == "momentum" || name == "nesterov") {
    spec.momentum = options.momentum.value_or(name == "sgd" ? 0.0 : 0.9);
    spec.nesterov = name == "nesterov";
    require_at_least("--momentum", spec.momentum, 0);
    if (spec.nesterov && spec.momentum == 0) refuse("--momentum", "0", "more with nesterov");
  } else {
    refuse("--optimizer", "'" + name + "'", "sgd, momentum, nesterov or adam");
  }
  spec.weight_decay = options.weight_decay.value_or(0);
  require_at_least("--weight-decay", spec.weight_decay, 0);
  return spec;
}

double default_rate(const OptimizerSpec& optimizer) {
  if (optimizer.kind == OptimizerKind::kAdam) return 2e-3;
  return optimizer.momentum > 0 ? 0.05 : 0.2;
}

engine::ScheduleKind make_schedule(const RecipeOptions& options) {
  const std::string name = options.schedule.value_or("one-cycle");
  const auto kind = engine::find_schedule(name);
  if (!kind) refuse("--schedule", "'" + name + "'", "constant or one-cycle");
  return *kind;
}

Index validation_count(const RecipeOptions& options, Index images) {
  const Index count =
      options.validation.value_or(images >= kLargeDataSet ? kValidationImages : images / 10);
  if (count < 0 || count >= images) {
    refuse("--val", std::to_string(count), fmt::format("from 0 to {}", images - 1));
  }
  return count;
}

}  // namespace

void add_recipe_options(CLI::App& command, RecipeOptions& options) {
  command.add_option("--epochs", options.epochs, "how often to go through the images (4)");
  command.add_option("--batch", options.batch, "images a step (128)");
  command.add_option("--optimizer", options.optimizer, "sgd, momentum, nesterov or adam (adam)");
  command.add_option("--lr", options.rate, "the highest learning rate (2e-3 with adam)");
  command.add_option("--schedule", options.schedule, "constant or one-cycle (one-cycle)");
  command.add_option("--momentum", options.momentum, "of sgd (0), momentum and nesterov (0.9)");
  command.add_option("--weight-decay", options.weight_decay, "L2 regularisation (0)");
  command.add_option("--val", options.validation,
                     "validate with so many of the last training images (5000)");
  command.add_option("--limit", options.limit, "train with the first so many images only");
  command.add_option("--seed", options.seed, "of initialisation and shuffles (1)");
}

Recipe make_recipe(const RecipeOptions& options, const engine::Split& train) {
  Recipe recipe;
  recipe.validation_count = validation_count(options, train.count());
  engine::TrainOptions& chosen = recipe.train;
  chosen.optimizer = make_optimizer(options);
  chosen.schedule = make_schedule(options);
  chosen.max_rate = options.rate.value_or(default_rate(chosen.optimizer));
  if (!(chosen.max_rate > 0) || !std::isfinite(chosen.max_rate)) {
    refuse("--lr", engine::format_double(chosen.max_rate), "a positive number");
  }
  chosen.batch = options.batch.value_or(chosen.batch);
  chosen.epochs = options.epochs.value_or(chosen.epochs);
  chosen.seed = options.seed.value_or(chosen.seed);
  chosen.train_count = train.count() - recipe.validation_count;
  if (options.limit) {
    require_at_least("--limit", static_cast<double>(*options.limit), 1);
    chosen.train_count = std::min(chosen.train_count, *options.limit);
  }
  require_at_least("--batch", static_cast<double>(chosen.batch), 1);
  require_at_least("--epochs", static_cast<double>(chosen.epochs), 1);
  return recipe;
}

void check_same_recipe(const RecipeOptions& options, const Recipe& resumed,
                       const engine::Split& train) {
  const Recipe asked = make_recipe(options, train);
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
  check(options.limit.has_value(), "--limit", a.train_count, b.train_count);
  check(options.seed.has_value(), "--seed", a.seed, b.seed);
}

std::string optimizer_name(const OptimizerSpec& optimizer) {
  if (optimizer.kind == OptimizerKind::kAdam) return "adam";
  if (optimizer.nesterov) return "nesterov";
  return optimizer.momentum > 0 ? "momentum" : "sgd";
}

}  // namespace convscope::cli
