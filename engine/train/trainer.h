#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/train/augment.h"
#include "engine/train/batch_gradient.h"
#include "engine/train/metrics.h"
#include "engine/train/parameter_update.h"
#include "engine/train/regularization.h"
#include "engine/train/schedule.h"

namespace convscope::engine {

class Activations;

/// The recipe of a training. The default is the program's: Adam, batches of 128, one cycle up to
/// 2e-3 with 20 % warm-up over 4 epochs.
struct TrainOptions {
  OptimizerSpec optimizer{.kind = OptimizerKind::kAdam};
  ScheduleKind schedule = ScheduleKind::kOneCycle;
  double max_rate = 2e-3;
  double warm_up = 0.2;
  Index batch = 128;
  Index epochs = 4;
  std::uint64_t seed = 1;
  Index train_count = 0;   ///< uses the first so many samples of the training split
  double decay = 0.1;      ///< of the step schedule
  Index decay_epochs = 1;  ///< of the step schedule: every so many epochs
  GradientClip clip;
  Index patience = 0;  ///< stops after so many epochs without a better validation loss; 0: never
  AugmentOptions augment;
  LossKind loss = LossKind::kSparseCrossEntropy;  ///< on one-hot targets, see Objective
  std::vector<double> class_weights;              ///< one a class; empty: all alike
  friend bool operator==(const TrainOptions&, const TrainOptions&) = default;
};

/// What early stopping knows: the best epoch so far by its validation loss.
struct EarlyStopping {
  Index waited = 0;  ///< epochs since
  double best_loss = std::numeric_limits<double>::infinity();
  std::vector<Scalar> best;  ///< its parameters and buffers; empty before the first epoch's end
};

/// Everything that a training goes on from: with the same options and data it continues bit by bit.
struct TrainerState {
  std::vector<Scalar> parameters;  ///< and buffers: the network's block
  Moments moments;                 ///< of the optimizer
  Index optimizer_steps = 0;
  Rng::State rng{};          ///< what shuffles and masks are forked from
  Index step = 0;            ///< steps done; epoch and batch follow from it
  double max_rate = 0;       ///< the one in force
  RunningMetrics epoch_sum;  ///< of the running epoch's batches
  EarlyStopping early;
  /// Of a text's streams, Network::state_count numbers each; empty before the first step.
  std::vector<Scalar> carried;
};

/// A number that is no longer finite: the training cannot go on.
struct Divergence {
  Index step = 0;        ///< the failed step, from 1
  std::string layer;     ///< the first layer that went wrong
  std::string quantity;  ///< "activation", "loss", "gradient" or "weight"
};

class DivergedError : public Error {
 public:
  explicit DivergedError(Divergence divergence);
  const Divergence& divergence() const noexcept { return divergence_; }

 private:
  Divergence divergence_;
};

/// Trains a network on the first samples of a data set, one batch a call; knows no thread of its
/// own but the team's, and no clock. The order of an epoch's samples is a shuffle forked from the
/// seed; of a text a batch is a step of so many streams of windows, in order, and what recurrent
/// layers end with is what they begin with in the next step, from zeros at an epoch's start
/// (truncated backpropagation through time; losses are means over characters). A batch is cut into
/// blocks of kBlockSamples, gradients are reduced in block order: the bits depend on the options
/// and the data only. The reported losses are the recipe's loss alone, weighted where classes are;
/// penalties of regularizers act through the gradient.
class Trainer {
 public:
  /// `team` is used by one thread at a time and outlives this. Parameters start as
  /// network.initial_parameters(seed); the team gets the options' objective. Throws Error for
  /// options out of range (kUsage) and what check_fits throws.
  Trainer(ExecutorTeam& team, std::shared_ptr<const Dataset> data, const TrainOptions& options);

