#include "engine/layers/window.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// Counts the windows that fit, position by position.
Index brute_force_outputs(const WindowAxis& axis) {
  Index count = 0;
  for (Index start = -axis.pad.before; start + axis.reach() <= axis.input + axis.pad.after;
       start += axis.stride) {
    ++count;
  }
  return count;
}

TEST(Window, OutputsAgreeWithCounting) {
  for (Index input = 1; input <= 9; ++input)
    for (Index kernel = 1; kernel <= 5; ++kernel)
      for (Index stride = 1; stride <= 4; ++stride)
        for (Index dilation = 1; dilation <= 3; ++dilation)
          for (Index before = 0; before <= 2; ++before)
            for (Index after = 0; after <= 2; ++after) {
              const WindowAxis axis{input, kernel, stride, dilation, {before, after}};
              EXPECT_EQ(std::max<Index>(axis.outputs(), 0), brute_force_outputs(axis))
                  << axis.formula_with_numbers();
            }
}

TEST(Window, SameGivesCeilAndPutsTheOddCellAfter) {
  const WindowOptions options{.kernel = {6, 2}, .stride = {5, 1}, .padding = PaddingRule::kSame};
  const Window2d window = make_window(13, 4, options);
  EXPECT_EQ(window.y.pad, (PadPair{1, 2}));
  EXPECT_EQ(window.y.outputs(), 3);
  EXPECT_EQ(window.x.pad, (PadPair{0, 1}));
  EXPECT_EQ(window.x.outputs(), 4);
}

TEST(Window, KernelIndexInvertsInputIndex) {
  const WindowAxis axis{9, 3, 2, 2, {1, 1}};
  for (Index o = 0; o < axis.outputs(); ++o) {
    for (Index k = 0; k < 3; ++k) EXPECT_EQ(axis.kernel_index(o, axis.input_index(o, k)), k);
    EXPECT_FALSE(axis.kernel_index(o, axis.start(o) + 1).has_value());
  }
}

TEST(Window, NoOutputNamesTheFormula) {
  const Window2d window = make_window(3, 5, {.kernel = {5, 3}, .stride = {2, 2}});
  try {
    window.check();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "NO_OUTPUT");
    EXPECT_NE(std::string(error.what()).find("floor((3+2*0-1*(5-1)-1)/2)+1 = 0 along y"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace convscope::engine
