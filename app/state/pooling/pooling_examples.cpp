#include <array>

#include "app/state/pooling/pooling_setup.h"

namespace convscope::state {
namespace {

constexpr std::array<float, 16> kFourMax{1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4};
constexpr std::array<float, 16> kFourMean{2, 3, 2, 5, 5, 6, 9, 8, 3, 2, 1, 2, 1, 2, 0, 1};
constexpr std::array<float, 16> kDetail{1, 3, 2, 1, 2, 9, 1, 1, 1, 3, 2, 3, 5, 6, 1, 2};
constexpr std::array<float, 25> kExerciseInput{1, 3, 2, 1, 3, 2, 9, 1, 1, 5, 1, 3, 2,
                                               3, 2, 8, 3, 5, 1, 0, 5, 6, 1, 2, 9};
constexpr std::array<float, 48> kVolume{1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4,
                                        2, 3, 2, 5, 5, 6, 9, 8, 3, 2, 1, 2, 1, 2, 0, 1,
                                        1, 3, 2, 1, 2, 9, 1, 1, 1, 3, 2, 3, 5, 6, 1, 2};

constexpr Phrase kFeatures{
    "Lecture \u201CCNN: from features to transfer\u201D, all outputs as "
    "printed.",
    "Aula \u201CCNN: das features à transferência\u201D, todas as saídas "
    "como impressas."};

}  // namespace

std::span<const PoolingExample> pooling_examples() {
  static constexpr std::array kAll{
      PoolingExample{"max-4x4",
                     {"Max pooling 2×2, stride 2", "Max pooling 2×2, passo 2"},
                     kFeatures,
                     PoolingMode::kMax,
                     {{4, 4, 1, 2, 2, 0}},
                     kFourMax},
      PoolingExample{"average-4x4",
                     {"Average pooling 2×2, stride 2", "Average pooling 2×2, passo 2"},
                     kFeatures,
                     PoolingMode::kAverage,
                     {{4, 4, 1, 2, 2, 0}},
                     kFourMean},
      PoolingExample{
          "max-f2-s2",
          {"Max pooling, f = 2, s = 2", "Max pooling, f = 2, s = 2"},
          {"Lecture \u201CConvolutional networks in detail\u201D. Its text shows the 4×4 "
           "input as two halves of 4×2; the outputs are right.",
           "Aula \u201CRedes convolucionais em detalhe\u201D. O texto traz a entrada "
           "4×4 em duas metades 4×2; as saídas estão certas."},
          PoolingMode::kMax,
          {{4, 4, 1, 2, 2, 0}},
          kDetail},
      PoolingExample{"average-f2-s2",
                     {"Average pooling, f = 2, s = 2", "Average pooling, f = 2, s = 2"},
                     {"Lecture \u201CConvolutional networks in detail\u201D, all outputs as "
                      "printed.",
                      "Aula \u201CRedes convolucionais em detalhe\u201D, todas as saídas como "
                      "impressas."},
                     PoolingMode::kAverage,
                     {{4, 4, 1, 2, 2, 0}},
                     kDetail},
      PoolingExample{"exercise",
                     {"Exercise: max, f = 3, s = 1", "Exercício: max, f = 3, s = 1"},
                     {"Exercise of the lecture \u201CConvolutional networks in detail\u201D, which "
                      "prints no answer.",
                      "Exercício da aula \u201CRedes convolucionais em detalhe\u201D, que não traz "
                      "a resposta."},
                     PoolingMode::kMax,
                     {{5, 5, 1, 3, 1, 0}},
                     kExerciseInput,
                     true},
      PoolingExample{"volume",
                     {"Volume: 4×4×3, each channel", "Volume: 4×4×3, cada canal"},
                     {"The three inputs of the lectures as the channels of one volume: each is "
                      "pooled by itself, the depth stays.",
                      "As três entradas das aulas como canais de um volume: cada um é agregado "
                      "sozinho, a profundidade fica."},
                     PoolingMode::kMax,
                     {{4, 4, 3, 2, 2, 0}},
                     kVolume},
  };
  return kAll;
}

}  // namespace convscope::state
