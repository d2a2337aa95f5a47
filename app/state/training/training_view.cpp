#include "app/state/training/training_view.h"

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/training.h"
#include "app/state/training/training_update.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::SessionStatus;

// One step's numbers between sentences.
class Words {
 public:
  explicit Words(Language language) : language_(language) {}
  Words& operator<<(const Phrase& phrase) { return *this << phrase.in(language_); }
  Words& operator<<(std::string_view text) {
    text_ += text;
    return *this;
  }
  Words& operator<<(Index number) { return *this << std::string_view(count_text(number)); }
  std::string take() { return std::move(text_); }

 private:
  Language language_;
  std::string text_;
};

const Phrase& quantity_phrase(const std::string& quantity) {
  if (quantity == "loss") return phrase::kQuantityLoss;
  if (quantity == "gradient") return phrase::kQuantityGradient;
  if (quantity == "weight") return phrase::kQuantityWeight;
  return phrase::kQuantityActivation;
}

std::string two_digits(Index number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string loss_text(double value, Language language) {
  if (!std::isfinite(value)) return std::string(phrase::kNoNumber.in(language));
  if (std::fabs(value) < 1000) return number_text(value, 3, language);
  if (std::fabs(value) < 1e5) return count_text(std::llround(value));
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  return number_text(value / std::pow(10, exponent), 1, language) + "e" + std::to_string(exponent);
}

std::optional<Index> step_of_blow_up(const TrainingState& training) {
  const SmoothedCurve& loss = training.record.loss;
  if (loss.empty()) return std::nullopt;
  const float bound = 10 * loss.buckets().front().least;
  for (std::size_t i = 0; i < loss.buckets().size(); ++i) {
    if (loss.buckets()[i].most > bound) return static_cast<Index>(i) * loss.stride() + 1;
  }
  return std::nullopt;
}

std::shared_ptr<const engine::DatedEvaluation> test_at(const TrainingState& training, Index step) {
  std::shared_ptr<const engine::DatedEvaluation> found;
  for (const auto& test : training.record.tests) {
    if (test->step <= step) found = test;
  }
  return found;
}

StepMetrics metrics_at(const TrainingState& training, Index step) {
  StepMetrics metrics;
  const TrainingRecord& record = training.record;
  if (step > 0 && !record.loss.empty()) {
    const Index at = std::min(step, record.loss.steps());
    metrics.train = {static_cast<double>(record.loss.at(at).smooth),
                     static_cast<double>(record.accuracy.at(at).smooth), at};
  }
  for (const engine::ValidationMetrics& look : record.validation) {
    if (look.step <= step) metrics.validation = {look.loss, look.accuracy, look.step};
  }
  if (const auto test = test_at(training, step)) {
    const engine::RunningMetrics& sums = test->evaluation.metrics;
    metrics.test = {sums.loss(), sums.accuracy(), test->step};
  }
  return metrics;
}

bool is_finite(const engine::DatedEvaluation& test) {
  return std::isfinite(test.evaluation.metrics.loss());
}

std::string class_name(const AppState& app, int label) {
  const TrainingState& training = app.training;
  const std::string& data = training.started ? training.started->data : training.settings.data;
  const auto index = static_cast<std::size_t>(std::max(label, 0));
  if (data == "fashion-mnist" && index < phrase::kFashion.size()) {
    return std::string(phrase::kFashion[index].in(app.settings.language));
  }
  const auto slot = app.datasets.find(data);
  if (slot != app.datasets.end() && slot->second.data &&
      index < slot->second.data->classes.size()) {
    return slot->second.data->classes[index];
  }
  return std::to_string(label);
}

TrainingAction primary_action(const AppState& app) {
  const TrainingState& training = app.training;
  const Language language = app.settings.language;
  const auto with = [language](TrainingCommand command, const Phrase& phrase) {
    return TrainingAction{command, std::string(phrase.in(language))};
  };
  if (!training.started) return with(TrainingCommand::kRun, phrase::kStart);
  if (training.rewound_to) {
    const Index from = recorded_step(training, *training.rewound_to);
    return {TrainingCommand::kRun,
            (Words(language) << phrase::kContinueFrom << " " << from).take()};
  }
  if (training.running()) return with(TrainingCommand::kPause, phrase::kPauseTraining);
  const auto status = training.snapshot ? training.snapshot->status : SessionStatus::kReady;
  if (status == SessionStatus::kDiverged) {
    return with(TrainingCommand::kHalveRate, phrase::kHalveRate);
  }
  if (status == SessionStatus::kFinished || status == SessionStatus::kFailed) {
    return with(TrainingCommand::kRestart, phrase::kRestart);
  }
  return with(TrainingCommand::kRun, phrase::kContinue);
}

std::vector<std::string> waiting_settings(const AppState& app) {
  std::vector<std::string> names;
  if (!app.training.started) return names;
  const TrainingSettings& now = app.training.settings;
  const TrainingSettings& then = *app.training.started;
  const auto add = [&](bool differs, const Phrase& phrase) {
    if (differs) names.emplace_back(phrase.in(app.settings.language));
  };
  add(now.data != then.data, phrase::kData);
  add(now.preset != then.preset, phrase::kModel);
  add(now.optimizer != then.optimizer, phrase::kOptimizer);
  add(now.schedule != then.schedule, phrase::kSchedule);
  add(now.batch != then.batch, phrase::kBatchSize);
  add(now.epochs != then.epochs, phrase::kEpochs);
  add(now.seed != then.seed, phrase::kSeed);
  return names;
}

std::optional<TrainingNotice> training_notice(const AppState& app) {
  const TrainingState& training = app.training;
  const Language language = app.settings.language;
  Words words(language);
  using Tone = TrainingNotice::Tone;
  if (training.pending != TrainingState::Pending::kNothing) {
    const auto slot = app.datasets.find(training.settings.data);
    if (slot != app.datasets.end() && !slot->second.error.empty()) {
      return TrainingNotice{Tone::kBad, slot->second.error};
    }
    const double progress = slot == app.datasets.end() ? 0 : slot->second.progress;
    words << phrase::kReadingData << ": " << percent_text(progress, 0, language);
    return TrainingNotice{Tone::kQuiet, words.take()};
  }
  if (!training.snapshot) return std::nullopt;
  const engine::Snapshot& snapshot = *training.snapshot;
  if (training.rewound_to) {
    words << phrase::kRewound << " " << snapshot.step << ".\n" << phrase::kRewoundHint;
    const Index recorded = recorded_step(training, *training.rewound_to);
    if (recorded != *training.rewound_to) {
      words << " " << phrase::kNearestRecorded << " " << recorded << ".";
    }
    return TrainingNotice{Tone::kWarn, words.take()};
  }
  if (snapshot.status == SessionStatus::kDiverged && snapshot.divergence) {
    const engine::Divergence& where = *snapshot.divergence;
    words << phrase::kDivergedAt << " " << where.step << ": " << quantity_phrase(where.quantity)
          << " " << phrase::kNotFinite << " " << where.layer << ". " << phrase::kDivergedHint;
    return TrainingNotice{Tone::kBad, words.take(), true};
  }
  if (snapshot.status == SessionStatus::kFailed) {
    return TrainingNotice{Tone::kBad, snapshot.message};
  }
  if (const auto step = step_of_blow_up(training)) {
    const auto loss = static_cast<double>(training.record.loss.at(*step).most);
    words << phrase::kBlowUp << " " << *step << ": " << std::string_view(loss_text(loss, language))
          << ". " << phrase::kBlowUpHint;
    return TrainingNotice{Tone::kBad, words.take(), true};
  }
  return std::nullopt;
}

TrainingProgress training_progress(const AppState& app) {
  const TrainingState& training = app.training;
  const Language language = app.settings.language;
  TrainingProgress progress{0, training.settings.epochs, {}};
  const auto add = [&](const Phrase& what, std::string value) {
    progress.rows.emplace_back(what.in(language), std::move(value));
  };
  const std::string none = "\u2013";
  if (!training.snapshot || !training.started) {
    add(phrase::kEpoch, none);
    add(phrase::kBatches, none);
    add(phrase::kTime, none);
    add(phrase::kRemaining, none);
    add(phrase::kSamplesPerSecond, none);
    return progress;
  }
  const engine::Snapshot& snapshot = *training.snapshot;
  progress.epochs = training.started->epochs;
  progress.fraction =
      std::min(1.0, static_cast<double>(snapshot.step) /
                        static_cast<double>(std::max<Index>(snapshot.total_steps, 1)));
  const Index epoch =
      std::min((std::max<Index>(snapshot.step, 1) - 1) / snapshot.steps_per_epoch + 1,
               std::max<Index>(progress.epochs, 1));
  const std::string of = " " + std::string(phrase::kOf.in(language)) + " ";
  add(phrase::kEpoch, count_text(epoch) + of + count_text(progress.epochs));
  add(phrase::kBatches, count_text(snapshot.step) + of + count_text(snapshot.total_steps));
  const bool timed = snapshot.elapsed_s > 0 && snapshot.step > 0;
  add(phrase::kTime, timed ? duration_text(snapshot.elapsed_s, language) : none);
  const double left = static_cast<double>(snapshot.total_steps - snapshot.step);
  add(phrase::kRemaining,
      timed && left >= 0
          ? duration_text(snapshot.elapsed_s * left / static_cast<double>(snapshot.step), language)
          : none);
  add(phrase::kSamplesPerSecond,
      snapshot.samples_per_s > 0 ? count_text(std::llround(snapshot.samples_per_s)) : none);
  return progress;
}

std::string place_of_step(const TrainingState& training, Index step, Language language) {
  if (!training.snapshot) return {};
  const Index per_epoch = training.snapshot->steps_per_epoch;
  Words words(language);
  if (step > 0 && step % per_epoch == 0) {
    words << phrase::kEndOfEpoch << " " << step / per_epoch;
  } else {
    words << phrase::kEpoch << " " << step / per_epoch + 1 << ", " << phrase::kBatchOfEpoch << " "
          << step % per_epoch << " " << phrase::kOf << " " << per_epoch;
  }
  return words.take();
}

TrainingPosition training_position(const AppState& app) {
  const TrainingState& training = app.training;
  Words words(app.settings.language);
  words << phrase::kStep << " " << training.step() << " " << phrase::kOf << " "
        << training.last_step();
  return {words.take(), place_of_step(training, training.step(), app.settings.language)};
}

std::string confusion_text(const std::string& truth, const std::string& predicted, Index count,
                           Language language) {
  Words words(language);
  words << std::string_view(truth) << " ";
  if (truth == predicted) {
    words << phrase::kRightly;
  } else {
    words << phrase::kReadAs << " " << std::string_view(predicted);
  }
  words << ", ";
  if (count == 1) {
    words << phrase::kOnce;
  } else {
    words << count << " " << phrase::kTimes;
  }
  return words.take();
}

std::string preset_title(const std::string& preset) {
  return preset == "lenet" ? "LeNet" : preset == "lenet5" ? "LeNet-5 (1998)" : preset;
}

std::string dataset_title(const std::string& data) {
  return data == "mnist"           ? "MNIST"
         : data == "fashion-mnist" ? "Fashion-MNIST"
                                   : data.substr(data.find_last_of('/') + 1);
}

std::string duration_text(double seconds, Language) {
  const auto whole = static_cast<Index>(std::llround(std::max(seconds, 0.0)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + two_digits(whole / 60 % 60) + " min";
}

}  // namespace convscope::state
