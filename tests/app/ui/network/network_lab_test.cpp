#include <gtest/gtest.h>

#include "app/state/network/cell_view.h"
#include "app/state/network/gradient_check.h"
#include "app/state/network/update_network.h"
#include "app/state/scene.h"
#include "tests/support/ui_driver.h"

namespace convscope::testing {
namespace {

using namespace state::network;
using figure::Point;
using figure::Rect;

state::AppState opened() {
  state::AppState app = state::first_state();
  app.lab = state::LabId::kNetwork;
  app.settings.reduce_motion = true;
  return app;
}

void draw_seven(UiDriver& driver) {
  const Rect pad = driver.rect("network.pad");
  const auto at = [&](float x, float y) {
    return Point{pad.x + x * pad.width, pad.y + y * pad.height};
  };
  driver.drag({at(0.3F, 0.2F), at(0.5F, 0.2F), at(0.7F, 0.2F), at(0.6F, 0.5F), at(0.5F, 0.8F)});
}

TEST(NetworkLab, AStrokeChangesTheBars) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  const auto before = driver.state().network.pass->probabilities;
  draw_seven(driver);
  EXPECT_EQ(driver.state().network.pad.drawing().strokes.size(), 1U);
  EXPECT_GE(driver.state().network.pad.drawing().strokes[0].points.size(), 5U);
  EXPECT_FALSE(driver.state().network.pad.drawing_stroke());
  EXPECT_NE(driver.state().network.pass->probabilities, before);
  driver.sign(U'z', true);
  EXPECT_TRUE(driver.state().network.pad.drawing().empty());
}

TEST(NetworkLab, ButtonsOfThePad) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  draw_seven(driver);
  driver.click("network.eraser");
  EXPECT_EQ(driver.state().network.pad.tool(), state::PadTool::kEraser);
  driver.click("network.pen");
  EXPECT_EQ(driver.state().network.pad.tool(), state::PadTool::kPen);
  driver.click("network.clear");
  EXPECT_TRUE(driver.state().network.pad.drawing().empty());
  driver.click("network.undo");
  EXPECT_FALSE(driver.state().network.pad.drawing().empty());
}

TEST(NetworkLab, PointingAtAMapMakesItTheOneInFocus) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  draw_seven(driver);
  driver.move_to(driver.rect("network.map.2.12").center());
  driver.frame();
  EXPECT_EQ(driver.state().network.focus(), (MapRef{2, 12}));
  EXPECT_EQ(driver.state().network.without.size(), 10U);
  driver.move_to({1200, 140});
  driver.frame();
  EXPECT_FALSE(driver.state().network.focus());
}

TEST(NetworkLab, TheZoomGoesFromTheNetworkToOneProductAndBack) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  draw_seven(driver);
  driver.click("network.map.2.12");
  ASSERT_EQ(driver.state().network.level(), Level::kMap);
  driver.frame();
  const Rect result = driver.rect("network.result");
  // The middle of cell (3, 4) of 10 x 10.
  driver.click_at({result.x + result.width * 0.45F, result.y + result.height * 0.35F});
  ASSERT_EQ(driver.state().network.level(), Level::kCell);
  EXPECT_EQ(open_cell(driver.state().network), (engine::Cell{12, 3, 4}));
  driver.frame();
  // The card has the terms, and a click on one makes it the step.
  driver.click("card.row[2]");
  EXPECT_EQ(current_step(driver.state().network), 3);
  driver.clear_effects();
  driver.click("card.copy.text");
  ASSERT_FALSE(driver.effects().empty());
  EXPECT_NE(std::get<state::WriteClipboard>(driver.effects()[0]).text.find("="), std::string::npos);
  driver.key(ui::Key::kEscape);
  EXPECT_EQ(driver.state().network.level(), Level::kMap);
  driver.key(ui::Key::kEscape);
  EXPECT_EQ(driver.state().network.level(), Level::kNetwork);
}

TEST(NetworkLab, TheCardChecksTheGradientOfTheOpenTerm) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    UiDriver driver(width, height, opened());
    driver.frame();
    draw_seven(driver);
    EXPECT_FALSE(driver.has("network.check"));
    driver.apply(state::NetworkIntent{OpenCell{{2, 12}, 3, 4}});
    driver.frame();
    const Rect copy = driver.rect("card.copy.text");
    driver.click("network.check");
    driver.frame();
    // In place of the terms; nothing else has moved.
    EXPECT_FALSE(driver.has("card.row[2]"));
    EXPECT_EQ(driver.rect("card.copy.text"), copy);
    driver.key(ui::Key::kHome);
    for (int i = 0; i < 3; ++i) driver.key(ui::Key::kRight);
    driver.frame();
    const GradientCheck& check = *driver.state().network.check;
    EXPECT_EQ(check.numbers[0].name, "w[12,0,0,2]");
    const Rect weight = driver.rect("network.check.weight");
    const Rect input = driver.rect("network.check.input"), bias = driver.rect("network.check.bias");
    EXPECT_LE(weight.bottom(), input.y);
    EXPECT_LE(input.bottom(), bias.y);
    EXPECT_LE(bias.bottom(), copy.y - 12);
    driver.clear_effects();
    driver.click("card.copy.csv");
    ASSERT_FALSE(driver.effects().empty());
    EXPECT_EQ(std::get<state::WriteClipboard>(driver.effects()[0]).text,
              state::check_csv(check_sheet(check, state::Language::kEnglish)));
    driver.sign(U'g');
    EXPECT_FALSE(driver.state().network.check);
    driver.frame();
    EXPECT_TRUE(driver.has("card.row[2]"));
  }
}

