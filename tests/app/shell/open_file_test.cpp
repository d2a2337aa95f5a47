#include "app/shell/open_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/shell/training_host.h"
#include "app/state/scene.h"
#include "app/state/update.h"
#include "engine/core/error.h"
#include "engine/io/atomic_file.h"
#include "engine/io/image.h"
#include "engine/model/presets.h"
#include "engine/train/checkpoint.h"

namespace convscope::shell {
namespace {

namespace fs = std::filesystem;

/// A directory of its own for a test, also as the program's state directory.
class OpenFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(::testing::TempDir()) /
        (std::string("open-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "convscope");
    setenv("XDG_STATE_HOME", folder_.c_str(), 1);
  }
  std::string write(const std::string& name, std::string_view text) const {
    const fs::path path = folder_ / name;
    engine::write_file(path, text);
    return path.string();
  }
  std::string error_of(const std::string& path) const {
    try {
      read_for_window(path);
    } catch (const engine::Error& error) {
      return error.what();
    }
    return "";
  }
  fs::path folder_;
};

TEST_F(OpenFile, APictureComesToThePad) {
  engine::Image image{28, 28, 1, std::vector<std::uint8_t>(28 * 28, 0)};
  for (int y = 4; y < 24; ++y) image.pixels[static_cast<std::size_t>(y * 28 + 14)] = 255;
  const fs::path path = folder_ / "one.png";
  engine::write_file(path, engine::encode_png(image));
  state::AppState app = state::first_state();
  for (const state::Intent& intent : read_for_window(path.string())) state::update(app, intent);
  EXPECT_EQ(app.lab, state::LabId::kNetwork);
  ASSERT_TRUE(app.network.pad.drawing().picture);
  EXPECT_EQ((*app.network.pad.drawing().picture)[10 * 28 + 14], 1);
  ASSERT_EQ(app.recent_files.size(), 1U);
  EXPECT_EQ(app.recent_files[0], path.string());
  state::update(app, state::Undo{});
  EXPECT_FALSE(app.network.pad.drawing().picture) << "as every edit it can be undone";
}

TEST_F(OpenFile, WeightsOpenInTheNetworkLab) {
  engine::Checkpoint checkpoint;
  checkpoint.spec = *engine::find_preset("lenet");
  checkpoint.parameters = engine::Network(checkpoint.spec).initial_parameters(3);
  // By content: the name says nothing.
  const fs::path path = folder_ / "weights.bin";
  engine::write_checkpoint(path, checkpoint);
  state::AppState app = state::first_state();
  for (const state::Intent& intent : read_for_window(path.string())) state::update(app, intent);
  EXPECT_EQ(app.lab, state::LabId::kNetwork);
  EXPECT_EQ(app.network.choice, state::network::WeightsChoice::kFile);
  EXPECT_EQ(*app.network.weights.parameters, checkpoint.parameters);
}

TEST_F(OpenFile, ScenesByNameAndByFile) {
  state::AppState app = state::first_state();
  for (const state::Intent& intent : read_for_window("training")) state::update(app, intent);
  EXPECT_EQ(app.lab, state::LabId::kTraining);
  const std::string path = write("lesson", R"({"format":1,"lab":"convolution","step":5})");
  for (const state::Intent& intent : read_for_window(path)) state::update(app, intent);
  EXPECT_EQ(app.lab, state::LabId::kConvolution);
  EXPECT_EQ(app.convolution.step, 5);
}

TEST_F(OpenFile, AnythingElseIsOneClearLine) {
  EXPECT_NE(error_of(write("page.txt", "<!doctype html><html>")).find("an HTML page"),
            std::string::npos);
  EXPECT_NE(error_of(write("page.txt", "<!doctype html><html>")).find("error[FILE_KIND]"),
            std::string::npos);
  EXPECT_NE(error_of(write("empty", "")).find("an empty file"), std::string::npos);
  EXPECT_NE(error_of(write("cut.png", "\x89PNG\r\n\x1A\n")).find("cut.png"), std::string::npos);
  EXPECT_NE(error_of((folder_ / "none/at.json").string()).find("error["), std::string::npos);
  EXPECT_NE(error_of(folder_.string()).find("error["), std::string::npos)
      << "a directory without IDX files";
}

engine::Checkpoint interrupted() {
  engine::Checkpoint checkpoint;
  checkpoint.spec = *engine::find_preset("lenet");
  checkpoint.parameters = engine::Network(checkpoint.spec).initial_parameters(3);
  engine::Checkpoint::Training training;
  training.data = "mnist";
  training.options.train_count = 1280;
  training.options.epochs = 4;
  training.options.seed = 9;
  training.validation_count = 5000;
  training.state.parameters = checkpoint.parameters;
  for (const char* name : {"first_moment", "second_moment"}) {
    training.state.moments.emplace_back(name,
                                        std::vector<engine::Scalar>(checkpoint.parameters.size()));
  }
  training.options.optimizer.kind = engine::OptimizerKind::kAdam;
  training.state.step = 13;
  training.state.max_rate = 2e-3;
  for (int i = 0; i < 13; ++i) training.curves.add({.step = i + 1, .loss = 2.0 - 0.1 * i});
  checkpoint.training = training;
  return checkpoint;
}

TEST_F(OpenFile, AnAutosaveOfAProgramThatIsGoneIsOffered) {
  EXPECT_FALSE(find_recovery());
  // No process has this number: it is above the system's largest.
  const fs::path path = folder_ / "convscope/autosave-99999999.safetensors";
  engine::write_checkpoint(path, interrupted());
  const auto found = find_recovery();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path.string());
  EXPECT_EQ(found->preset, "lenet");
  EXPECT_EQ(found->data, "mnist");
  EXPECT_EQ(found->step, 13);
  EXPECT_EQ(found->epoch, 2);
  EXPECT_EQ(found->epochs, 4);
  // One that still runs keeps its own: process 1's parent always does.
  fs::rename(path, folder_ / ("convscope/autosave-" + std::to_string(getppid()) + ".safetensors"));
  EXPECT_FALSE(find_recovery());
}

TEST_F(OpenFile, ContinuingGoesOnFromTheStepWithItsCurves) {
  const fs::path path = folder_ / "convscope/autosave-99999999.safetensors";
  engine::write_checkpoint(path, interrupted());
  state::AppState app;
  state::update(app, state::RecoveryFound{*find_recovery()});
  const auto effects = state::update(app, state::DecideRecovery{state::RecoveryChoice::kContinue});
  ASSERT_EQ(effects.size(), 1U);
  const fs::path own = folder_ / "convscope/autosave-own.safetensors";
  TrainingHost host(nullptr, own.string());
  host.carry_out(std::get<state::TrainingEffect>(effects[0]));
  std::vector<state::Intent> answers;
  while (answers.empty()) answers = host.take_intents();
  state::update(app, answers[0]);
  EXPECT_TRUE(app.toasts.empty());
  EXPECT_EQ(app.lab, state::LabId::kTraining);
  EXPECT_EQ(app.training.settings.seed, 9U);
  EXPECT_TRUE(app.training.recovered) << "waits for the data";
  EXPECT_TRUE(fs::exists(own)) << "nothing is lost while it goes on";
  EXPECT_FALSE(fs::exists(path));

  auto data = std::make_shared<engine::Dataset>();
  data->train.shape = data->test.shape = engine::Shape{1, 28, 28};
  const auto begin = state::update(app, state::DatasetLoaded{"mnist", data});
  EXPECT_EQ(app.training.record.loss.steps(), 13);
  const auto started = std::find_if(begin.begin(), begin.end(), [](const state::Effect& effect) {
    const auto* training = std::get_if<state::TrainingEffect>(&effect);
    return training != nullptr && std::holds_alternative<state::BeginTraining>(*training);
  });
  ASSERT_NE(started, begin.end());
  const auto& start = std::get<state::BeginTraining>(std::get<state::TrainingEffect>(*started));
  ASSERT_TRUE(start.resume);
  EXPECT_EQ(start.resume->training->state.step, 13);
}

}  // namespace
}  // namespace convscope::shell
