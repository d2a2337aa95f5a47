#include "app/state/convolution/paste.h"

#include <gtest/gtest.h>

namespace convscope::state {
namespace {

using Rows = std::vector<std::vector<float>>;

TEST(ParseMatrix, ReadsTabsSemicolonsBlanksAndCommas) {
  EXPECT_EQ(parse_matrix("1\t2\n3\t4\n").rows, (Rows{{1, 2}, {3, 4}}));
  EXPECT_EQ(parse_matrix("1;2\r\n3;4").rows, (Rows{{1, 2}, {3, 4}}));
  EXPECT_EQ(parse_matrix("  1  2\n3   4 ").rows, (Rows{{1, 2}, {3, 4}}));
  EXPECT_EQ(parse_matrix("1, 2, 3").rows, (Rows{{1, 2, 3}}));
}

TEST(ParseMatrix, TheCommaIsTheDecimalMarkUnlessPointsAreThere) {
  EXPECT_EQ(parse_matrix("0,5\t1,25").rows, (Rows{{0.5F, 1.25F}}));
  EXPECT_EQ(parse_matrix("0,5;1,25").rows, (Rows{{0.5F, 1.25F}}));
  EXPECT_EQ(parse_matrix("0,5 1,25").rows, (Rows{{0.5F, 1.25F}}));
  EXPECT_EQ(parse_matrix("0.5,1.25").rows, (Rows{{0.5F, 1.25F}}));
  EXPECT_EQ(parse_matrix("1,234.5\t2").rows, (Rows{{1234.5F, 2}}));
}

TEST(ParseMatrix, ReadsBothMinusSigns) {
  EXPECT_EQ(parse_matrix("-1\t\u22122").rows, (Rows{{-1, -2}}));
}

TEST(ParseMatrix, SaysWhereNoNumberStands) {
  const PastedMatrix matrix = parse_matrix("1\t2\n3\tx\n");
  EXPECT_TRUE(matrix.rows.empty());
  EXPECT_EQ(matrix.bad_row, 2);
  EXPECT_EQ(matrix.bad_column, 2);
}

TEST(ParseMatrix, AnEmptyFieldBetweenTabsIsNoNumber) {
  EXPECT_EQ(parse_matrix("1\t\t2").bad_column, 2);
  EXPECT_EQ(parse_matrix("1e300").bad_row, 1);
}

TEST(IsMatrix, TellsOneNumberFromSeveral) {
  EXPECT_FALSE(is_matrix("0,5"));
  EXPECT_FALSE(is_matrix("hello"));
  EXPECT_TRUE(is_matrix("1 2"));
  EXPECT_TRUE(is_matrix("1\n2"));
}

}  // namespace
}  // namespace convscope::state
