#include "engine/train/training_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/io/json_reader.h"

namespace convscope::engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr Index kMost = std::numeric_limits<std::int32_t>::max();

struct KindName {
  std::string_view name;
  OptimizerKind kind;
};
constexpr std::array<KindName, 6> kKinds{{{"sgd", OptimizerKind::kSgd},
                                          {"adam", OptimizerKind::kAdam},
                                          {"adamw", OptimizerKind::kAdamW},
                                          {"rmsprop", OptimizerKind::kRmsProp},
                                          {"adadelta", OptimizerKind::kAdadelta},
                                          {"adagrad", OptimizerKind::kAdagrad}}};

Json print_optimizer(const OptimizerSpec& spec) {
  const auto row = std::ranges::find(kKinds, spec.kind, &KindName::kind);
  return {{"kind", row->name},
          {"weight_decay", spec.weight_decay},
          {"momentum", spec.momentum},
          {"dampening", spec.dampening},
          {"nesterov", spec.nesterov},
          {"betas", spec.betas},
          {"eps", spec.eps},
          {"amsgrad", spec.amsgrad},
          {"alpha", spec.alpha},
          {"centered", spec.centered},
          {"rho", spec.rho},
          {"lr_decay", spec.lr_decay},
          {"initial_accumulator", spec.initial_accumulator}};
}

void read_number(const JsonValue& value, std::string_view key, double& into) {
  if (const auto found = value.find(key)) into = found->number();
}

// What the first files do not have takes its default.
OptimizerSpec parse_optimizer(const JsonValue& value) {
  value.allow_keys({"kind", "weight_decay", "momentum", "dampening", "nesterov", "betas", "eps",
                    "amsgrad", "alpha", "centered", "rho", "lr_decay", "initial_accumulator"});
  const JsonValue name = value.at("kind");
  const auto row = std::ranges::find(kKinds, name.text(), &KindName::name);
  if (row == kKinds.end()) name.fail("the name of an optimizer");
  OptimizerSpec spec = default_optimizer(row->kind);
  spec.weight_decay = value.at("weight_decay").number();
  spec.momentum = value.at("momentum").number();
  spec.dampening = value.at("dampening").number();
  spec.nesterov = value.at("nesterov").boolean();
  const JsonValue betas = value.at("betas");
  if (betas.size() != 2) betas.fail("two numbers");
  spec.betas = {betas.item(0).number(), betas.item(1).number()};
  spec.eps = value.at("eps").number();
  spec.amsgrad = value.at("amsgrad").boolean();
  read_number(value, "alpha", spec.alpha);
  if (const auto centered = value.find("centered")) spec.centered = centered->boolean();
  read_number(value, "rho", spec.rho);
  read_number(value, "lr_decay", spec.lr_decay);
  read_number(value, "initial_accumulator", spec.initial_accumulator);
  check_optimizer(spec);
  return spec;
}

// Seeds use all 64 bits, more than a JSON number holds everywhere.
std::uint64_t parse_seed(const JsonValue& value) {
  const std::string text = value.text();
  std::uint64_t seed = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) value.fail("a seed");
  return seed;
}

AugmentOptions read_augment(const JsonValue& value) {
  try {
    return parse_augment(value.text());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kUsage) throw;
    value.fail("AUGMENT_OPTION", error.detail().found, error.detail().expected);
  }
}

LossKind read_loss(const JsonValue& value) {
  const auto loss = find_loss(value.text());
  if (!loss) value.fail("one of " + loss_names());
  return *loss;
}

double read_fraction(const JsonValue& value) {
  const double number = value.number();
  if (!(number >= 0 && number <= 1)) value.fail("a number from 0 to 1");
  return number;
}

Shortage read_shortage(const JsonValue& value) {
  value.allow_keys({"class", "keep"});
  return {.label = static_cast<int>(value.at("class").index(0, kMost)),
          .keep = read_fraction(value.at("keep"))};
}

TrainOptions parse_options(const JsonValue& value) {
  value.allow_keys({"optimizer", "schedule", "max_rate", "warm_up", "batch", "epochs", "seed",
                    "train_count", "decay", "decay_epochs", "clip_norm", "clip_value", "patience",
                    "augment", "loss", "class_weights"});
  TrainOptions options;
  options.optimizer = parse_optimizer(value.at("optimizer"));
  const JsonValue schedule = value.at("schedule");
  const auto kind = find_schedule(schedule.text());
  if (!kind) schedule.fail("one of " + schedule_names());
  options.schedule = *kind;
  options.max_rate = value.at("max_rate").number();
  options.warm_up = value.at("warm_up").number();
  options.batch = value.at("batch").index(1, kMost);
  options.epochs = value.at("epochs").index(1, kMost);
  options.seed = parse_seed(value.at("seed"));
  options.train_count = value.at("train_count").index(1, kMost);
  read_number(value, "decay", options.decay);
  read_number(value, "clip_norm", options.clip.norm);
  read_number(value, "clip_value", options.clip.value);
  if (const auto found = value.find("decay_epochs")) options.decay_epochs = found->index(1, kMost);
  if (const auto found = value.find("patience")) options.patience = found->index(0, kMost);
  if (const auto found = value.find("augment")) options.augment = read_augment(*found);
  if (const auto found = value.find("loss")) options.loss = read_loss(*found);
  if (const auto found = value.find("class_weights")) {
    for (Index i = 0; i < found->size(); ++i) {
      options.class_weights.push_back(found->item(i).number());
    }
  }
  return options;
}

}  // namespace

std::string print_training(const Checkpoint::Training& training) {
  const TrainOptions& options = training.options;
  Json json{{"format", 1},
            {"data", training.data},
            {"validation_count", training.validation_count},
            {"options",
             {{"optimizer", print_optimizer(options.optimizer)},
              {"schedule", schedule_name(options.schedule)},
              {"max_rate", options.max_rate},
              {"warm_up", options.warm_up},
              {"batch", options.batch},
              {"epochs", options.epochs},
              {"seed", std::to_string(options.seed)},
              {"train_count", options.train_count},
              {"decay", options.decay},
              {"decay_epochs", options.decay_epochs},
              {"clip_norm", options.clip.norm},
              {"clip_value", options.clip.value},
              {"patience", options.patience}}}};
  if (!options.augment.none()) json["options"]["augment"] = augment_text(options.augment);
  if (options.loss != LossKind::kSparseCrossEntropy) {
    json["options"]["loss"] = loss_name(options.loss);
  }
  if (!options.class_weights.empty()) json["options"]["class_weights"] = options.class_weights;
  if (training.stratified) json["stratified"] = true;
  if (!training.shortage.none()) {
    json["imbalance"] = {{"class", training.shortage.label}, {"keep", training.shortage.keep}};
  }
  if (training.label_noise > 0) json["label_noise"] = training.label_noise;
  return json.dump();
}

Checkpoint::Training parse_training(std::string_view text, const std::string& file) {
  const JsonValue root = JsonDocument::parse(text, file);
  root.allow_keys(
      {"format", "data", "validation_count", "stratified", "imbalance", "label_noise", "options"});
  if (root.at("format").index(0, kMost) != 1) root.at("format").fail("format 1");
  Checkpoint::Training training;
  training.data = root.at("data").text();
  training.validation_count = root.at("validation_count").index(0, kMost);
  if (const auto found = root.find("stratified")) training.stratified = found->boolean();
  if (const auto found = root.find("imbalance")) training.shortage = read_shortage(*found);
  if (const auto found = root.find("label_noise")) training.label_noise = read_fraction(*found);
  training.options = parse_options(root.at("options"));
  return training;
}

}  // namespace convscope::engine
