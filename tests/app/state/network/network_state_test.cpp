#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/state/network/contributions.h"
#include "app/state/network/update_network.h"
#include "app/state/scene.h"
#include "app/state/update.h"

namespace convscope::state {
namespace {

using engine::Index;
using namespace network;

AppState drawn() {
  AppState app = first_state();
  app.lab = LabId::kNetwork;
  update(app, NetworkIntent{BeginStroke{{80, 60}}});
  update(app, NetworkIntent{ExtendStroke{{200, 60}}});
  update(app, NetworkIntent{ExtendStroke{{130, 230}}});
  update(app, NetworkIntent{EndStroke{}});
  return app;
}

TEST(NetworkColumns, OfALenet) {
  const AppState app = first_state();
  const NetworkState& lab = app.network;
  std::vector<std::string> titles, shapes;
  for (const Column& column : lab.columns) {
    titles.push_back(column_title(*lab.weights.network, column, Language::kEnglish));
    shapes.push_back(column_shape(column, Language::kEnglish));
  }
  EXPECT_EQ(titles, (std::vector<std::string>{"conv1 + ReLU", "max pool", "conv2 + ReLU",
                                              "max pool", "dense", "dense", "softmax"}));
  EXPECT_EQ(shapes, (std::vector<std::string>{"6 @ 28\u00D728", "6 @ 14\u00D714", "16 @ 10\u00D710",
                                              "16 @ 5\u00D75", "120", "84", "10 classes"}));
  EXPECT_EQ(column_symbol(*lab.weights.network, lab.columns, 1), "p1");
  EXPECT_EQ(column_symbol(*lab.weights.network, lab.columns, 2), "a2");
  EXPECT_EQ(column_symbol(*lab.weights.network, lab.columns, -1), "x");
  EXPECT_FALSE(lab.columns[1].is_signed);
}

TEST(NetworkColumns, OfTheLenetOf1998HaveSigns) {
  const auto columns = columns_of(*random_weights("lenet5", 1).network);
  ASSERT_EQ(columns.size(), 7U);
  for (const Column& column : columns) EXPECT_TRUE(column.is_signed);
}

TEST(NetworkLab, EveryPointOfAStrokeChangesThePass) {
  AppState app = first_state();
  app.lab = LabId::kNetwork;
  update(app, NetworkIntent{BeginStroke{{80, 60}}});
  const auto first = app.network.pass->probabilities;
  update(app, NetworkIntent{ExtendStroke{{200, 60}}});
  const auto second = app.network.pass->probabilities;
  EXPECT_NE(first, second);
  update(app, Undo{});
  EXPECT_TRUE(app.network.pad.drawing().empty());
  EXPECT_NE(app.network.pass->probabilities, second);
  update(app, Redo{});
  EXPECT_EQ(app.network.pass->probabilities, second);
}

TEST(NetworkLab, ContributionsAndBiasAddUpToTheMap) {
  const AppState app = drawn();
  const NetworkState& lab = app.network;
  for (const int k : {0, 2}) {
    const MapParts parts = map_parts(*lab.pass, lab.column(k), 4);
    for (Index i = 0; i < parts.z.size(); ++i) {
      double sum = parts.bias;
      for (const Contribution& part : parts.contributions) {
        sum += static_cast<double>(part.products[i]);
      }
      EXPECT_NEAR(sum, static_cast<double>(parts.z[i]), 1e-5);
      EXPECT_EQ(parts.a[i], std::max(0.0F, parts.z[i]));
    }
  }
}

TEST(NetworkLab, EveryShownNumberIsExplained) {
  const AppState app = drawn();
  const Pass& pass = *app.network.pass;
  for (const Column& column : app.network.columns) {
    for (Index map = 0; map < column.maps(); map += 3) {
      for (Index i = 0; i < column.plane(); i += 7) {
        const engine::Cell cell = column.cell(map, i / column.width(), i % column.width());
        const float shown = map_values(pass, column, map)[static_cast<std::size_t>(i)];
        EXPECT_NEAR(explain_cell(pass, column, cell).result, static_cast<double>(shown), 1e-5);
      }
    }
  }
}

TEST(NetworkLab, WithoutADeadMapNothingChanges) {
  const AppState app = drawn();
  const NetworkState& lab = app.network;
  const Column& column = lab.column(2);
  bool some_changed = false;
  for (Index map = 0; map < column.maps(); ++map) {
    const auto values = map_values(*lab.pass, column, map);
    const bool dead = std::all_of(values.begin(), values.end(), [](float v) { return v == 0; });
    const auto without = probabilities_without(*lab.pass, column.output, map);
    if (dead) {
      EXPECT_EQ(without, lab.pass->probabilities);
    } else {
      some_changed |= without != lab.pass->probabilities;
    }
  }
  EXPECT_TRUE(some_changed);
}

TEST(NetworkLab, ZoomGoesInAndEscGoesBackOneLevel) {
  AppState app = drawn();
  update(app, NetworkIntent{OpenMap{{2, 12}}});
  EXPECT_EQ(app.network.level(), Level::kMap);
  update(app, NetworkIntent{OpenCell{{2, 12}, 3, 4}});
  EXPECT_EQ(app.network.level(), Level::kCell);
  EXPECT_EQ(open_cell(app.network), (engine::Cell{12, 3, 4}));
  update(app, PopLevel{});
  EXPECT_EQ(app.network.level(), Level::kMap);
  update(app, PopLevel{});
  EXPECT_EQ(app.network.level(), Level::kNetwork);
  EXPECT_EQ(app.network.selected, (MapRef{2, 12}));
  update(app, PopLevel{});
  EXPECT_FALSE(app.network.selected);
}

TEST(NetworkLab, AUnitOpensItsTermsAtOnce) {
  AppState app = drawn();
  update(app, NetworkIntent{OpenMap{{5, 83}}});
  EXPECT_EQ(app.network.level(), Level::kCell);
  EXPECT_EQ(last_step(app.network), 120 + 1 + 1);  // inputs, bias, ReLU
  update(app, PopLevel{});
  EXPECT_EQ(app.network.level(), Level::kNetwork);
}

TEST(NetworkLab, StepsCountWhatTheGrainSays) {
  AppState app = drawn();
  EXPECT_EQ(last_step(app.network), 7);
  EXPECT_EQ(current_step(app.network), 7);
  update(app, NetworkIntent{OpenMap{{2, 12}}});
  EXPECT_EQ(last_step(app.network), 6 + 1 + 1);
  update(app, NetworkIntent{SetGrain{Grain::kCell}});
  EXPECT_EQ(last_step(app.network), 100);
  update(app, NetworkIntent{SetGrain{Grain::kTerm}});
  EXPECT_EQ(last_step(app.network), 150 + 1 + 1);
  update(app, NetworkIntent{SetStep{-5}});
  EXPECT_EQ(current_step(app.network), 0);
  update(app, NetworkIntent{SetStep{9999}});
  EXPECT_EQ(current_step(app.network), 152);
}

TEST(NetworkLab, PlaysToTheEndAndStops) {
  AppState app = drawn();
  update(app, NetworkIntent{TogglePlay{}});
  EXPECT_TRUE(wants_time(app));
  EXPECT_EQ(current_step(app.network), 0);
  for (int i = 0; i < 7; ++i) update(app, AdvanceTime{1.0});
  EXPECT_EQ(current_step(app.network), 7);
  EXPECT_FALSE(wants_time(app));
}

TEST(NetworkLab, RandomWeightsAreDrawnAgainEachTime) {
  AppState app = drawn();
  const auto before = app.network.pass->probabilities;
  update(app, NetworkIntent{ChooseWeights{WeightsChoice::kRandom}});
  EXPECT_EQ(app.network.choice, WeightsChoice::kRandom);
  EXPECT_NE(app.network.pass->probabilities, before);
}

TEST(NetworkLab, FollowsTheWeightsOfARunningTraining) {
  AppState app = drawn();
  app.live_weights = random_weights("lenet", 7);
  update(app, NetworkIntent{ChooseWeights{WeightsChoice::kLive}});
  const auto before = app.network.pass->probabilities;
  update(app, NetworkIntent{OpenMap{{2, 3}}});
  app.live_weights = random_weights("lenet", 8);
  update(app, AdvanceTime{0.01});
  EXPECT_TRUE(app.network.weights == app.live_weights);
  EXPECT_NE(app.network.pass->probabilities, before);
  EXPECT_EQ(app.network.level(), Level::kMap);  // the zoom stays where it was
}

std::shared_ptr<const engine::Dataset> tiny_data() {
  auto data = std::make_shared<engine::Dataset>();
  data->name = "mnist";
  data->classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  data->test.shape = {1, 28, 28};
  data->test.images.assign(5 * 784, 0);
  for (std::size_t i = 0; i < data->test.images.size(); i += 3) data->test.images[i] = 200;
  data->test.labels = {3, 1, 4, 1, 5};
  return data;
}

TEST(TestBrowser, AsksForTheDataAndThenForTheErrors) {
  AppState app = first_state();
  Effects effects = update(app, SelectLab{LabId::kNetwork});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<LoadDataset>(effects[0]).name, "mnist");
  effects = update(app, DatasetLoaded{"mnist", tiny_data()});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_TRUE(std::get<ReadTestSet>(effects[0]).weights == app.network.weights);
  EXPECT_TRUE(app.network.test.counting);
  EXPECT_EQ(app.network.test.label, 3);
  EXPECT_TRUE(update(app, SelectLab{LabId::kNetwork}).empty());
}

TEST(TestBrowser, GoesToTheNextWrongOne) {
  AppState app = first_state();
  update(app, SelectLab{LabId::kNetwork});
  const auto data = tiny_data();
  update(app, DatasetLoaded{"mnist", data});
  update(app, TestSetRead{app.network.weights, data, {3, 1, 9, 1, 2}});
  EXPECT_EQ(app.network.test.wrong, 2);
  EXPECT_FALSE(app.network.test.counting);
  for (const Index expected : {2, 4, 2}) {
    update(app, NetworkIntent{ShowNextWrong{}});
    EXPECT_EQ(app.network.test.index, expected);
  }
  update(app, NetworkIntent{ShowTestImage{5}});
  EXPECT_EQ(app.network.test.index, 0);
  update(app, NetworkIntent{ShowTestImage{-1}});
  EXPECT_EQ(app.network.test.index, 4);
}

TEST(TestBrowser, AnAnswerForOtherWeightsIsForgotten) {
  AppState app = first_state();
  update(app, SelectLab{LabId::kNetwork});
  const auto data = tiny_data();
  update(app, DatasetLoaded{"mnist", data});
  const Weights old = app.network.weights;
  update(app, NetworkIntent{ChooseWeights{WeightsChoice::kRandom}});
  update(app, TestSetRead{old, data, {3, 1, 9, 1, 2}});
  EXPECT_TRUE(app.network.test.predictions.empty());
  EXPECT_TRUE(app.network.test.counting);
}

TEST(TestBrowser, PutsTheImageIntoTheNetwork) {
  AppState app = first_state();
  update(app, SelectLab{LabId::kNetwork});
  update(app, DatasetLoaded{"mnist", tiny_data()});
  update(app, NetworkIntent{LoadTestImage{}});
  EXPECT_EQ(app.network.pass->picture, app.network.test.image);
  EXPECT_EQ(ranking(app.network.pass->probabilities).front(), app.network.test.read_as);
  update(app, Undo{});
  EXPECT_TRUE(app.network.pad.drawing().empty());
}

}  // namespace
}  // namespace convscope::state
