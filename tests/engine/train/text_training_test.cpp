// Training on a text: streams whose state goes on, the same bits for any number of threads and
// after a resumption, and what the trained network writes.

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.h"
#include "engine/data/text.h"
#include "engine/model/presets.h"
#include "engine/train/checkpoint.h"
#include "engine/train/evaluate.h"
#include "engine/train/text_sampler.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

std::shared_ptr<Dataset> text_data(const std::string& text, Index steps) {
  auto data = std::make_shared<Dataset>();
  data->name = "text";
  data->classes = vocabulary_of(text, "text");
  data->train.shape = data->test.shape = {steps};
  data->train.symbols = symbols_of(text, data->classes, "text");
  return data;
}

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

std::shared_ptr<const Network> small_network(RecurrentKind kind, Index vocabulary, Index steps) {
  constexpr const char* kNames[] = {"char-rnn", "char-lstm", "char-gru"};
  NetworkSpec spec = *find_text_preset(kNames[static_cast<std::size_t>(kind)], vocabulary, steps);
  std::get<RecurrentSpec>(spec.layers[0].layer).units = 12;
  return std::make_shared<const Network>(spec);
}

TrainOptions small_options(const Dataset& data) {
  TrainOptions options;
  options.batch = 20;  // a full block and a part of one
  options.epochs = 4;
  options.schedule = ScheduleKind::kConstant;
  options.max_rate = 1e-2;
  options.train_count = data.train.count();
  return options;
}

// Not periodic, so that every window differs.
std::string restless_text() {
  Rng rng(3);
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>('a' + rng.below(5));
  return text;
}

TEST(TextTraining, IsTheSameForAnyNumberOfThreads) {
  const auto data = text_data(restless_text(), 7);
  for (const RecurrentKind kind :
       {RecurrentKind::kRnn, RecurrentKind::kLstm, RecurrentKind::kGru}) {
    const auto network = small_network(kind, 5, 7);
    std::vector<Scalar> first;
    for (const int threads : {1, 2, 3}) {
      ExecutorTeam team(network, threads);
      Trainer trainer(team, data, small_options(*data));
      EXPECT_EQ(trainer.steps_per_epoch(), 8);  // 142 windows in 20 streams
      for (int i = 0; i < 11; ++i) trainer.step_once();
      const std::vector<Scalar> parameters(trainer.parameters().begin(),
                                           trainer.parameters().end());
      if (first.empty()) first = parameters;
      EXPECT_EQ(parameters, first) << threads;
      const auto result = evaluate(team, parameters, data->train, {3, 50});
      EXPECT_EQ(result->metrics.count, 350);
    }
  }
}

TEST(TextTraining, GoesAsTheLayersOwnLoopsGo) {
  const auto data = text_data(restless_text(), 7);
  const auto network = small_network(RecurrentKind::kLstm, 5, 7);
  ExecutorTeam fast(network, 2), naive(network, 1, ExecutorKind::kNaive);
  Trainer a(fast, data, small_options(*data)), b(naive, data, small_options(*data));
  for (int i = 0; i < 9; ++i) {
    a.step_once();
    b.step_once();
    EXPECT_NEAR(a.last_batch().loss, b.last_batch().loss, 1e-4);
  }
  EXPECT_EQ(a.state().carried.size(), 20U * 24U);
}

TEST(TextTraining, TheStateGoesOnFromWindowToWindow) {
  // What follows an a at a window's beginning is told by what stands before the window only.
  const auto data = text_data(repeated("aabb", 200), 2);
  const auto network = small_network(RecurrentKind::kGru, 2, 2);
  ExecutorTeam team(network, 1);
  TrainOptions options = small_options(*data);
  options.batch = 4;
  options.epochs = 10;
  Trainer trainer(team, data, options);
  while (!trainer.done()) trainer.step_once();
  EXPECT_GT(trainer.epoch_metrics().accuracy(), 0.95);
  EXPECT_EQ(trainer.epoch_metrics().count, data->train.count() * 2);
  const auto result = evaluate(team, trainer.parameters(), data->train, {0, data->train.count()});
  EXPECT_GT(result->metrics.accuracy(), 0.9);
  EXPECT_EQ(result->confusion.at(0, 0) + result->confusion.at(0, 1) + result->confusion.at(1, 0) +
                result->confusion.at(1, 1),
            result->metrics.count);
}

