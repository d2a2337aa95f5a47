#include "engine/core/format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "engine/core/rng.h"

namespace convscope::engine {
namespace {

TEST(Format, FloatIsTheShortestThatReadsBack) {
  EXPECT_EQ(format_float(0.1F), "0.1");
  EXPECT_EQ(format_float(3.0F), "3");
  EXPECT_EQ(format_float(-2.5F), "-2.5");
  EXPECT_EQ(format_float(std::numeric_limits<float>::infinity()), "inf");
  EXPECT_EQ(format_float(-std::numeric_limits<float>::infinity()), "-inf");
  EXPECT_EQ(format_float(std::nanf("")), "nan");
}

TEST(Format, RandomFloatsReadBackExactly) {
  Rng rng(1);
  for (int i = 0; i < 20000; ++i) {
    const auto bits = static_cast<std::uint32_t>(rng.next());
    float value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const auto read = parse_double(format_float(value));
    ASSERT_TRUE(read.has_value()) << format_float(value);
    ASSERT_EQ(static_cast<float>(*read), value) << format_float(value);
  }
}

TEST(Parse, TakesWholeNumbersOnly) {
  EXPECT_EQ(parse_double("0.5"), 0.5);
  EXPECT_EQ(parse_double(" +1e3 "), 1000.0);
  for (const char* text : {"", "0,5", "1x", "nan", "inf", "--1", "+-1", "1 2"}) {
    EXPECT_FALSE(parse_double(text).has_value()) << text;
  }
  EXPECT_EQ(parse_index("-7"), -7);
  EXPECT_FALSE(parse_index("7.0").has_value());
}

}  // namespace
}  // namespace convscope::engine
