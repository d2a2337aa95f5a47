#include "app/state/network/cell_view.h"

#include <gtest/gtest.h>

#include "app/state/network/update_network.h"
#include "app/state/scene.h"
#include "app/state/update.h"
#include "tests/app/state/network/opened_cell.h"

namespace convscope::state {
namespace {

using namespace network;
using engine::Index;

TEST(CellView, OfAConvolutionHasOnePlaneAChannel) {
  AppState app = opened_cell({2, 12}, 4, 5);
  const CellView view = cell_view(app.network);
  ASSERT_EQ(view.groups.size(), 6U);
  EXPECT_EQ(view.groups[3].name, "p1[3]");
  EXPECT_EQ(view.groups[3].x.rows, 5);
  EXPECT_EQ(view.groups[3].w.columns, 5);
  double sum = view.parts.compute.bias->value;
  for (const CellGroup& group : view.groups) sum += group.sum;
  EXPECT_NEAR(sum, view.parts.compute.sum, 1e-9);
  EXPECT_TRUE(view.result_known);
}

TEST(CellView, AStepComputesSoManyTerms) {
  AppState app = opened_cell({2, 12}, 4, 5);
  update(app, NetworkIntent{SetStep{30}});
  const CellView view = cell_view(app.network);
  EXPECT_TRUE(view.groups[0].complete);
  EXPECT_FALSE(view.groups[1].complete);
  EXPECT_TRUE(view.groups[1].started);
  EXPECT_FALSE(view.groups[2].started);
  EXPECT_TRUE(view.groups[1].product.cells[4].has(kMarkActive));
  EXPECT_TRUE(view.groups[1].product.cells[5].has(kMarkPending));
  EXPECT_NEAR(view.partial, view.parts.compute.terms[29].running_sum, 1e-9);
  EXPECT_FALSE(view.sum_known);
  const NumberCard card = cell_card(app.network, {2, 12}, {12, 4, 5}, 30, Language::kEnglish);
  EXPECT_EQ(card.current, 29);
  EXPECT_TRUE(card.partial);
  EXPECT_EQ(card.rows.size(), 150U);
  EXPECT_TRUE(card.rows[25].starts_group);
}

TEST(CellView, TheLastTermsAreInSightUntilItIsComplete) {
  const AppState app = opened_cell({2, 12}, 4, 5);
  // 150 terms, the bias, the activation.
  for (const long long step : {150, 151, 152}) {
    const NumberCard card = cell_card(app.network, {2, 12}, {12, 4, 5}, step, Language::kEnglish);
    EXPECT_EQ(card.shown, step < 152 ? 149 : -1) << step;
    EXPECT_EQ(card.done, 150) << step;
  }
}

TEST(CellView, PaddingIsMarked) {
  AppState app = opened_cell({0, 2}, 0, 0);
  const CellView view = cell_view(app.network);
  ASSERT_EQ(view.groups.size(), 1U);
  EXPECT_EQ(view.groups[0].name, "x");
  EXPECT_TRUE(view.groups[0].x.cells[0].has(kMarkPadding));
  EXPECT_FALSE(view.groups[0].x.cells[24].has(kMarkPadding));
}

TEST(CellView, OfMaxPoolingIsOneWindow) {
  AppState app = opened_cell({1, 3}, 2, 2);
  const CellView view = cell_view(app.network);
  EXPECT_TRUE(view.takes_largest);
  EXPECT_FALSE(view.has_weights);
  ASSERT_EQ(view.groups.size(), 1U);
  EXPECT_EQ(view.groups[0].x.rows, 2);
  EXPECT_EQ(view.groups[0].name, "a1[3]");
}

TEST(CellView, TheFirstDenseLayerReadsMaps) {
  AppState app = opened_cell({4, 7}, 0, 0);
  const CellView view = cell_view(app.network);
  ASSERT_EQ(view.groups.size(), 16U);
  EXPECT_EQ(view.groups[15].name, "p2[15]");
  EXPECT_EQ(view.groups[0].x.columns, 5);
}

TEST(CellView, LaterOnesReadAVector) {
  for (const int column : {5, 6}) {
    AppState app = opened_cell({column, 3}, 0, 0);
    const CellView view = cell_view(app.network);
    ASSERT_EQ(view.groups.size(), 1U);
    EXPECT_EQ(view.groups[0].x.rows * view.groups[0].x.columns, column == 5 ? 120 : 84);
  }
}

TEST(MapView, ChannelsAreAddedOneByOne) {
  AppState app = opened_cell({2, 12}, 4, 5);
  update(app, NetworkIntent{SetGrain{Grain::kChannel}});
  const engine::Tensor whole = map_view(app.network).parts.z;
  EXPECT_EQ(map_view(app.network).cells, 100);
  update(app, NetworkIntent{SetStep{2}});
  const MapView two = map_view(app.network);
  EXPECT_EQ(two.channels, 2);
  EXPECT_EQ(two.active_channel, 1);
  EXPECT_EQ(two.cells, 0);
  EXPECT_EQ(two.sum[55],
            two.parts.contributions[0].products[55] + two.parts.contributions[1].products[55]);
  update(app, NetworkIntent{SetStep{7}});
  const MapView with_bias = map_view(app.network);
  for (Index i = 0; i < whole.size(); ++i) EXPECT_NEAR(with_bias.sum[i], whole[i], 1e-5);
}

TEST(MapCopies, SayWhatTheCardSays) {
  const AppState app = opened_cell({2, 12}, 4, 5);
  EXPECT_NE(map_text(app.network, {2, 12}).find("p1[5]"), std::string::npos);
  EXPECT_NE(map_csv(app.network, {2, 12}).find("channel,mean,magnitude\n0,"), std::string::npos);
  EXPECT_NE(map_latex(app.network, {2, 12}).find("w_{12,c}"), std::string::npos);
  EXPECT_EQ(map_numpy(app.network, {2, 12}).substr(0, 17), "np.maximum(0, b[1");
}

}  // namespace
}  // namespace convscope::state