TEST(NetworkLab, ThePresentedCellShowsItsGradientCheck) {
  state::AppState app = opened();
  app.presenting = true;
  UiDriver driver(1920, 1080, app);
  driver.frame();
  driver.sign(U'g');
  ASSERT_EQ(driver.state().network.level(), Level::kCell);
  ASSERT_TRUE(driver.state().network.check);
  driver.frame();
  EXPECT_TRUE(driver.has("network.check.presented.0"));
  driver.sign(U'g');
  driver.frame();
  EXPECT_FALSE(driver.has("network.check.presented.0"));
}

TEST(NetworkLab, AClickOnEmptySpaceGoesBackOneLevel) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  draw_seven(driver);
  driver.click("network.map.0.1");
  ASSERT_EQ(driver.state().network.level(), Level::kMap);
  driver.frame();
  const Rect stage = driver.rect("network.path.0");
  driver.click_at(driver.rect("network.rows").center());
  EXPECT_EQ(driver.state().network.level(), Level::kMap) << "a picture is not empty space";
  driver.click_at({stage.x + 700, stage.bottom() + 6});
  EXPECT_EQ(driver.state().network.level(), Level::kNetwork);
}

TEST(NetworkLab, ABarOpensTheTermsOfItsClass) {
  UiDriver driver(1280, 720, opened());
  driver.frame();
  draw_seven(driver);
  driver.click("network.map.6.7");
  ASSERT_EQ(driver.state().network.level(), Level::kCell);
  driver.frame();
  EXPECT_TRUE(driver.has("card.row[0]"));
}

TEST(NetworkLab, EveryLevelDrawsInEverySizeAndPresented) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    for (const bool presenting : {false, true}) {
      state::AppState app = opened();
      app.presenting = presenting;
      UiDriver driver(width, height, app);
      driver.frame();
      for (const int column : {0, 1, 2, 3, 4, 5, 6}) {
        driver.apply(state::NetworkIntent{OpenMap{{column, 0}}});
        driver.frame();
        EXPECT_GT(driver.vertices(), 100);
        driver.apply(state::NetworkIntent{OpenCell{{column, 0}, 0, 0}});
        driver.frame();
        driver.key(ui::Key::kHome);
        driver.frame();
        EXPECT_GT(driver.vertices(), 100);
      }
    }
  }
}

TEST(NetworkLab, ExportsTheOpenLayer) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  driver.click("network.map.2.3");
  driver.frame();
  driver.clear_effects();
  driver.click("network.export.filters");
  ASSERT_EQ(driver.effects().size(), 1U);
  const auto& sheet = std::get<state::CaptureSheet>(driver.effects()[0]);
  EXPECT_EQ(sheet.sheet, (SheetRef{2, true}));
  EXPECT_EQ(sheet.path, "conv2-filters.png");
}

TEST(NetworkLab, StepsWithTheKeysOfTheTransportBar) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  driver.key(ui::Key::kHome);
  EXPECT_EQ(current_step(driver.state().network), 0);
  driver.key(ui::Key::kRight);
  driver.key(ui::Key::kRight);
  EXPECT_EQ(current_step(driver.state().network), 2);
  driver.key(ui::Key::kEnd);
  EXPECT_EQ(current_step(driver.state().network), 7);
}

// Frames until the zoom of a quarter of a second is over.
void wait_for_zoom(UiDriver& driver) {
  for (int i = 0; i < 17; ++i) driver.frame();
}

TEST(NetworkLab, OpeningAMapZoomsIntoItAndEscapeOut) {
  UiDriver driver(1920, 1080, opened());
  driver.mutable_state().settings.reduce_motion = false;
  driver.frame();
  draw_seven(driver);
  driver.click("network.map.2.12");
  EXPECT_EQ(driver.state().network.level(), Level::kMap);
  EXPECT_FALSE(driver.has("network.result"));
  EXPECT_FALSE(driver.has("network.map.2.12"));  // what moves cannot be clicked
  wait_for_zoom(driver);
  EXPECT_TRUE(driver.has("network.result"));
  driver.key(ui::Key::kEscape);
  EXPECT_EQ(driver.state().network.level(), Level::kNetwork);
  EXPECT_FALSE(driver.has("network.map.2.12"));
  wait_for_zoom(driver);
  EXPECT_TRUE(driver.has("network.map.2.12"));
}

