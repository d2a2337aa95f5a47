#pragma once

#include <array>

/// The numbers of the lectures' examples, row-major.
namespace convscope::state::lecture {

inline constexpr std::array<float, 75> kDemoInput{
    1, 0, 0, 0, 2, 1, 1, 1, 1, 1, 2, 0, 2, 0, 1, 1, 0, 1, 1, 0, 2, 1, 1, 0, 0,
    1, 0, 0, 1, 0, 1, 1, 2, 0, 1, 1, 2, 2, 1, 1, 2, 2, 2, 1, 2, 0, 0, 0, 2, 2,
    0, 0, 2, 0, 1, 2, 1, 0, 2, 2, 2, 2, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 2, 0, 1};
inline constexpr std::array<float, 54> kDemoWeight{
    1, -1, 1, 0, -1, 0, -1, -1, 0,  1, 1,  -1, -1, -1, -1, 1, 1, 1, 1, 1, -1, 1, 0,  -1, 0, -1, 0,
    1, 0,  0, 1, 0,  0, 0,  1,  -1, 0, -1, 0,  1,  -1, -1, 0, 0, 1, 0, 1, -1, 0, -1, -1, 0, 0,  1};
inline constexpr std::array<float, 2> kDemoBias{1, 0};
inline constexpr std::array<float, 49> kSevenInput{
    2, 2, 2, 2, 3, 3, 3, 1, 0, 1, 1, 1, 1, 0, 1, 1, 3, 3, 0, 0, 0, 1, 1, 3, 2,
    0, 0, 3, 1, 1, 3, 2, 0, 0, 3, 1, 3, 3, 2, 0, 0, 3, 3, 3, 3, 2, 0, 0, 3};
inline constexpr std::array<float, 9> kSevenWeight{-1, 0.5F, 1, -1, 0, 0, 0, 0, 0.5F};
inline constexpr std::array<float, 1> kNoBias{0};
inline constexpr std::array<float, 108> kRgbInput{
    2, 2, 2, 2, 3, 3, 1, 0, 1, 1, 1, 1, 1, 1, 3, 3, 0, 0, 1, 1, 3, 2, 0, 0, 1, 1, 3,
    2, 0, 0, 1, 3, 3, 2, 0, 0, 3, 3, 1, 1, 1, 1, 3, 0, 3, 1, 1, 1, 3, 3, 3, 3, 0, 0,
    1, 0, 3, 2, 0, 0, 0, 0, 3, 2, 0, 0, 1, 2, 2, 2, 0, 0, 0, 3, 2, 2, 3, 2, 1, 1, 1,
    1, 1, 1, 1, 2, 3, 3, 0, 0, 1, 2, 0, 2, 0, 0, 1, 2, 3, 1, 1, 1, 1, 3, 3, 2, 1, 1};
inline constexpr std::array<float, 27> kRgbWeight{-1, 0.5F, 1, -1, 0,    0,  0, 0, 0.5F,
                                                  1,  0,    1, -1, 1,    0,  0, 0, -0.5F,
                                                  1,  0,    1, 1,  0.5F, -1, 0, 1, 0};
inline constexpr std::array<float, 25> kBlurInput{206, 205, 247, 245, 244, 244, 161, 137, 244,
                                                  254, 192, 154, 75,  200, 249, 90,  109, 96,
                                                  143, 223, 67,  69,  107, 196, 236};
inline constexpr std::array<float, 9> kBlurWeight{0.0625F, 0.125F,  0.0625F, 0.125F, 0.25F,
                                                  0.125F,  0.0625F, 0.125F,  0.0625F};
inline constexpr std::array<float, 36> kEdgeInput{10, 10, 10, 0, 0, 0, 10, 10, 10, 0, 0, 0,
                                                  10, 10, 10, 0, 0, 0, 10, 10, 10, 0, 0, 0,
                                                  10, 10, 10, 0, 0, 0, 10, 10, 10, 0, 0, 0};
inline constexpr std::array<float, 9> kEdgeWeight{1, 0, -1, 1, 0, -1, 1, 0, -1};

inline constexpr std::array<float, 54> kDemoPrintedWeight{
    1, -1, 1, 0, -1, 0, -1, -1, 0,  1, 1,  -1, 1, 0,  -1, 0, -1, 0, 1, 1, 1,  1, 0,  -1, 0, -1, 0,
    1, 0,  0, 1, 0,  0, 0,  1,  -1, 0, -1, 0,  1, -1, -1, 0, 0,  1, 0, 1, -1, 0, -1, -1, 0, 0,  1};
inline constexpr std::array<float, 192> kRgbComputedInput{
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 3, 3, 0, 0, 0,
    0, 1, 1, 3, 2, 0, 0, 0, 0, 1, 1, 3, 2, 0, 0, 0, 0, 1, 3, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 1, 1, 1, 1, 0, 0, 3, 0, 3, 1, 1, 1, 0, 0, 3, 3, 3, 3, 0, 0, 0,
    0, 1, 0, 3, 2, 0, 0, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 1, 2, 2, 2, 0, 0, 0, 0, 2, 2, 2, 2, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 2, 3, 2, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 2, 3, 3, 0, 0, 0,
    0, 1, 2, 0, 2, 0, 0, 0, 0, 1, 2, 3, 1, 1, 1, 0, 0, 1, 3, 3, 2, 1, 1, 0, 0, 3, 3, 0, 2, 0, 2, 0};
inline constexpr std::array<float, 9> kBlurPrintedWeight{0.0625F, 0.125F,  0.0625F, 0.125F, 0.25F,
                                                         0.125F,  0.0625F, 0.0125F, 0.0625F};
inline constexpr std::array<float, 9> kHorizontalWeight{1, 1, 1, 0, 0, 0, -1, -1, -1};
inline constexpr std::array<float, 9> kSobelWeight{1, 0, -1, 2, 0, -2, 1, 0, -1};
inline constexpr std::array<float, 9> kScharrWeight{3, 0, -3, 10, 0, -10, 3, 0, -3};
inline constexpr std::array<float, 13> kCountInput{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
inline constexpr std::array<float, 6> kOnesWeight{1, 1, 1, 1, 1, 1};
inline constexpr std::array<float, 2> kTwoZeros{0, 0};

}  // namespace convscope::state::lecture
