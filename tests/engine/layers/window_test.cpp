#include "engine/layers/window.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/support/expect_error.h"

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

// The action's error has this code and this text in its message.
template <typename Action>
void expect_refused(const std::string& code, const std::string& text, Action&& action) {
  const Error error = test::expect_error(code, action);
  EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
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

// An axis of 4 cells behind padding of 3 and 2, written out.
TEST(Window, SourceShowsWhatTheModeSays) {
  const auto shown = [](PaddingMode mode) {
    const WindowAxis axis{.input = 4, .pad = {3, 2}, .mode = mode};
    std::vector<Index> sources;
    for (Index i = -3; i < 6; ++i) sources.push_back(axis.source(i).value_or(-1));
    return sources;
  };
  EXPECT_EQ(shown(PaddingMode::kZeros), (std::vector<Index>{-1, -1, -1, 0, 1, 2, 3, -1, -1}));
  EXPECT_EQ(shown(PaddingMode::kReflect), (std::vector<Index>{3, 2, 1, 0, 1, 2, 3, 2, 1}));
  EXPECT_EQ(shown(PaddingMode::kReplicate), (std::vector<Index>{0, 0, 0, 0, 1, 2, 3, 3, 3}));
  EXPECT_EQ(shown(PaddingMode::kCircular), (std::vector<Index>{1, 2, 3, 0, 1, 2, 3, 0, 1}));
}

TEST(Window, ReadersInvertSource) {
  for (const std::string_view name : {"zeros", "reflect", "replicate", "circular"}) {
    const WindowAxis axis{.input = 5,
                          .kernel = 3,
                          .stride = 2,
                          .dilation = 2,
                          .pad = {3, 4},
                          .mode = find_padding_mode(name).value()};
    for (Index i = 0; i < axis.input; ++i) {
      for (Index k = 0; k < axis.kernel; ++k) {
        std::vector<Index> expected;
        for (Index o = 0; o < axis.outputs(); ++o) {
          if (axis.source(axis.input_index(o, k)) == i) expected.push_back(o);
        }
        EXPECT_EQ(axis.readers(i, k), expected) << name << " " << i << " " << k;
      }
    }
  }
  EXPECT_FALSE(find_padding_mode("same").has_value());
}

TEST(Window, PaddingThatShowsCellsHasLimits) {
  const auto check = [](PaddingMode mode, Index pad) {
    WindowAxis{.input = 3, .pad = {0, pad}, .mode = mode}.check("y");
  };
  check(PaddingMode::kReflect, 2);
  check(PaddingMode::kCircular, 3);
  check(PaddingMode::kReplicate, 30);
  expect_refused("WINDOW", "found reflect padding of 3 along y, expected padding < size: 3 < 3",
                 [&] { check(PaddingMode::kReflect, 3); });
  expect_refused("WINDOW", "4 <= 3", [&] { check(PaddingMode::kCircular, 4); });
}

TEST(Window, TransposedIsTheInverseOfTheFormula) {
  for (Index input = 1; input <= 5; ++input)
    for (Index kernel = 1; kernel <= 4; ++kernel)
      for (Index stride = 1; stride <= 3; ++stride)
        for (Index dilation = 1; dilation <= 2; ++dilation)
          for (Index pad = 0; pad <= 1; ++pad) {
            const WindowOptions options{.kernel = {1, kernel},
                                        .stride = {1, stride},
                                        .dilation = {1, dilation},
                                        .padding = std::array<PadPair, 2>{PadPair{}, {pad, pad}}};
            const TransposedAxis axis = make_transposed(1, input, options, {0, 0}).x;
            if (axis.outputs() < 1) continue;
            // The convolution with these settings leads back.
            EXPECT_EQ(make_window(1, axis.outputs(), options).x.outputs(), input)
                << axis.formula_with_numbers();
            for (Index o = 0; o < axis.outputs(); ++o) {
              for (Index k = 0; k < kernel; ++k) {
                std::optional<Index> source;
                for (Index i = 0; i < input; ++i) {
                  if (axis.output_index(i, k) == o) source = i;
                }
                EXPECT_EQ(axis.input_index(o, k), source);
              }
            }
          }
}

TEST(Window, TransposedSameGivesInputTimesStride) {
  for (const Index kernel : {1, 2, 3, 5}) {
    const WindowOptions options{
        .kernel = {kernel, 1}, .stride = {3, 1}, .padding = PaddingRule::kSame};
    EXPECT_EQ(make_transposed(4, 1, options, {0, 0}).y.outputs(), 12) << kernel;
  }
}

TEST(Window, TransposedErrorsNameTheFormula) {
  const WindowOptions options{.kernel = {1, 1},
                              .stride = {2, 2},
                              .padding = std::array<PadPair, 2>{PadPair{1, 1}, PadPair{0, 1}}};
  expect_refused("NO_OUTPUT", "(1-1)*2-2*1+1*(1-1)+0+1 = -1 along y", [&] {
    make_transposed(1, 1, options, {0, 0}).check();
  });
  expect_refused("NO_OUTPUT", "(1-1)*2-0-1+1*(1-1)+0+1 = 0 along x", [&] {
    make_transposed(3, 1, options, {0, 0}).check();
  });
  expect_refused("WINDOW", "output_padding 2 along y", [&] {
    make_transposed(3, 3, options, {2, 0}).check();
  });
}

TEST(Window, NoOutputNamesTheFormula) {
  const Window2d window = make_window(3, 5, {.kernel = {5, 3}, .stride = {2, 2}});
  expect_refused("NO_OUTPUT", "floor((3+2*0-1*(5-1)-1)/2)+1 = 0 along y", [&] { window.check(); });
}

}  // namespace
}  // namespace convscope::engine
