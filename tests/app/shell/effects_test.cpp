#include "app/shell/effects.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/shell/weight_files.h"
#include "app/state/network/test_browser.h"
#include "app/state/scene.h"
#include "app/state/update.h"
#include "tests/support/temporary_directory.h"

namespace convscope::shell {
namespace {

TEST(Effects, TheShippedWeightsReadTheShippedTestSet) {
  state::AppState app = state::first_state();
  app.lab = state::LabId::kNetwork;
  settle(app);
  ASSERT_TRUE(app.datasets.at("mnist").data);
  EXPECT_EQ(app.datasets.at("mnist").data->test.count(), 10000);
  ASSERT_TRUE(counted(app.network));
  EXPECT_GT(app.network.test.wrong, 0);
  EXPECT_LT(app.network.test.wrong, 140);  // 98.6 %
  state::update(app, state::NetworkIntent{state::network::ShowNextWrong{}});
  EXPECT_NE(app.network.test.read_as, app.network.test.label);
  EXPECT_TRUE(app.toasts.empty());
}

TEST(Effects, AFileThatIsNotThereIsAToast) {
  EffectRunner runner(nullptr);
  EXPECT_TRUE(runner.carry_out(state::LoadWeights{"/nowhere/weights.safetensors"}));
  runner.wait();
  const auto answers = runner.take_intents();
  ASSERT_EQ(answers.size(), 1U);
  const auto* toast = std::get_if<state::ShowToast>(&answers[0]);
  ASSERT_NE(toast, nullptr);
  EXPECT_NE(toast->text.find("/nowhere/weights.safetensors"), std::string::npos);
}

TEST(Effects, AnUnknownDataSetSaysSo) {
  EffectRunner runner(nullptr);
  runner.carry_out(state::LoadDataset{"no-such-data"});
  runner.wait();
  const auto answers = runner.take_intents();
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_NE(std::get_if<state::DatasetFailed>(&answers[0]), nullptr);
}

TEST(WeightFiles, EachFileOnceFolderByFolder) {
  const test::TemporaryDirectory directory;
  const auto one = directory.path() / "one", two = directory.path() / "two";
  std::filesystem::create_directories(one);
  std::filesystem::create_directories(two / "folder.safetensors");
  for (const auto& file :
       {one / "b.safetensors", one / "a.safetensors", one / "notes.txt", two / "c.safetensors"}) {
    std::ofstream(file) << "x";
  }
  const auto files = list_weight_files({one, directory.path() / "missing", two, one / "..//one"},
                                       std::stop_token());
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].name, "a.safetensors");
  EXPECT_EQ(files[1].name, "b.safetensors");
  EXPECT_EQ(files[2].path, (std::filesystem::canonical(two) / "c.safetensors").string());
}

TEST(Effects, TheShippedWeightsAreAmongTheFiles) {
  EffectRunner runner(nullptr);
  EXPECT_TRUE(runner.carry_out(state::FindWeightFiles{}));
  runner.wait();
  const auto answers = runner.take_intents();
  ASSERT_EQ(answers.size(), 1U);
  const auto& found =
      std::get<state::network::WeightFilesFound>(std::get<state::NetworkIntent>(answers[0]).what);
  ASSERT_FALSE(found.files.empty());
  EXPECT_EQ(found.files[0].name, "lenet-mnist.safetensors");
}

}  // namespace
}  // namespace convscope::shell
