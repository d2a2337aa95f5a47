#include "app/state/kernels/kernels_card.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/state/kernels/kernels_update.h"
#include "app/state/number_text.h"
#include "app/state/update.h"

namespace convscope::state {
namespace {

void act(KernelsState& state, const KernelsAction& action) {
  Effects effects;
  update_kernels(state, action, Language::kEnglish, effects);
}

std::string joined(const std::vector<CardLine>& lines) {
  std::string text;
  for (const CardLine& line : lines) {
    for (const CardSpan& span : line) text += span.text;
    text += "\n";
  }
  return text;
}

// What a card says, without the sign of degrees.
double value_of(const NumberCard& card) {
  std::string text = card.value;
  if (text.ends_with("\u00B0")) text.resize(text.size() - 2);
  return typed_number(text).value_or(NAN);
}

TEST(KernelsCard, TellsTheNumberOfThePictureInEveryOutput) {
  KernelsState state;
  for (const KernelPreset preset : {KernelPreset::kSobelX, KernelPreset::kSobelY,
                                    KernelPreset::kGaussian, KernelPreset::kEmboss}) {
    for (const engine::Index size : {1, 3, 4, 7}) {
      act(state, kernels::ChoosePreset{preset});
      act(state, kernels::SetSize{size});
      for (const KernelOutput output : {KernelOutput::kSigned, KernelOutput::kAbsolute,
                                        KernelOutput::kMagnitude, KernelOutput::kDirection}) {
        act(state, kernels::SetOutput{output});
        for (const KernelsState::Pixel at :
             {KernelsState::Pixel{0, 0}, {30, 95}, {100, 120}, {61, 97}, {255, 255}}) {
          act(state, kernels::JumpToPixel{at});
          const auto shown = state.result->stages.back().plane().at(at.y, at.x);
          const NumberCard card = kernels_card(state, Language::kEnglish);
          if (!std::isfinite(shown)) {
            EXPECT_EQ(card.value, "\u2014");
            continue;
          }
          const double apart = std::fabs(value_of(card) - static_cast<double>(shown));
          // Half a turn apart is the same direction.
          const bool turn = output == KernelOutput::kDirection && apart > 359;
          EXPECT_LE(turn ? 0 : apart, output == KernelOutput::kDirection ? 0.06 : 0.02)
              << card.title << " = " << card.value << ", shown " << shown;
        }
      }
    }
  }
}

TEST(KernelsCard, ExplainsAMagnitudeByBothResponsesAndTheirRoot) {
  KernelsState state;
  act(state, kernels::SetOutput{KernelOutput::kMagnitude});
  act(state, kernels::JumpToPixel{{61, 97}});
  const NumberCard card = kernels_card(state, Language::kEnglish);
  ASSERT_EQ(card.rows.size(), 9U);
  double gx = 0, gy = 0;
  for (const CardRow& row : card.rows) {
    gx += row.product;
    gy += row.sum;
  }
  EXPECT_TRUE(shows_gradient(state));
  EXPECT_EQ(card.bias_value, number_text(gx, 0, Language::kEnglish));
  EXPECT_EQ(card.result, number_text(gy, 0, Language::kEnglish));
  EXPECT_NEAR(value_of(card), std::hypot(gx, gy), 0.01);
  EXPECT_NE(joined(card.formula).find("\u221A(gx\u00B2 + gy\u00B2)"), std::string::npos);
  EXPECT_NE(joined(card.with_numbers).find("gx = " + card.bias_value), std::string::npos);
  EXPECT_NE(joined(card.with_numbers).find(card.value), std::string::npos);
  act(state, kernels::SetOutput{KernelOutput::kDirection});
  EXPECT_NE(joined(kernels_card(state, Language::kEnglish).formula).find("atan2(gy, gx)"),
            std::string::npos);
}

TEST(KernelsCard, AKernelForYGivesGyAndItsTransposeGx) {
  using enum KernelPreset;
  for (const auto& [along_x, along_y] :
       {std::pair{kPrewittX, kPrewittY}, {kSobelX, kSobelY}, {kScharrX, kScharrY}}) {
    for (const engine::Index size : {2, 3, 4, 5, 8}) {
      EXPECT_FALSE(derives_along_y(preset_filter(along_x, size)));
      // A core of 3x3 has no room in 2x2.
      if (size > 2) {
        EXPECT_TRUE(derives_along_y(preset_filter(along_y, size)));
      }
    }
    for (const KernelOutput output : {KernelOutput::kMagnitude, KernelOutput::kDirection}) {
      KernelsState x, y;
      act(x, kernels::ChoosePreset{along_x});
      act(y, kernels::ChoosePreset{along_y});
      act(x, kernels::SetOutput{output});
      act(y, kernels::SetOutput{output});
      const auto& a = x.result->stages.back().plane().values;
      const auto& b = y.result->stages.back().plane().values;
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        ASSERT_TRUE(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) << i;
      }
      act(x, kernels::JumpToPixel{{61, 97}});
      act(y, kernels::JumpToPixel{{61, 97}});
      const NumberCard of_x = kernels_card(x, Language::kEnglish),
                       of_y = kernels_card(y, Language::kEnglish);
      EXPECT_EQ(of_x.value, of_y.value);
      EXPECT_EQ(joined(of_x.with_numbers), joined(of_y.with_numbers));
      EXPECT_EQ(of_x.columns.product, "gx");
      EXPECT_EQ(of_y.columns.product, "gy");
      EXPECT_EQ(of_x.bias_value, of_y.result);
      EXPECT_EQ(of_x.result, of_y.bias_value);
    }
  }
  for (const KernelPreset blur : {kIdentity, kBox, kGaussian, kSharpen, kLaplacian}) {
    EXPECT_FALSE(derives_along_y(preset_filter(blur, 5)));
  }
}

TEST(KernelsCard, ARampThatGetsBrighterDownwardsPointsDown) {
  // 2 more a column, 10 more a row: Prewitt sums three differences across two cells.
  auto photo = std::make_shared<Photo>();
  photo->luma = {8, 8, {}};
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) photo->luma.values.push_back(static_cast<float>(10 * y + 2 * x));
  }
  KernelsState state;
  act(state, kernels::PhotoOpened{photo});
  act(state, kernels::ChoosePreset{KernelPreset::kPrewittY});
  act(state, kernels::SetOutput{KernelOutput::kDirection});
  act(state, kernels::JumpToPixel{{4, 3}});
  const NumberCard card = kernels_card(state, Language::kEnglish);
  EXPECT_EQ(joined(card.with_numbers), "gx = 12  gy = 60\nθ = atan2(60, 12) = 78.7°\n");
  EXPECT_NEAR(static_cast<double>(state.result->stages.back().plane().at(4, 3)), 78.690, 1e-3);
  EXPECT_NE(joined(card.formula).find("gx = Σi,j\n  w[j,i]"), std::string::npos);
  EXPECT_NE(joined(card.formula).find("gy = Σi,j\n  w[i,j]"), std::string::npos);
}

