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
  EXPECT_EQ(number_text(-INFINITY, 2, Language::kEnglish), "\u2212\u221E");
  EXPECT_EQ(number_text(INFINITY, -4, Language::kPortuguese), "\u221E");
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

TEST(NumberText, RoundsHalfAwayFromZero) {
  EXPECT_EQ(number_text(0.0625, 3, Language::kEnglish), "0.063");
  EXPECT_EQ(number_text(-17.125, 2, Language::kEnglish), "\u221217.13");
  EXPECT_EQ(number_text(0.0624, 3, Language::kEnglish), "0.062");
  EXPECT_EQ(number_text(2.5, 0, Language::kEnglish), "3");
}

TEST(NumberText, ByItselfHasTheFewestDigitsOfAFloat32) {
  const auto own = [](double value, int digits) {
    return number_text(value, -digits, Language::kEnglish);
  };
  EXPECT_EQ(own(static_cast<double>(12345.678F), 9), "12345.678");
  EXPECT_EQ(own(static_cast<double>(12345.678F), 6), "12345.7");
  EXPECT_EQ(own(static_cast<double>(0.1F), 6), "0.1");
  EXPECT_EQ(own(1, 6), "1");
  EXPECT_EQ(own(0, 6), "0");
  EXPECT_EQ(own(0.001, 6), "0.001");
  EXPECT_EQ(own(1234.5, 2), "1235") << "digits in front of the mark are all written";
  EXPECT_EQ(own(1000000, 6), "1e6");
  EXPECT_EQ(own(static_cast<double>(1.2e20F), 6), "1.2e20");
  EXPECT_EQ(own(static_cast<double>(-1e-7F), 6), "\u22121e\u22127");
  EXPECT_EQ(own(9.996, 3), "10");
  EXPECT_EQ(own(static_cast<double>(9.999e9F), 2), "1e10");
  EXPECT_EQ(number_text(static_cast<double>(1.25e20F), -6, Language::kPortuguese), "1,25e20");
  EXPECT_EQ(number_text(1e20, 0, Language::kEnglish), "1e20") << "no noise of a float32";
  EXPECT_EQ(typed_number("\u22121,5e\u22127"), -1.5e-7);
}

TEST(ColumnDecimals, AreEachNumbersOwnWhereNoneFitsAll) {
  const std::vector<float> mixed{1e20F, 0.001F, 3}, apart{2, 0.0001F}, usual{1234.5F, 2},
      tiny{1e-7F, 2e-7F}, noisy{12345.678F, 1};
  EXPECT_LT(column_decimals(mixed, 4), 0);
  EXPECT_LT(column_decimals(apart, 4), 0);
  EXPECT_LT(column_decimals(tiny, 4), 0);
  EXPECT_LT(column_decimals(noisy, 4), 0);
  EXPECT_EQ(column_decimals(usual, 4), 1);
  EXPECT_EQ(column_decimals(std::vector<float>{0, 0}, 4), 0);
  EXPECT_EQ(common_decimals(2, 4), 4);
  EXPECT_LT(common_decimals(2, -6), 0);
  EXPECT_EQ(decimals_for(std::vector<float>{12345.678F}, 6), 3) << "not the noise behind it";
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