  /// One batch: forward, backward, update. False when `stop` was requested before it was done:
  /// then nothing has changed. Throws DivergedError, and then too nothing has changed, unless the
  /// loss itself is not finite: then the step that led there has been taken back, so that the
  /// parameters are the last ones with a finite loss. May go on after done().
  bool step_once(std::stop_token stop = {});
  /// To be told of every evaluation of the parameters. A loss that is not finite is a divergence
  /// as in step_once, and throws as there; after a finite one these parameters are not taken back.
  void check_evaluation(const RunningMetrics& evaluation);

  const Network& network() const noexcept { return team_.network(); }
  const TrainOptions& options() const noexcept { return options_; }
  /// The network's block, buffers included.
  std::span<const Scalar> parameters() const noexcept { return parameters_; }
  /// Steps done, and what the next one belongs to, all from 0.
  Index step() const noexcept { return step_; }
  Index epoch() const noexcept { return step_ / steps_per_epoch_; }
  Index steps_per_epoch() const noexcept { return steps_per_epoch_; }
  bool at_epoch_end() const noexcept { return step_ > 0 && step_ % steps_per_epoch_ == 0; }
  Index total_steps() const noexcept { return schedule_.total_steps; }
  bool done() const noexcept { return step_ >= schedule_.total_steps || stopped_early(); }
  /// With options.patience: that many epochs without a better validation loss.
  bool stopped_early() const noexcept {
    return options_.patience > 0 && early_.waited >= options_.patience;
  }
  /// Tells the validation loss of the epoch that just ended; without patience it is not kept.
  void end_epoch(double validation_loss);
  /// With patience: takes the weights of the best epoch, to be called once done().
  void restore_best();
  /// Samples of the batch that the last step learnt from.
  Index last_batch_size() const noexcept { return last_size_; }
  const BatchMetrics& last_batch() const noexcept { return last_batch_; }
  /// Sums over the batches of the running epoch, each by the parameters it met; at_epoch_end they
  /// are that epoch's.
  const RunningMetrics& epoch_metrics() const noexcept { return epoch_sum_; }

  /// The rate of the next step.
  double learning_rate() const { return schedule_.rate(step_); }
  /// Takes effect at the next step; scales the whole schedule. Must be positive and finite.
  void set_max_rate(double rate);

  TrainerState state() const;
  /// Continues from a state of the same network, data and options. Throws Error{TRAINER_STATE,
  /// kBadFile} when its sizes do not fit.
  void restore(const TrainerState& state);

 private:
  std::span<const Index> rows_of_step();
  Augmentation augmentation() const { return {options_.augment, options_.seed, epoch()}; }
  bool is_text() const { return data_->train.is_text(); }
  std::span<const Scalar> carried(std::size_t rows) const;
  [[noreturn]] void fail(const std::string& layer, const char* quantity) const;
  [[noreturn]] void fail_in_forward(std::span<const Index> rows) const;
  [[noreturn]] void fail_in_batch() const;
  void fail_at_activation(const Activations& activations) const;
  void check_finite(std::span<const Scalar> block, const char* quantity) const;
  void remember();
  void take_back();

  ExecutorTeam& team_;
  std::shared_ptr<const Dataset> data_;
  TrainOptions options_;
  Schedule schedule_;
  Rng rng_;
  Index steps_per_epoch_ = 1;
  Index step_ = 0;
  std::vector<Index> order_;  // of the samples in epoch order_epoch_
  Index order_epoch_ = -1;
  RunningMetrics epoch_sum_;
  BatchMetrics last_batch_;
  Index last_size_ = 0;
  std::vector<Scalar> parameters_;
  std::vector<Scalar> gradient_;
  std::vector<Scalar> new_buffers_;
  EarlyStopping early_;
  BatchGradient batch_gradient_;
  ParameterUpdate update_;
  // What take_back needs beside the update's own memory; none: nothing to take back.
  struct Before {
    std::vector<Scalar> buffers;
    RunningMetrics epoch_sum;
    std::vector<Scalar> carried;
  };
  std::optional<Before> before_;
  std::vector<Scalar> carried_, next_carried_;  // of a text's streams
};

}  // namespace convscope::engine
