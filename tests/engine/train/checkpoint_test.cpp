#include "engine/train/checkpoint.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"
#include "tests/engine/train/synthetic.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::TemporaryDirectory;
using testing::bar_data;
using testing::bar_network;

TrainOptions options() {
  TrainOptions options;
  options.batch = 48;
  options.epochs = 4;
  options.train_count = 180;
  options.seed = 0xfedcba9876543210ULL;
  return options;
}

Checkpoint checkpoint_of(const Trainer& trainer, const TrainingCurves& curves) {
  return {.spec = trainer.network().spec(),
          .parameters = trainer.state().parameters,
          .training = Checkpoint::Training{.data = "bars",
                                           .options = trainer.options(),
                                           .validation_count = 20,
                                           .state = trainer.state(),
                                           .curves = curves}};
}

TEST(Checkpoint, ResumingFromAFileContinuesBitExactly) {
  const TemporaryDirectory directory;
  const auto path = directory / "w.safetensors";
  ExecutorTeam team(bar_network(), 2);
  OptimizerSpec momentum{.kind = OptimizerKind::kSgd, .momentum = 0.9};
  for (const OptimizerSpec& optimizer : {OptimizerSpec{.kind = OptimizerKind::kAdam}, momentum}) {
    TrainOptions chosen = options();
    chosen.optimizer = optimizer;
    Trainer whole(team, bar_data(), chosen);
    TrainingCurves curves;
    for (int i = 0; i < 6; ++i) {
      whole.step_once();
      curves.add(whole.last_batch());
    }
    curves.epochs.push_back({1, 4, 0.5, 0.75, 0.25, 1});
    write_checkpoint(path, checkpoint_of(whole, curves));
    const Checkpoint read = read_checkpoint(path);
    ASSERT_TRUE(read.training);
    EXPECT_EQ(read.spec, whole.network().spec());
    EXPECT_EQ(read.training->options, chosen);
    EXPECT_EQ(read.training->validation_count, 20);
    EXPECT_EQ(read.training->curves.loss, curves.loss);
    EXPECT_EQ(read.training->curves.epochs.at(0).validation_loss, 0.25);
    Trainer resumed(team, bar_data(), read.training->options);
    resumed.restore(read.training->state);
    while (!whole.done()) {
      whole.step_once();
      resumed.step_once();
    }
    EXPECT_TRUE(resumed.done());
    EXPECT_EQ(whole.state().parameters, resumed.state().parameters);
    EXPECT_EQ(whole.state().moments, resumed.state().moments);
    EXPECT_EQ(whole.epoch_metrics(), resumed.epoch_metrics());
  }
}

TEST(Checkpoint, KeepsRunningStatisticsAndTheBestWeights) {
  const TemporaryDirectory directory;
  const auto path = directory / "w.safetensors";
  const auto network = std::make_shared<const Network>(parse_spec(
      R"({"format":1,"name":"bars","input":[1,8,8],"layers":[
            {"type":"conv2d","filters":3,"kernel":3},{"type":"batchnorm","name":"bn"},
            {"type":"activation","function":"relu"},{"type":"dropout","rate":0.2},
            {"type":"flatten"},{"type":"dense","units":4},{"type":"softmax"}]})",
      "bars"));
  ExecutorTeam team(network, 2);
  TrainOptions chosen = options();
  chosen.optimizer = default_optimizer(OptimizerKind::kRmsProp);
  chosen.schedule = ScheduleKind::kCosine;
  chosen.clip = {.norm = 2, .value = 0.5};
  chosen.patience = 5;
  chosen.augment = {.shift = 0.125, .rotation = 7.5, .flip_y = true};
  Trainer whole(team, bar_data(), chosen);
  for (int i = 0; i < 4; ++i) whole.step_once();
  whole.end_epoch(0.75);
  for (int i = 0; i < 2; ++i) whole.step_once();
  whole.end_epoch(0.8);
  Checkpoint written = checkpoint_of(whole, {});
  EXPECT_FALSE(written.training->stratified);
  written.training->stratified = true;
  write_checkpoint(path, written);
  const TensorFile file = read_tensors(path);
  EXPECT_NE(file.find("bn.running_mean"), nullptr);
  EXPECT_NE(file.find("best.bn.running_var"), nullptr);
  const Checkpoint read = read_checkpoint(path);
  EXPECT_EQ(read.parameters, whole.state().parameters);
  EXPECT_EQ(read.training->options, chosen);
  EXPECT_TRUE(read.training->stratified);
  EXPECT_EQ(read.training->state.early.best, whole.state().early.best);
  EXPECT_EQ(read.training->state.early.best_loss, 0.75);
  EXPECT_EQ(read.training->state.early.waited, 1);
  Trainer resumed(team, bar_data(), read.training->options);
  resumed.restore(read.training->state);
  while (!whole.done()) {
    whole.step_once();
    resumed.step_once();
  }
  EXPECT_EQ(whole.state().parameters, resumed.state().parameters);
}

