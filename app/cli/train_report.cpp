#include "app/cli/train_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/json_values.h"
#include "app/cli/optimizer_option.h"
#include "app/cli/output.h"
#include "engine/core/format.h"

namespace convscope::cli {
namespace {

using engine::format_double;
using engine::format_fixed;
using Json = nlohmann::ordered_json;

constexpr int kBarCells = 24;

Json metric_json(double value) {
  return std::isnan(value) ? Json(nullptr) : float_json(value);
}

std::string percent(double fraction) {
  return std::isnan(fraction) ? "-" : format_fixed(100 * fraction, 2) + " %";
}

std::string loss_text(double loss) {
  return std::isnan(loss) ? "-" : format_fixed(loss, 4);
}

Json recipe_json(const TrainFacts& facts) {
  const engine::TrainOptions& options = facts.recipe.train;
  Json json{{"optimizer", optimizer_name(options.optimizer)},
            {"learning_rate", float_json(options.max_rate)},
            {"schedule", schedule_name(options.schedule)}};
  if (options.schedule != engine::ScheduleKind::kConstant && options.warm_up > 0) {
    json["warm_up"] = float_json(options.warm_up);
  }
  const engine::OptimizerKind kind = options.optimizer.kind;
  if (kind == engine::OptimizerKind::kSgd || kind == engine::OptimizerKind::kRmsProp) {
    json["momentum"] = float_json(options.optimizer.momentum);
  }
  json["weight_decay"] = float_json(options.optimizer.weight_decay);
  if (options.schedule == engine::ScheduleKind::kStep) {
    json["decay"] = float_json(options.decay);
    json["decay_epochs"] = options.decay_epochs;
  }
  if (options.clip.norm > 0) json["clip_norm"] = float_json(options.clip.norm);
  if (options.clip.value > 0) json["clip_value"] = float_json(options.clip.value);
  if (options.patience > 0) json["patience"] = options.patience;
  json["batch"] = options.batch;
  json["epochs"] = options.epochs;
  json["seed"] = options.seed;
  if (facts.recipe.stratified) json["validation"] = "stratified";
  if (options.loss != engine::LossKind::kSparseCrossEntropy) {
    json["loss"] = engine::loss_name(options.loss);
  }
  if (!options.class_weights.empty()) {
    for (const double weight : options.class_weights) {
      json["class_weights"].push_back(float_json(weight));
    }
  }
  if (!facts.recipe.shortage.none()) {
    json["imbalance"] = {{"class", facts.recipe.shortage.label},
                         {"keep", float_json(facts.recipe.shortage.keep)}};
  }
  if (facts.recipe.label_noise > 0) json["label_noise"] = float_json(facts.recipe.label_noise);
  if (!options.augment.none()) json["augment"] = engine::augment_text(options.augment);
  json["initializer"] = facts.initializer;
  if (facts.characters > 0) {
    json["sequence"] = facts.sequence;
    json["characters"] = facts.characters;
  } else {
    json["pixels"] = "divided by 255";
  }
  return json;
}

Json start_json(const TrainFacts& facts) {
  return {{"event", "start"},
          {"model", facts.model},
          {"data", facts.data},
          {"parameters", facts.parameters},
          {"train", facts.recipe.train.train_count},
          {"val", facts.recipe.validation_count},
          {"test", facts.test_count},
          {"recipe", recipe_json(facts)}};
}

Json epoch_json(const EpochFacts& facts, bool text) {
  Json json{{"event", "epoch"},
            {"epoch", facts.metrics.epoch},
            {"epochs", facts.epochs},
            {"train_loss", metric_json(facts.metrics.train_loss)},
            {"train_accuracy", metric_json(facts.metrics.train_accuracy)},
            {"val_loss", metric_json(facts.metrics.validation_loss)},
            {"val_accuracy", metric_json(facts.metrics.validation_accuracy)},
            {"learning_rate", float_json(facts.learning_rate)},
            {"samples_per_s", rounded_json(facts.samples_per_s)},
            {"elapsed_s", rounded_json(facts.elapsed_s)}};
  if (text) json["val_bits_per_char"] = metric_json(facts.metrics.validation_loss / std::log(2.0));
  return json;
}

Json end_json(const EndFacts& facts) {
  Json json{{"event", facts.event},
            {"epochs", facts.epochs},
            {"test_loss", facts.test ? metric_json(facts.test->loss()) : Json(nullptr)},
            {"test_accuracy", facts.test ? metric_json(facts.test->accuracy()) : Json(nullptr)},
            {"samples_per_s", rounded_json(facts.samples_per_s)},
            {"elapsed_s", rounded_json(facts.elapsed_s)},
            {"out", facts.out.empty() ? Json(nullptr) : Json(facts.out)}};
  if (facts.divergence) {
    json["step"] = facts.divergence->step;
    json["layer"] = facts.divergence->layer;
    json["quantity"] = facts.divergence->quantity;
  }
  return json;
}

void print_json(const Json& json) {
  print_line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string counted_epochs(engine::Index count) {
  return count == 1 ? "1 epoch" : fmt::format("{} epochs", count);
}

// What a recipe has beyond the usual: "loss mse, at most 3 epochs without a better validation".
std::string extras_text(const TrainFacts& facts) {
  const engine::TrainOptions& o = facts.recipe.train;
  std::string text;
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  if (o.loss != engine::LossKind::kSparseCrossEntropy) {
    add("loss " + std::string(engine::loss_name(o.loss)));
  }
  if (!o.class_weights.empty()) add("weighted classes");
  if (!facts.recipe.shortage.none()) {
    add(fmt::format("{} % of class {}", format_double(100 * facts.recipe.shortage.keep),
                    facts.recipe.shortage.label));
  }
  if (facts.recipe.label_noise > 0) {
    add(format_double(100 * facts.recipe.label_noise) + " % of the labels wrong");
  }
  if (!o.augment.none()) add("augmented by " + engine::augment_text(o.augment));
  if (o.clip.norm > 0) add("gradient's norm at most " + format_double(o.clip.norm));
  if (o.clip.value > 0) add("its entries at most " + format_double(o.clip.value));
  if (o.patience > 0) add(fmt::format("at most {} epochs without a better validation", o.patience));
  return text.empty() ? text : "\n" + text;
}

std::string start_text(const TrainFacts& facts) {
  const engine::TrainOptions& o = facts.recipe.train;
  std::string rate = format_double(o.max_rate);
  if (o.schedule == engine::ScheduleKind::kOneCycle) {
    rate =
        fmt::format("one cycle up to {} with {} % warm-up", rate, format_double(100 * o.warm_up));
  } else if (o.schedule != engine::ScheduleKind::kConstant) {
    rate += std::string(" (") + schedule_name(o.schedule) + ")";
  }
  std::string optimizer = optimizer_name(o.optimizer);
  if (o.optimizer.momentum > 0) optimizer += " " + format_double(o.optimizer.momentum);
  if (o.optimizer.weight_decay > 0) {
    optimizer += ", weight decay " + format_double(o.optimizer.weight_decay);
  }
  const bool text = facts.characters > 0;
  const std::string samples =
      text ? fmt::format("sequences of {} characters", facts.sequence) : "images";
  const std::string input =
      text ? fmt::format("{} different characters", facts.characters) : "pixels divided by 255";
  return fmt::format(
      "{}, {} parameters, on {}: {} {} to train, {} to validate, {} to test\n"
      "{}, rate {}, batch {}, {}, seed {}, {} initialisation, {}{}",
      facts.model, facts.parameters, facts.data, o.train_count, samples,
      facts.recipe.validation_count, facts.test_count, optimizer, rate, o.batch,
      counted_epochs(o.epochs), o.seed, facts.initializer == "he" ? "He" : "Glorot", input,
      extras_text(facts));
}

}  // namespace

TrainReport::TrainReport(bool json) : json_(json), terminal_(isatty(STDERR_FILENO) == 1) {}

void TrainReport::start(const TrainFacts& facts) {
  text_ = facts.characters > 0;
  if (json_) {
    print_json(start_json(facts));
  } else {
    print_line(start_text(facts));
  }
}

void TrainReport::progress(const ProgressFacts& facts) {
  if (!terminal_) return;
  const int full = static_cast<int>(facts.done * kBarCells);
  fmt::print(stderr, "\r\x1b[Kepoch {}/{} [{:=<{}}{:<{}}] loss {} accuracy {} {}/s {} s left",
             facts.epoch, facts.epochs, "", full, "", kBarCells - full, loss_text(facts.loss),
             percent(facts.accuracy), format_fixed(facts.samples_per_s, 0),
             format_fixed(facts.remaining_s, 0));
  std::fflush(stderr);
  bar_shown_ = true;
}

void TrainReport::clear_bar() {
  if (!bar_shown_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  bar_shown_ = false;
}

void TrainReport::epoch(const EpochFacts& facts) {
  clear_bar();
  if (json_) return print_json(epoch_json(facts, text_));
  const engine::EpochMetrics& m = facts.metrics;
  if (text_) {
    print_line(fmt::format(
        "epoch {}/{}: training loss {} accuracy {}, validation loss {} accuracy {}, {} bits per "
        "character, perplexity {}",
        m.epoch, facts.epochs, loss_text(m.train_loss), percent(m.train_accuracy),
        loss_text(m.validation_loss), percent(m.validation_accuracy),
        loss_text(m.validation_loss / std::log(2.0)), loss_text(std::exp(m.validation_loss))));
    return;
  }
  print_line(fmt::format(
      "epoch {}/{}: training loss {} accuracy {}, validation loss {} accuracy {}, {} samples/s",
      m.epoch, facts.epochs, loss_text(m.train_loss), percent(m.train_accuracy),
      loss_text(m.validation_loss), percent(m.validation_accuracy),
      format_fixed(facts.samples_per_s, 0)));
}

void TrainReport::end(const EndFacts& facts) {
  clear_bar();
  if (json_) return print_json(end_json(facts));
  std::string line = fmt::format("{} after {} and {} s", facts.event, counted_epochs(facts.epochs),
                                 format_fixed(facts.elapsed_s, 1));
  if (facts.test) {
    line += fmt::format(": test loss {} accuracy {}", loss_text(facts.test->loss()),
                        percent(facts.test->accuracy()));
  }
  if (facts.divergence) {
    line += fmt::format(": a non-finite {} in layer {} at step {}", facts.divergence->quantity,
                        facts.divergence->layer, facts.divergence->step);
  }
  if (!facts.out.empty()) line += "; weights in " + facts.out;
  print_line(line);
}

}  // namespace convscope::cli
