#include "app/state/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace convscope::state {
namespace {

TEST(NumberText, HasATrueMinusAndTheLanguagesMark) {
  EXPECT_EQ(number_text(-2.5, 1, Language::kEnglish), "\u22122.5");
  EXPECT_EQ(number_text(-2.5, 2, Language::kPortuguese), "\u22122,50");
  EXPECT_EQ(number_text(-0.001, 2, Language::kEnglish), "0.00");
  EXPECT_EQ(signed_text(1, 0, Language::kEnglish), "+1");
  EXPECT_EQ(signed_text(0, 0, Language::kEnglish), "0");
  EXPECT_EQ(number_text(NAN, 2, Language::kEnglish), "nan");
  EXPECT_EQ(number_text(-INFINITY, 2, Language::kEnglish), "\u2212inf");
}

TEST(CountText, GroupsFromTenThousandOn) {
  EXPECT_EQ(count_text(1368), "1368");
  EXPECT_EQ(count_text(61706), "61\u202F706");
  EXPECT_EQ(count_text(138357544), "138\u202F357\u202F544");
  EXPECT_EQ(count_text(-12345), "\u221212\u202F345");
}

TEST(DecimalsFor, IsTheWidestInTheColumn) {
  const std::vector<float> blur{0.0625F, 0.125F, 0.25F};
  EXPECT_EQ(decimals_for(blur, 6), 4);
  EXPECT_EQ(decimals_for(blur, 2), 2);
  const std::vector<float> whole{1, -2, 300};
  EXPECT_EQ(decimals_for(whole, 6), 0);
}

TEST(TypedNumber, TakesPointCommaAndMinus) {
  EXPECT_EQ(typed_number("0,5"), 0.5);
  EXPECT_EQ(typed_number("0.5"), 0.5);
  EXPECT_EQ(typed_number("\u22123"), -3.0);
  EXPECT_FALSE(typed_number("1,5,2").has_value());
  EXPECT_FALSE(typed_number("abc").has_value());
}

}  // namespace
}  // namespace convscope::state
