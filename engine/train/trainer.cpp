#include "engine/train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/format.h"
#include "engine/data/split.h"
#include "engine/data/text.h"
#include "engine/model/activations.h"

namespace convscope::engine {
namespace {

constexpr std::uint64_t kMaskStream = 0x4d41534bULL;
constexpr std::uint64_t kShuffleStream = 0x5348554646ULL;  // apart from the initialisation's forks

std::string describe(const Divergence& divergence) {
  return fmt::format("a non-finite {} in step {}", divergence.quantity, divergence.step);
}

// Without an early exit the loop runs over whole registers: x - x is 0 for finite numbers only.
bool all_finite(std::span<const Scalar> values) {
  unsigned odd = 0;
  for (const Scalar value : values) odd |= value - value == 0 ? 0U : 1U;
  return odd == 0;
}

void require(bool holds, const char* what, std::string found, const char* expected) {
  if (holds) return;
  throw Error(ErrorKind::kUsage, "TRAIN_OPTION",
              {.place = what, .found = std::move(found), .expected = expected});
}

void check_options(const TrainOptions& options, Index available) {
  require(options.batch >= 1, "batch", std::to_string(options.batch), "at least 1");
  require(options.epochs >= 1, "epochs", std::to_string(options.epochs), "at least 1");
  require(options.max_rate > 0 && std::isfinite(options.max_rate), "learning rate",
          format_double(options.max_rate), "a positive number");
  require(options.warm_up >= 0 && options.warm_up < 1, "warm-up", format_double(options.warm_up),
          "0 up to 1");
  require(options.decay > 0 && options.decay <= 1, "decay", format_double(options.decay),
          "more than 0, at most 1");
  require(options.decay_epochs >= 1, "decay epochs", std::to_string(options.decay_epochs),
          "at least 1");
  require(options.clip.norm >= 0, "clip norm", format_double(options.clip.norm), "at least 0");
  require(options.clip.value >= 0, "clip value", format_double(options.clip.value), "at least 0");
  require(options.patience >= 0, "patience", std::to_string(options.patience), "at least 0");
  check_augment(options.augment);
  require(options.train_count >= 1 && options.train_count <= available, "training samples",
          std::to_string(options.train_count), "at least 1 and no more than the data set has");
}

Index steps_of_epoch(const TrainOptions& options) {
  return (options.train_count + options.batch - 1) / options.batch;
}

}  // namespace

DivergedError::DivergedError(Divergence divergence)
    : Error(ErrorKind::kDiverged, "DIVERGED",
            {.place = "layer " + divergence.layer,
             .found = describe(divergence),
             .expected = "finite numbers: try half the learning rate"}),
      divergence_(std::move(divergence)) {}

Trainer::Trainer(ExecutorTeam& team, std::shared_ptr<const Dataset> data,
                 const TrainOptions& options)
    : team_(team),
      data_(std::move(data)),
      options_(options),
      rng_(Rng(options.seed).fork(kShuffleStream)),
      parameters_(team.network().initial_parameters(options.seed)),
      gradient_(static_cast<std::size_t>(team.network().parameter_count())),
      new_buffers_(static_cast<std::size_t>(team.network().buffer_count())),
      batch_gradient_(team),
      update_(team.network(), options.optimizer) {
  check_fits(network(), *data_);
  check_options(options_, data_->train.count());
  if (!options_.class_weights.empty()) {
    check_class_weights(options_.class_weights, network().class_count());
  }
  team_.set_objective({.loss = options_.loss, .class_weights = options_.class_weights});
  if (is_text()) {
    const Index streams = std::min(options_.batch, options_.train_count);
    carried_.resize(static_cast<std::size_t>(streams * network().state_count()));
    next_carried_.resize(carried_.size());
  }
  steps_per_epoch_ = steps_of_epoch(options_);
  schedule_ = {.kind = options.schedule,
               .max_rate = options.max_rate,
               .warm_up = options.warm_up,
               .total_steps = saturating_multiply(steps_per_epoch_, options.epochs),
               .decay = options.decay,
               .decay_steps = saturating_multiply(steps_per_epoch_, options.decay_epochs)};
}

std::span<const Index> Trainer::rows_of_step() {
  if (is_text()) {
    Streams(options_.train_count, options_.batch).rows(step_ % steps_per_epoch_, order_);
    return order_;
  }
  if (order_epoch_ != epoch()) {
    order_.resize(static_cast<std::size_t>(options_.train_count));
    std::iota(order_.begin(), order_.end(), Index{0});
    rng_.fork(static_cast<std::uint64_t>(epoch())).shuffle(order_);
    order_epoch_ = epoch();
  }
  const Index first = step_ % steps_per_epoch_ * options_.batch;
  const Index count = std::min(options_.batch, options_.train_count - first);
  return std::span(order_).subspan(static_cast<std::size_t>(first),
                                   static_cast<std::size_t>(count));
}

// What the recurrent layers begin the next step with, of its first rows.
std::span<const Scalar> Trainer::carried(std::size_t rows) const {
  const Index each = is_text() ? network().state_count() : 0;
  return std::span(carried_).first(rows * static_cast<std::size_t>(each));
}

bool Trainer::step_once(std::stop_token stop) {
  const auto rows = rows_of_step();
  if (step_ % steps_per_epoch_ == 0) std::ranges::fill(carried_, Scalar(0));
  const Rng rng = rng_.fork(kMaskStream).fork(static_cast<std::uint64_t>(step_));
  const auto before = carried(rows.size());
  const auto after = std::span(next_carried_).first(before.size());
  const auto sum =
      batch_gradient_.compute({data_->train, rows, parameters_, rng, augmentation(), before, after},
                              gradient_, new_buffers_, stop);
  if (!sum) return false;
  if (!std::isfinite(sum->loss_sum)) {
    try {
      needs_whole_batch(network()) ? fail_in_batch() : fail_in_forward(rows);
    } catch (const DivergedError&) {
      take_back();
      throw;
    }
  }
  const bool penalised = add_penalty_gradient(network(), parameters_, gradient_);
  if (penalised || !batch_gradient_.finite()) check_finite(gradient_, "gradient");
  clip_gradient(options_.clip, gradient_);
  const double rate = learning_rate();
  remember();
  if (!update_.apply(team_.pool(), parameters_, gradient_, rate)) {
    std::vector<Scalar> broken = parameters_;
    update_.take_back(parameters_);
    before_.reset();
    check_finite(broken, "weight");
  }
  std::ranges::copy(new_buffers_, parameters_.begin() + network().parameter_count());
  std::ranges::copy(after, carried_.begin());
  if (step_ % steps_per_epoch_ == 0) epoch_sum_ = {};
  epoch_sum_.add(*sum);
  ++step_;
  last_size_ = static_cast<Index>(rows.size());
  last_batch_ = {step_, sum->loss(), sum->accuracy(), rate};
  return true;
}

void Trainer::check_evaluation(const RunningMetrics& evaluation) {
  if (evaluation.count == 0) return;
  if (std::isfinite(evaluation.loss_sum)) return before_.reset();
  const Divergence divergence{
      .step = step_,
      .layer = network().nodes()[static_cast<std::size_t>(network().logits_node())].name,
      .quantity = "loss"};
  take_back();
  throw DivergedError(divergence);
}

void Trainer::remember() {
  const auto buffers = parameters().subspan(gradient_.size());
  before_ = Before{
      .buffers = {buffers.begin(), buffers.end()}, .epoch_sum = epoch_sum_, .carried = carried_};
}

void Trainer::take_back() {
  if (!before_) return;
  update_.take_back(parameters_);
  std::ranges::copy(before_->buffers, parameters_.begin() + network().parameter_count());
  epoch_sum_ = before_->epoch_sum;
  carried_ = before_->carried;
  --step_;
  before_.reset();
}

void Trainer::end_epoch(double validation_loss) {
  if (options_.patience == 0 || std::isnan(validation_loss)) return;
  ++early_.waited;
  if (!early_.best.empty() && validation_loss >= early_.best_loss) return;
  early_ = {.waited = 0, .best_loss = validation_loss, .best = parameters_};
}

void Trainer::restore_best() {
  if (early_.best.empty()) return;
  parameters_ = early_.best;
  before_.reset();
}

void Trainer::set_max_rate(double rate) {
  require(rate > 0 && std::isfinite(rate), "learning rate", format_double(rate),
          "a positive number");
  schedule_.max_rate = rate;
}

TrainerState Trainer::state() const {
  return {.parameters = parameters_,
          .moments = update_.moments(),
          .optimizer_steps = update_.steps(),
          .rng = rng_.state(),
          .step = step_,
          .max_rate = schedule_.max_rate,
          .epoch_sum = epoch_sum_,
          .early = early_,
          .carried = carried_};
}

void Trainer::restore(const TrainerState& state) {
  const bool carries = state.carried.empty() || state.carried.size() == carried_.size();
  const bool fits = state.parameters.size() == parameters_.size() && state.step >= 0 && carries &&
                    update_.restore(state.optimizer_steps, state.moments);
  if (!fits) {
    throw Error(ErrorKind::kBadFile, "TRAINER_STATE",
                {.found = "a state of another network or optimizer",
                 .expected = fmt::format("{} parameters and this optimizer's moments",
                                         parameters_.size())});
  }
  parameters_ = state.parameters;
  rng_ = Rng(state.rng);
  step_ = state.step;
  epoch_sum_ = state.epoch_sum;
  early_ = state.early;
  carried_.assign(carried_.size(), Scalar(0));
  std::ranges::copy(state.carried, carried_.begin());
  last_batch_ = {};
  last_size_ = 0;
  order_epoch_ = -1;
  before_.reset();
  set_max_rate(state.max_rate);
}

void Trainer::fail(const std::string& layer, const char* quantity) const {
  throw DivergedError({.step = step_ + 1, .layer = layer, .quantity = quantity});
}

void Trainer::fail_at_activation(const Activations& activations) const {
  for (Index node = 0; node <= network().logits_node(); ++node) {
    if (!all_finite(activations.output(node).values())) {
      fail(network().nodes()[static_cast<std::size_t>(node)].name, "activation");
    }
  }
}

// Looks again, block by block, for the first layer whose output is not finite.
void Trainer::fail_in_forward(std::span<const Index> rows) const {
  const Rng rng = rng_.fork(kMaskStream).fork(static_cast<std::uint64_t>(step_));
  for (std::size_t first = 0; first < rows.size(); first += std::size_t{kBlockSamples}) {
    const auto some =
        rows.subspan(first, std::min<std::size_t>(kBlockSamples, rows.size() - first));
    Activations activations(network(), static_cast<Index>(some.size()));
    const SampleBlock block = team_.gather(0, data_->train, some, augmentation());
    const Tensor windows = is_text() ? expand_symbols(network(), block.symbols) : Tensor();
    const ConstTensorView images = is_text() ? windows.view() : block.images;
    const std::size_t each = carried(1).size();
    activations.begin_with(carried(rows.size()).subspan(first * each, some.size() * each));
    forward(network(), parameters_, images, activations,
            {.mode = Mode::kTraining, .rng = rng.fork(first / std::size_t{kBlockSamples})});
    fail_at_activation(activations);
  }
  fail(network().nodes()[static_cast<std::size_t>(network().logits_node())].name, "loss");
}

// The whole batch is still there.
void Trainer::fail_in_batch() const {
  if (const auto node = batch_gradient_.batch_pass()->first_non_finite()) {
    fail(network().nodes()[static_cast<std::size_t>(*node)].name, "activation");
  }
  fail(network().nodes()[static_cast<std::size_t>(network().logits_node())].name, "loss");
}

void Trainer::check_finite(std::span<const Scalar> block, const char* quantity) const {
  if (all_finite(block)) return;
  for (const Node& node : network().nodes()) {
    const auto own = block.subspan(static_cast<std::size_t>(node.parameter_offset),
                                   static_cast<std::size_t>(node.parameter_count));
    if (!all_finite(own)) fail(node.name, quantity);
  }
  fail(network().nodes().back().name, quantity);
}

}  // namespace convscope::engine