TEST(Checkpoint, ATrainingThatHasNotBegunIsReadBack) {
  const TemporaryDirectory directory;
  ExecutorTeam team(bar_network(), 1);
  const Trainer trainer(team, bar_data(), options());
  write_checkpoint(directory / "w", checkpoint_of(trainer, {}));  // curves without an entry
  const Checkpoint read = read_checkpoint(directory / "w");
  EXPECT_EQ(read.training->state.step, 0);
  EXPECT_TRUE(read.training->curves.loss.bins().empty());
}

TEST(Checkpoint, WeightsAloneAreASmallerFileWithoutTraining) {
  const TemporaryDirectory directory;
  const auto network = bar_network();
  const auto parameters = network->initial_parameters(1);
  write_checkpoint(directory / "w", {.spec = network->spec(), .parameters = parameters});
  const Checkpoint read = read_checkpoint(directory / "w");
  EXPECT_EQ(read.parameters, parameters);
  EXPECT_FALSE(read.training);
  const TensorFile file = read_tensors(directory / "w");
  EXPECT_EQ(file.tensors.size(), network->parameter_tensors().size());
  ASSERT_NE(file.find("conv1.weight"), nullptr);
  EXPECT_EQ(file.find("conv1.weight")->shape, (Shape{3, 1, 3, 3}));
}

TEST(Checkpoint, TensorsThatDoNotFitTheSpecAreRefusedByName) {
  const TemporaryDirectory directory;
  const auto path = directory / "w";
  const auto network = bar_network();
  write_checkpoint(path, {.spec = network->spec(), .parameters = network->initial_parameters(1)});
  const TensorFile good = read_tensors(path);
  const auto refused = [&](const char* place, auto&& change) {
    TensorFile bad = good;
    change(bad);
    const auto bytes = encode_tensors(bad);
    test::put(path, bytes);
    try {
      read_checkpoint(path);
      ADD_FAILURE() << "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
      EXPECT_NE(std::string(error.what()).find(place), std::string::npos) << error.what();
    }
  };
  refused("conv1.weight", [](TensorFile& file) { file.tensors[1].name = "conv1.weights"; });
  refused("conv1.weight", [](TensorFile& file) { file.tensors[1].shape = {3, 3, 3}; });
  refused("conv1.bias", [](TensorFile& file) { file.tensors[0].type = "I32"; });
  refused("tensors", [](TensorFile& file) { file.tensors.push_back({"more", "U8", {1}, {7}}); });
  refused("spec", [](TensorFile& file) { file.metadata.clear(); });
  refused("/layers", [](TensorFile& file) {
    file.metadata["spec"] = R"({"format":1,"name":"x","input":[4],"layers":[]})";
  });
}

TEST(Checkpoint, AForeignFileOpensWithASpec) {
  const TemporaryDirectory directory;
  const auto network = bar_network();
  const auto parameters = network->initial_parameters(1);
  write_checkpoint(directory / "w", {.spec = network->spec(), .parameters = parameters});
  TensorFile foreign = read_tensors(directory / "w");
  foreign.metadata.clear();
  foreign.tensors.push_back({"num_batches", "I64", {1}, Bytes(8)});
  test::put(directory / "foreign", encode_tensors(foreign));
  EXPECT_EQ(read_checkpoint(directory / "foreign", network->spec()).parameters, parameters);
}

}  // namespace
}  // namespace convscope::engine