TEST(KernelsCard, TheFormulaHasTheDivisorAndTheOffset) {
  KernelsState state;
  act(state, kernels::ChoosePreset{KernelPreset::kGaussian});
  act(state, kernels::SetSize{15});
  const std::string divisor = number_text(static_cast<double>(state.setup().filter().divide),
                                          -kUsualDigits, Language::kEnglish);
  EXPECT_NE(divisor.find('.'), std::string::npos);
  NumberCard card = kernels_card(state, Language::kEnglish);
  EXPECT_NE(joined(card.formula).find(" / " + divisor), std::string::npos);
  EXPECT_NE(joined(card.with_numbers).find(" / " + divisor), std::string::npos);
  EXPECT_NE(joined(card.formula).find("x[y+i\u22127,x+j\u22127]"), std::string::npos);
  act(state, kernels::SetAdd{-7});
  card = kernels_card(state, Language::kEnglish);
  EXPECT_NE(joined(card.formula).find(" / " + divisor + " \u2212 7"), std::string::npos);
}

TEST(KernelsCard, AKernelInTheMiddleOfAChainAnswersWithItsSign) {
  KernelsState state;
  act(state, kernels::SetOutput{KernelOutput::kMagnitude});
  act(state, kernels::AddFilter{});
  act(state, kernels::ChooseFilter{0});
  act(state, kernels::JumpToPixel{{61, 97}});
  const NumberCard card = kernels_card(state, Language::kEnglish);
  EXPECT_FALSE(shows_gradient(state));
  const float first = state.result->stages[0].plane().at(61, 97);
  EXPECT_NEAR(value_of(card), static_cast<double>(first), 0.01);
  EXPECT_TRUE(joined(card.formula).starts_with("o[y,x]"));
}

}  // namespace
}  // namespace convscope::state
