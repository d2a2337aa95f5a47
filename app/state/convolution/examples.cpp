#include "app/state/convolution/examples.h"

#include <array>

namespace convscope::state {
namespace {

constexpr std::array<float, 75> kDemoInput{1, 0, 0, 0, 2, 1, 1, 1, 1, 1, 2, 0, 2, 0, 1, 1, 0, 1, 1,
                                           0, 2, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 2, 0, 1, 1, 2, 2,
                                           1, 1, 2, 2, 2, 1, 2, 0, 0, 0, 2, 2, 0, 0, 2, 0, 1, 2, 1,
                                           0, 2, 2, 2, 2, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 2, 0, 1};
constexpr std::array<float, 54> kDemoWeight{
    1, -1, 1, 0, -1, 0, -1, -1, 0,  1, 1,  -1, -1, -1, -1, 1, 1, 1, 1, 1, -1, 1, 0,  -1, 0, -1, 0,
    1, 0,  0, 1, 0,  0, 0,  1,  -1, 0, -1, 0,  1,  -1, -1, 0, 0, 1, 0, 1, -1, 0, -1, -1, 0, 0,  1};
constexpr std::array<float, 2> kDemoBias{1, 0};
constexpr std::array<float, 49> kSevenInput{2, 2, 2, 2, 3, 3, 3, 1, 0, 1, 1, 1, 1, 0, 1, 1, 3,
                                            3, 0, 0, 0, 1, 1, 3, 2, 0, 0, 3, 1, 1, 3, 2, 0, 0,
                                            3, 1, 3, 3, 2, 0, 0, 3, 3, 3, 3, 2, 0, 0, 3};
constexpr std::array<float, 9> kSevenWeight{-1, 0.5F, 1, -1, 0, 0, 0, 0, 0.5F};
constexpr std::array<float, 1> kNoBias{0};
constexpr std::array<float, 108> kRgbInput{
    2, 2, 2, 2, 3, 3, 1, 0, 1, 1, 1, 1, 1, 1, 3, 3, 0, 0, 1, 1, 3, 2, 0, 0, 1, 1, 3,
    2, 0, 0, 1, 3, 3, 2, 0, 0, 3, 3, 1, 1, 1, 1, 3, 0, 3, 1, 1, 1, 3, 3, 3, 3, 0, 0,
    1, 0, 3, 2, 0, 0, 0, 0, 3, 2, 0, 0, 1, 2, 2, 2, 0, 0, 0, 3, 2, 2, 3, 2, 1, 1, 1,
    1, 1, 1, 1, 2, 3, 3, 0, 0, 1, 2, 0, 2, 0, 0, 1, 2, 3, 1, 1, 1, 1, 3, 3, 2, 1, 1};
constexpr std::array<float, 27> kRgbWeight{-1, 0.5F, 1, -1,    0, 0, 0, 0, 0.5F, 1,  0, 1, -1, 1,
                                           0,  0,    0, -0.5F, 1, 0, 1, 1, 0.5F, -1, 0, 1, 0};
constexpr std::array<float, 25> kBlurInput{206, 205, 247, 245, 244, 244, 161, 137, 244,
                                           254, 192, 154, 75,  200, 249, 90,  109, 96,
                                           143, 223, 67,  69,  107, 196, 236};
constexpr std::array<float, 9> kBlurWeight{0.0625F, 0.125F,  0.0625F, 0.125F, 0.25F,
                                           0.125F,  0.0625F, 0.125F,  0.0625F};
constexpr std::array<float, 36> kEdgeInput{10, 10, 10, 0, 0, 0, 10, 10, 10, 0, 0, 0,
                                           10, 10, 10, 0, 0, 0, 10, 10, 10, 0, 0, 0,
                                           10, 10, 10, 0, 0, 0, 10, 10, 10, 0, 0, 0};
constexpr std::array<float, 9> kEdgeWeight{1, 0, -1, 1, 0, -1, 1, 0, -1};

// What the slides misprint: in short, then in full.
constexpr Phrase kDemoNote{
    "Numbers of the lecture; the slide's misprints are put right. It prints b0 = 0 and three rows "
    "of W0 in the wrong place; with b0 = 1 and these rows every printed output follows.",
    "Números da aula, corrigidos os erros do slide. Ele traz b0 = 0 e três linhas de W0 fora do "
    "lugar; com b0 = 1 e estas linhas seguem todas as saídas impressas."};
constexpr Phrase kSevenNote{
    "Numbers of the lecture; its slide lacks three outputs. They are 0.5, 1.5 and −2.5 in the "
    "second row.",
    "Números da aula; faltam três saídas no slide. São 0,5, 1,5 e −2,5 na segunda linha."};
constexpr Phrase kRgbNote{
    "Numbers of the lecture; the slide's last row is wrong. It prints 4, 11, 6, 7, −0.5, 4.5: a "
    "seventh row of G and B was read in place of the padding. The volume gives 2, 9, 7, 5, −0.5, "
    "2.5.",
    "Números da aula; a última linha do slide está errada. Ele traz 4, 11, 6, 7, −0,5, 4,5: leu "
    "uma sétima linha de G e B no lugar do preenchimento. O volume dá 2, 9, 7, 5, −0,5, 2,5."};
constexpr Phrase kBlurNote{
    "Numbers of the lecture; the slide's misprints are put right. It prints the weight 0.0125 for "
    "0.125 and the pixel 144 for 244; these give its outputs, which are rounded there.",
    "Números da aula, corrigidos os erros do slide. Ele traz o peso 0,0125 em vez de 0,125 e o "
    "pixel 144 em vez de 244; com estes seguem as saídas, arredondadas no slide."};

}  // namespace

std::span<const ConvolutionExample> convolution_examples() {
  static constexpr std::array kAll{
      ConvolutionExample{"cs231n",
                         {"cs231n: 5×5×3, 2 filters", "cs231n: 5×5×3, 2 filtros"},
                         kDemoNote,
                         {{5, 5, 3, 2, 3, 2, 1, 1, 1}},
                         true,
                         kDemoInput,
                         kDemoWeight,
                         kDemoBias},
      ConvolutionExample{"7x7-padded",
                         {"7×7, padding 1", "7×7, preenchimento 1"},
                         {"Numbers of the lecture, all 49 outputs as printed.",
                          "Números da aula, as 49 saídas como impressas."},
                         {{7, 7, 1, 1, 3, 1, 1, 1, 1}},
                         false,
                         kSevenInput,
                         kSevenWeight,
                         kNoBias},
      ConvolutionExample{"7x7",
                         {"7×7, no padding", "7×7, sem preenchimento"},
                         kSevenNote,
                         {{7, 7, 1, 1, 3, 1, 0, 1, 1}},
                         false,
                         kSevenInput,
                         kSevenWeight,
                         kNoBias},
      ConvolutionExample{"rgb",
                         {"RGB: 6×6×3, 1 filter", "RGB: 6×6×3, 1 filtro"},
                         kRgbNote,
                         {{6, 6, 3, 1, 3, 1, 1, 1, 1}},
                         false,
                         kRgbInput,
                         kRgbWeight,
                         kNoBias},
      ConvolutionExample{"blur",
                         {"Blur on 5×5 pixels", "Desfoque em 5×5 pixels"},
                         kBlurNote,
                         {{5, 5, 1, 1, 3, 1, 0, 1, 1}},
                         false,
                         kBlurInput,
                         kBlurWeight,
                         kNoBias},
      ConvolutionExample{"edge",
                         {"Vertical edge on 6×6", "Borda vertical em 6×6"},
                         {"Numbers of the lecture, all 16 outputs as printed.",
                          "Números da aula, as 16 saídas como impressas."},
                         {{6, 6, 1, 1, 3, 1, 0, 1, 1}},
                         false,
                         kEdgeInput,
                         kEdgeWeight,
                         kNoBias},
  };
  return kAll;
}

}  // namespace convscope::state
