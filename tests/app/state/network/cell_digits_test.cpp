#include "app/state/network/cell_digits.h"

#include <gtest/gtest.h>

#include <vector>

#include "app/state/number_text.h"

namespace convscope::state::network {
namespace {

// A window of max pooling; the first of the largest is taken.
CellParts pooled(const std::vector<double>& window) {
  CellParts parts;
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window[i] > window[chosen]) chosen = i;
    parts.compute.terms.push_back({.x = window[i]});
  }
  parts.compute.terms[chosen].chosen = true;
  parts.result = parts.compute.sum = window[chosen];
  return parts;
}

std::string text(double value, int decimals) {
  return number_text(value, decimals, Language::kEnglish);
}

TEST(CellDigits, TwoDecimalsUntilTheLargestWouldReadAsZero) {
  EXPECT_EQ(telling_decimals(3.7), 2);
  EXPECT_EQ(telling_decimals(0.12), 2);
  EXPECT_EQ(telling_decimals(0.0123), 3);
  EXPECT_EQ(telling_decimals(0.004), 4);
  EXPECT_EQ(telling_decimals(0), 2);
  EXPECT_EQ(telling_decimals(1e-30), 8);
}

TEST(CellDigits, TellTheLargestOfSmallValues) {
  const CellDigits digits = cell_digits(pooled({0.0012, 0.0038, 0.0041, 0}), true);
  EXPECT_EQ(text(0.0041, digits.x), "0.0041");
  EXPECT_EQ(text(0.0038, digits.x), "0.0038");
  EXPECT_GE(digits.result, digits.x);
}

TEST(CellDigits, AddDecimalsUntilTheLargestDiffersFromTheNext) {
  const CellDigits digits = cell_digits(pooled({1.2341, 1.2344, 0.5, 0}), true);
  EXPECT_EQ(digits.x, 4);
  EXPECT_EQ(cell_digits(pooled({1.2341, 1.2344, 0.5, 0}), false).x, 2);
  // A tie cannot be told by any digits.
  EXPECT_EQ(cell_digits(pooled({1.25, 1.25, 0.5, 0}), true).x, 2);
}

TEST(CellDigits, ATieIsSaidInWords) {
  EXPECT_EQ(largest_terms(pooled({1, 3, 2, 0}).compute), 1);
  EXPECT_EQ(tie_words(pooled({1, 3, 2, 0}).compute, Language::kEnglish), "");
  EXPECT_EQ(largest_terms(pooled({0, 0, 0, 0}).compute), 4);
  EXPECT_EQ(tie_words(pooled({0, 3, 3, 0}).compute, Language::kEnglish),
            "The largest value occurs 2 times: the first one is taken.");
  EXPECT_NE(tie_words(pooled({0, 3, 3, 0}).compute, Language::kPortuguese), "");
}

TEST(CellDigits, APaddedCellIsNoRivalOfTheLargest) {
  CellParts parts = pooled({0, 0});
  parts.compute.terms.push_back({.x = 0, .padding = true});
  EXPECT_EQ(largest_terms(parts.compute), 2);
}

}  // namespace
}  // namespace convscope::state::network
