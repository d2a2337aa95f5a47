#include "app/state/convolution/examples.h"

#include <algorithm>
#include <array>

#include "app/state/convolution/example_numbers.h"

namespace convscope::state {
namespace {

using namespace lecture;  // NOLINT

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

constexpr Phrase kDemoPrintedNote{
    "As the slide prints it: rows 1 and 2 of w[0,1], row 0 of w[0,2] and b0 are wrong, so all nine "
    "cells of o[0] disagree with the printed ones (−2, 1, −5 in the first row).",
    "Como o slide imprime: as linhas 1 e 2 de w[0,1], a linha 0 de w[0,2] e b0 estão erradas, e as "
    "nove células de o[0] discordam das impressas (−2, 1, −5 na primeira linha)."};
constexpr Phrase kRgbPrintedNote{
    "As the slide computed it: a seventh row of G (2, 2, 2, 2, 0, 0) and B (3, 3, 0, 2, 0, 2) "
    "where "
    "zeros belong. It gives the printed last row 4, 11, 6, 7, −0.5, 4.5.",
    "Como o slide calculou: uma sétima linha de G (2, 2, 2, 2, 0, 0) e de B (3, 3, 0, 2, 0, 2) "
    "onde "
    "deve haver zeros. Dá a última linha impressa 4, 11, 6, 7, −0,5, 4,5."};
constexpr Phrase kBlurPrintedNote{
    "As the slide prints it: w[0,0,2,1] is 0.0125 and should be 0.125. The weights no longer add "
    "up "
    "to 1 and all nine outputs are too small: 160.4 in place of 178.",
    "Como o slide imprime: w[0,0,2,1] é 0,0125 e deveria ser 0,125. Os pesos não somam 1 e as nove "
    "saídas ficam pequenas demais: 160,4 em vez de 178."};
constexpr Phrase kOurOutput{
    "The lecture's filter on its 5×5 image; it shows the filter on a photograph, so that this "
    "output is not printed there.",
    "O filtro da aula na imagem 5×5 dela; a aula o mostra numa foto, por isso esta saída não está "
    "impressa lá."};
constexpr Phrase kOurEdge{"The lecture's filter on its 6×6 step; this output is not printed there.",
                          "O filtro da aula no degrau 6×6 dela; esta saída não está impressa lá."};
constexpr Phrase kStrideTwoNote{
    "Every second row and column of the outputs with stride 1; not printed in the lecture.",
    "Cada segunda linha e coluna das saídas com passo 1; não impressas na aula."};
constexpr Phrase kStridedNote{
    "The corners of the blur with stride 1: 178, 216 / 106, 167 as the slide rounds them.",
    "Os cantos do desfoque com passo 1: 178, 216 / 106, 167 como o slide arredonda."};
constexpr Phrase kValidNote{
    "Two windows fit; inputs 12 and 13 are never read. The numbers are ours: each output is the "
    "sum "
    "of the inputs that it sees.",
    "Cabem duas janelas; as entradas 12 e 13 nunca são lidas. Os números são nossos: cada saída é "
    "a "
    "soma das entradas que vê."};
constexpr Phrase kSameNote{
    "⌈13/5⌉ = 3 outputs need 3 zeros: one before, two behind. The numbers are ours.",
    "⌈13/5⌉ = 3 saídas pedem 3 zeros: um antes, dois depois. Os números são nossos."};
constexpr Phrase kSixFiltersNote{
    "The sizes of the lecture: 32×32×3 and six filters 5×5×3 give 28×28×6. The numbers are ours.",
    "Os tamanhos da aula: 32×32×3 e seis filtros 5×5×3 dão 28×28×6. Os números são nossos."};

constexpr Phrase kFeatures{"CNN: from features to transfer", "CNN: das features à transferência"};
constexpr Phrase kUnits{"Deep learning and its processing units",
                        "Aprendizado profundo e suas unidades de processamento"};
constexpr Phrase kDetail{"Convolutional networks in detail", "Redes convolucionais em detalhe"};
constexpr Phrase kDeepNetworks{"Deep learning networks", "Redes de aprendizado profundo"};

// A line of 13 inputs, six ones, stride 5.
constexpr ConvolutionSizes line_sizes(engine::Index left, engine::Index right) {
  return {{1, 13, 1, 1, 1, 1, 0, 1, 1, 6, 5, 1, 0, left, right}};
}
constexpr ConvolutionChoices line_choices(PaddingChoice padding) {
  return {.one_dimensional = true, .padding = padding};
}

constexpr std::array kExamples{
    ConvolutionExample{.key = "cs231n",
                       .name = {"cs231n: 5×5×3, 2 filters", "cs231n: 5×5×3, 2 filtros"},
                       .note = kDemoNote,
                       .sizes = square_sizes({5, 5, 3, 2, 3, 2, 1, 1, 1}),
                       .has_bias = true,
                       .input = kDemoInput,
                       .weight = kDemoWeight,
                       .bias = kDemoBias,
                       .lecture = kFeatures,
                       .printed_as = "cs231n-printed"},
    ConvolutionExample{.key = "7x7-padded",
                       .name = {"7×7, padding 1", "7×7, preenchimento 1"},
                       .note = {"Numbers of the lecture, all 49 outputs as printed.",
                                "Números da aula, as 49 saídas como impressas."},
                       .sizes = square_sizes({7, 7, 1, 1, 3, 1, 1, 1, 1}),
                       .has_bias = false,
                       .input = kSevenInput,
                       .weight = kSevenWeight,
                       .bias = kNoBias,
                       .lecture = kUnits},
    ConvolutionExample{.key = "7x7",
                       .name = {"7×7, no padding", "7×7, sem preenchimento"},
                       .note = kSevenNote,
                       .sizes = square_sizes({7, 7, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kSevenInput,
                       .weight = kSevenWeight,
                       .bias = kNoBias,
                       .lecture = kUnits},
    ConvolutionExample{.key = "rgb",
                       .name = {"RGB: 6×6×3, 1 filter", "RGB: 6×6×3, 1 filtro"},
                       .note = kRgbNote,
                       .sizes = square_sizes({6, 6, 3, 1, 3, 1, 1, 1, 1}),
                       .has_bias = false,
                       .input = kRgbInput,
                       .weight = kRgbWeight,
                       .bias = kNoBias,
                       .lecture = kUnits,
                       .printed_as = "rgb-printed"},
    ConvolutionExample{.key = "blur",
                       .name = {"Blur on 5×5 pixels", "Desfoque em 5×5 pixels"},
                       .note = kBlurNote,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kBlurWeight,
                       .bias = kNoBias,
                       .lecture = kDetail,
                       .printed_as = "blur-printed"},
    ConvolutionExample{.key = "edge",
                       .name = {"Vertical edge on 6×6", "Borda vertical em 6×6"},
                       .note = {"Numbers of the lecture, all 16 outputs as printed.",
                                "Números da aula, as 16 saídas como impressas."},
                       .sizes = square_sizes({6, 6, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kEdgeInput,
                       .weight = kEdgeWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "7x7-stride",
                       .name = {"7×7, stride 2", "7×7, passo 2"},
                       .note = kStrideTwoNote,
                       .sizes = square_sizes({7, 7, 1, 1, 3, 2, 0, 1, 1}),
                       .has_bias = false,
                       .input = kSevenInput,
                       .weight = kSevenWeight,
                       .bias = kNoBias,
                       .lecture = kUnits},
    ConvolutionExample{.key = "blur-stride",
                       .name = {"Blur, stride 2", "Desfoque, passo 2"},
                       .note = kStridedNote,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 2, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kBlurWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "vertical",
                       .name = {"Vertical filter on 5×5", "Filtro vertical em 5×5"},
                       .note = kOurOutput,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kEdgeWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "horizontal",
                       .name = {"Horizontal filter on 5×5", "Filtro horizontal em 5×5"},
                       .note = kOurOutput,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kHorizontalWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "sobel",
                       .name = {"Sobel on 5×5", "Sobel em 5×5"},
                       .note = kOurOutput,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kSobelWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "scharr",
                       .name = {"Scharr on 5×5", "Scharr em 5×5"},
                       .note = kOurOutput,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kScharrWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "edge-horizontal",
                       .name = {"Horizontal filter on the edge", "Filtro horizontal na borda"},
                       .note = kOurEdge,
                       .sizes = square_sizes({6, 6, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kEdgeInput,
                       .weight = kHorizontalWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "edge-sobel",
                       .name = {"Sobel on the edge", "Sobel na borda"},
                       .note = kOurEdge,
                       .sizes = square_sizes({6, 6, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kEdgeInput,
                       .weight = kSobelWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "edge-scharr",
                       .name = {"Scharr on the edge", "Scharr na borda"},
                       .note = kOurEdge,
                       .sizes = square_sizes({6, 6, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kEdgeInput,
                       .weight = kScharrWeight,
                       .bias = kNoBias,
                       .lecture = kDetail},
    ConvolutionExample{.key = "line-valid",
                       .name = {"1-D: 13 inputs, valid", "1-D: 13 entradas, valid"},
                       .note = kValidNote,
                       .sizes = line_sizes(0, 0),
                       .has_bias = false,
                       .input = kCountInput,
                       .weight = kOnesWeight,
                       .bias = kNoBias,
                       .choices = line_choices(PaddingChoice::kValid),
                       .lecture = kDeepNetworks},
    ConvolutionExample{.key = "line-same",
                       .name = {"1-D: 13 inputs, same", "1-D: 13 entradas, same"},
                       .note = kSameNote,
                       .sizes = line_sizes(1, 2),
                       .has_bias = false,
                       .input = kCountInput,
                       .weight = kOnesWeight,
                       .bias = kNoBias,
                       .choices = line_choices(PaddingChoice::kSame),
                       .lecture = kDeepNetworks},
    ConvolutionExample{.key = "six-filters",
                       .name = {"32×32×3, six filters 5×5", "32×32×3, seis filtros 5×5"},
                       .note = kSixFiltersNote,
                       .sizes = square_sizes({32, 32, 3, 6, 5, 1, 0, 1, 1}),
                       .has_bias = true,
                       .input = {},
                       .weight = {},
                       .bias = {},
                       .lecture = kFeatures},
    ConvolutionExample{.key = "cs231n-printed",
                       .name = {"cs231n, as printed", "cs231n, como impresso"},
                       .note = kDemoPrintedNote,
                       .sizes = square_sizes({5, 5, 3, 2, 3, 2, 1, 1, 1}),
                       .has_bias = true,
                       .input = kDemoInput,
                       .weight = kDemoPrintedWeight,
                       .bias = kTwoZeros,
                       .lecture = kFeatures,
                       .corrected_by = "cs231n"},
    ConvolutionExample{.key = "rgb-printed",
                       .name = {"RGB, as computed", "RGB, como calculado"},
                       .note = kRgbPrintedNote,
                       .sizes = square_sizes({8, 8, 3, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kRgbComputedInput,
                       .weight = kRgbWeight,
                       .bias = kNoBias,
                       .lecture = kUnits,
                       .corrected_by = "rgb"},
    ConvolutionExample{.key = "blur-printed",
                       .name = {"Blur, as printed", "Desfoque, como impresso"},
                       .note = kBlurPrintedNote,
                       .sizes = square_sizes({5, 5, 1, 1, 3, 1, 0, 1, 1}),
                       .has_bias = false,
                       .input = kBlurInput,
                       .weight = kBlurPrintedWeight,
                       .bias = kNoBias,
                       .lecture = kDetail,
                       .corrected_by = "blur"},
};

}  // namespace

std::span<const ConvolutionExample> convolution_examples() {
  return kExamples;
}

int find_example(std::string_view key) {
  const auto examples = convolution_examples();
  const auto found = std::ranges::find(examples, key, &ConvolutionExample::key);
  return found == examples.end() ? -1 : static_cast<int>(found - examples.begin());
}

}  // namespace convscope::state