TEST(NetworkLab, WithReducedMotionThereIsNoZoom) {
  UiDriver driver(1920, 1080, opened());
  driver.frame();
  driver.click("network.map.2.12");
  driver.frame();
  EXPECT_TRUE(driver.has("network.result"));
}

TEST(NetworkLab, AStepDoesNotWaitForTheZoom) {
  UiDriver driver(1920, 1080, opened());
  driver.mutable_state().settings.reduce_motion = false;
  driver.frame();
  driver.click("network.map.2.12");
  EXPECT_FALSE(driver.has("network.result"));
  driver.key(ui::Key::kLeft);
  driver.frame();
  EXPECT_TRUE(driver.has("network.result"));
  EXPECT_EQ(current_step(driver.state().network), last_step(driver.state().network) - 1);
}

TEST(NetworkLab, InALowWindowOneChannelOfACellIsLarge) {
  UiDriver driver(1280, 720, opened());
  driver.frame();
  draw_seven(driver);
  driver.apply(state::NetworkIntent{OpenCell{{2, 12}, 3, 4}});
  driver.frame();
  ASSERT_TRUE(driver.has("network.channel.5"));
  driver.click("network.channel.3");
  EXPECT_EQ(driver.state().network.open_channel, 3);
  // Stepping takes over: 25 terms a channel, so that term 26 is of the second.
  driver.apply(state::NetworkIntent{SetStep{26}});
  EXPECT_FALSE(driver.state().network.open_channel);
  EXPECT_EQ(channel_at_large(driver.state().network, cell_view(driver.state().network)), 1);
}

TEST(NetworkLab, WeightFilesAreListedAndOpenedByKeyboard) {
  UiDriver driver(1280, 720, opened());
  driver.frame();
  driver.click("network.open");
  ASSERT_EQ(driver.effects().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<state::FindWeightFiles>(driver.effects()[0]));
  driver.clear_effects();
  driver.apply(
      state::NetworkIntent{WeightFilesFound{{{"/a/one.safetensors", "one.safetensors", "/a"},
                                             {"/b/two.safetensors", "two.safetensors", "/b"}}}});
  driver.frame();
  ASSERT_TRUE(driver.has("network.file.1"));
  driver.key(ui::Key::kDown);
  EXPECT_EQ(driver.focused(), "network.file.1");
  driver.key(ui::Key::kEnter);
  ASSERT_EQ(driver.effects().size(), 1U);
  EXPECT_EQ(std::get<state::LoadWeights>(driver.effects()[0]).path, "/b/two.safetensors");
  driver.frame();
  EXPECT_FALSE(driver.has("network.file.1"));
}

TEST(NetworkLab, APathCanBeTyped) {
  UiDriver driver(1280, 720, opened());
  driver.frame();
  driver.click("network.open");
  driver.clear_effects();
  driver.click("network.path");
  driver.type("/c/three.safetensors");
  ASSERT_EQ(driver.effects().size(), 1U);
  EXPECT_EQ(std::get<state::LoadWeights>(driver.effects()[0]).path, "/c/three.safetensors");
}

TEST(NetworkLab, TheKeyboardReachesOneCellAndOneUnit) {
  UiDriver driver(1280, 720, opened());
  driver.frame();
  const auto tab_to = [&](const std::string& id) {
    for (int i = 0; i < 80 && driver.focused() != id; ++i) driver.key(ui::Key::kTab);
    return driver.focused() == id;
  };
  ASSERT_TRUE(tab_to("network.map.2.12"));
  EXPECT_EQ(driver.state().network.focus(), (MapRef{2, 12}));
  driver.key(ui::Key::kEnter);
  ASSERT_TRUE(tab_to("network.result"));
  driver.key(ui::Key::kDown);
  driver.key(ui::Key::kRight);
  driver.key(ui::Key::kEnter);
  EXPECT_EQ(open_cell(driver.state().network), (engine::Cell{12, 6, 6}));
  EXPECT_EQ(driver.state().network.level(), Level::kCell);
  driver.key(ui::Key::kEscape);
  driver.key(ui::Key::kEscape);
  ASSERT_TRUE(tab_to("network.units.4"));
  driver.key(ui::Key::kDown);
  EXPECT_EQ(driver.state().network.focus(), (MapRef{4, 1}));
  driver.key(ui::Key::kEnter);
  EXPECT_EQ(driver.state().network.level(), Level::kCell);
}

}  // namespace
}  // namespace convscope::testing