TEST(TextTraining, GoesOnFromAFileBitByBit) {
  const test::TemporaryDirectory directory;
  const auto path = directory / "t.safetensors";
  const auto data = text_data(restless_text(), 7);
  const auto network = small_network(RecurrentKind::kLstm, 5, 7);
  ExecutorTeam team(network, 2);
  for (const int steps : {3, 8, 13}) {  // within an epoch, at its end, behind it
    Trainer whole(team, data, small_options(*data));
    for (int i = 0; i < steps; ++i) whole.step_once();
    write_checkpoint(
        path, {.spec = network->spec(),
               .parameters = whole.state().parameters,
               .vocabulary = data->classes,
               .training = Checkpoint::Training{
                   .data = "", .options = whole.options(), .state = whole.state(), .curves = {}}});
    const Checkpoint read = read_checkpoint(path);
    EXPECT_EQ(read.vocabulary, data->classes);
    Trainer resumed(team, data, read.training->options);
    resumed.restore(read.training->state);
    for (int i = 0; i < 6; ++i) {
      whole.step_once();
      resumed.step_once();
    }
    EXPECT_EQ(resumed.state().parameters, whole.state().parameters) << steps;
    EXPECT_EQ(resumed.state().carried, whole.state().carried) << steps;
  }
}

TEST(TextTraining, ADivergenceNamesTheLayerAndTakesTheStateBack) {
  const auto data = text_data(restless_text(), 7);
  const auto network = small_network(RecurrentKind::kRnn, 5, 7);
  ExecutorTeam team(network, 1);
  Trainer trainer(team, data, small_options(*data));
  trainer.step_once();
  TrainerState state = trainer.state();
  state.parameters[5] = std::numeric_limits<Scalar>::quiet_NaN();
  trainer.restore(state);
  try {
    trainer.step_once();
    FAIL() << "no divergence";
  } catch (const DivergedError& error) {
    EXPECT_EQ(error.divergence().layer, network->nodes()[0].name);
    EXPECT_EQ(error.divergence().quantity, "activation");
  }
  EXPECT_EQ(trainer.state().carried, state.carried);
}

TEST(TextTraining, ImagesAndTextsAreToldApart) {
  const auto data = text_data(restless_text(), 7);
  EXPECT_THROW(check_fits(Network(lenet()), *data), Error);
  EXPECT_THROW(check_fits(*small_network(RecurrentKind::kRnn, 5, 8), *data), Error);
  EXPECT_THROW(check_fits(*small_network(RecurrentKind::kRnn, 6, 7), *data), Error);
  EXPECT_NO_THROW(check_fits(*small_network(RecurrentKind::kRnn, 5, 7), *data));
}

TEST(TextSampler, WritesWhatItLearnt) {
  const auto data = text_data(repeated("hello ", 300), 6);
  const auto network = small_network(RecurrentKind::kLstm, 5, 6);
  ExecutorTeam team(network, 1);
  TrainOptions options = small_options(*data);
  options.batch = 10;
  options.epochs = 6;
  Trainer trainer(team, data, options);
  while (!trainer.done()) trainer.step_once();
  TextSampler sampler(network->spec(), trainer.parameters());
  for (const Symbol symbol : symbols_of("hello h", data->classes, "")) sampler.read(symbol);
  Rng rng(1);
  std::string text;
  for (int i = 0; i < 12; ++i) {
    const Symbol symbol = sampler.draw(0, 5, rng);
    text += data->classes[symbol];
    sampler.read(symbol);
  }
  EXPECT_EQ(text, "ello hello h");
}

TEST(TextSampler, DrawsByTheTemperatureAndOnlyWhatIsKnown) {
  const auto network = small_network(RecurrentKind::kRnn, 5, 6);
  auto parameters = network->initial_parameters(1);
  const std::size_t biases = parameters.size() - 5;
  const Scalar logits[] = {0, 1, 2, 0, 9};
  std::fill(parameters.begin(), parameters.end(), Scalar(0));
  std::copy(std::begin(logits), std::end(logits),
            parameters.begin() + static_cast<std::ptrdiff_t>(biases));
  TextSampler sampler(network->spec(), parameters);
  sampler.read(0);
  EXPECT_EQ(sampler.logits()[4], 9);
  Rng rng(2);
  EXPECT_EQ(sampler.draw(0, 4, rng), 2);
  for (const double temperature : {0.5, 1.0, 3.0}) {
    std::vector<double> counts(5);
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) counts[sampler.draw(temperature, 4, rng)] += 1.0 / kDraws;
    double sum = 0;
    for (int k = 0; k < 4; ++k) sum += std::exp(static_cast<double>(logits[k]) / temperature);
    for (std::size_t k = 0; k < 4; ++k) {
      EXPECT_NEAR(counts[k], std::exp(static_cast<double>(logits[k]) / temperature) / sum, 0.015);
    }
    EXPECT_EQ(counts[4], 0);
  }
}

TEST(TextSampler, RefusesOtherNetworks) {
  const Network network(lenet());
  EXPECT_THROW(TextSampler(network.spec(), network.initial_parameters(1)), Error);
  NetworkSpec flat{.name = "flat", .input = {4, 3}, .vocabulary = 3, .layers = {}};
  flat.layers.push_back({.name = "f", .inputs = {"input"}, .layer = FlattenSpec{}});
  flat.layers.push_back({.name = "d", .inputs = {"f"}, .layer = DenseSpec{3, true}});
  EXPECT_THROW(TextSampler(flat, Network(flat).initial_parameters(1)), Error);
}

}  // namespace
}  // namespace convscope::engine
