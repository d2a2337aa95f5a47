#include "app/ui/layout.h"

#include <gtest/gtest.h>

#include <vector>

namespace convscope::ui {
namespace {

using figure::Rect;

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

TEST(Layout, TilesTheWindowWithoutOverlapAtEverySize) {
  for (float width = 1; width <= 4000; width += 37) {
    for (float height = 1; height <= 2200; height += 83) {
      for (const bool presenting : {false, true}) {
        const Layout l = compute_layout({{0, 0, width, height}, presenting});
        float area = 0;
        std::vector<Rect> panels;
        for (const Rect& r : {l.top, l.settings, l.stage, l.card, l.transport}) {
          if (!r.empty()) panels.push_back(r);
        }
        for (std::size_t i = 0; i < panels.size(); ++i) {
          area += panels[i].width * panels[i].height;
          EXPECT_GE(panels[i].x, 0);
          EXPECT_LE(panels[i].right(), width);
          EXPECT_LE(panels[i].bottom(), height + 0.01F);
          for (std::size_t j = 0; j < i; ++j) {
            ASSERT_FALSE(overlap(panels[i], panels[j])) << width << "x" << height;
          }
        }
        ASSERT_NEAR(area, width * height, width * height * 1e-4F) << width << "x" << height;
      }
    }
  }
}

TEST(Layout, HasTheMeasuresOfTheDesign) {
  const Layout small = compute_layout({{0, 0, 1280, 720}});
  EXPECT_EQ(small.top.height, 40);
  EXPECT_EQ(small.transport.height, 52);
  EXPECT_EQ(small.settings.width, 240);
  EXPECT_EQ(small.card.width, 280);
  const Layout large = compute_layout({{0, 0, 1920, 1080}});
  EXPECT_EQ(large.top.height, 48);
  EXPECT_EQ(large.transport.height, 64);
  EXPECT_EQ(large.settings.width, 280);
  EXPECT_EQ(large.card.width, 360);
}

TEST(Layout, FoldsTheCardThenTheSettingsThenTheTabs) {
  EXPECT_FALSE(compute_layout({{0, 0, 1280, 720}}).card_folded);
  const Layout narrow = compute_layout({{0, 0, 1100, 720}});
  EXPECT_TRUE(narrow.card_folded);
  EXPECT_FALSE(narrow.settings_folded);
  EXPECT_TRUE(compute_layout({{0, 0, 800, 720}}).settings_folded);
  EXPECT_TRUE(compute_layout({{0, 0, 700, 720}}).tabs_in_menu);
}

}  // namespace
}  // namespace convscope::ui
