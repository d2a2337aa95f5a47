#include "app/shell/effects.h"

#include <gtest/gtest.h>

#include "app/state/network/test_browser.h"
#include "app/state/scene.h"
#include "app/state/update.h"

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

}  // namespace
}  // namespace convscope::shell
