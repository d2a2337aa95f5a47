#include "app/ui/fonts.h"

#include <gtest/gtest.h>
#include <imgui.h>

namespace convscope::ui {
namespace {

using figure::Face;

class FontsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ImGui::CreateContext();
    fonts_.build(CONVSCOPE_SOURCE_DIR "/assets/fonts", 1);
  }
  void TearDown() override { ImGui::DestroyContext(); }

  float width(Face face, const char* text) const {
    const ImFont* font = fonts_.get(face, 20);
    return font->CalcTextSizeA(font->FontSize, 1e9F, 0, text).x;
  }

  Fonts fonts_;
};

TEST_F(FontsTest, MinusIsWiderThanTheHyphenInEveryDigitFace) {
  for (const Face face : {Face::kMono, Face::kMonoMedium, Face::kMonoBold}) {
    const ImFont* font = fonts_.get(face, 20);
    const ImFontGlyph* minus = font->FindGlyph(0x2212);
    const ImFontGlyph* hyphen = font->FindGlyph('-');
    EXPECT_GT(minus->X1 - minus->X0, hyphen->X1 - hyphen->X0);
  }
}

TEST_F(FontsTest, DigitsAreTabular) {
  EXPECT_EQ(width(Face::kMono, "1111"), width(Face::kMono, "8888"));
  EXPECT_EQ(width(Face::kMono, "1"), width(Face::kMono, "\u2212"));
}

TEST_F(FontsTest, EverySignOfTheInterfaceIsThere) {
  EXPECT_TRUE(fonts_.warnings().empty());
  for (const Face face : {Face::kText, Face::kTextSemiBold, Face::kMono, Face::kMonoBold}) {
    for (const int sign : {0x00E7, 0x00E3, 0x2211, 0x2212, 0x2207, 0x230A, 0x230B, 0x2299, 0x202F,
                           0x2026, 0x00D7, 0x00B7, 0x2190, 0x2192, 0x2265, 0x03C3}) {
      EXPECT_NE(fonts_.get(face, 14)->FindGlyphNoFallback(static_cast<ImWchar>(sign)), nullptr)
          << std::hex << sign;
    }
  }
}

TEST_F(FontsTest, MissingFilesAreNamedAndReplaced) {
  fonts_.build("/nowhere", 1);
  EXPECT_EQ(fonts_.warnings().size(), 6U);
  EXPECT_NE(fonts_.get(Face::kText, 14), nullptr);
}

}  // namespace
}  // namespace convscope::ui
