#pragma once

#include "app/state/phrase.h"

/// What the experiment with shuffled pixels says.
namespace convscope::state::phrase {

inline constexpr Phrase kShuffleView{"Pixel shuffle", "Pixels misturados"};
inline constexpr Phrase kShuffleHeading{"Permutation", "Permutação"};
inline constexpr Phrase kShuffleOff{"off", "não"};
inline constexpr Phrase kShuffleOn{"shuffled", "misturar"};
inline constexpr Phrase kShuffleBlock{"Squares of pixels", "Quadrados de pixels"};
inline constexpr Phrase kShuffleShare{"share, %", "parte, %"};
inline constexpr Phrase kShuffleSeed{"seed", "semente"};
inline constexpr Phrase kShuffleSame{
    "Every picture is shuffled in the same way, for training and for the test.",
    "Toda imagem é misturada do mesmo jeito, no treino e no teste."};
inline constexpr Phrase kShuffleTraining{"Training", "Treino"};
inline constexpr Phrase kShuffleImages{"images of MNIST", "imagens do MNIST"};
inline constexpr Phrase kShuffleAllImages{"60 000 (all)", "60 000 (todas)"};
inline constexpr Phrase kShuffleEpochs{"epochs", "épocas"};
inline constexpr Phrase kShuffleStart{"Start", "Começar"};
inline constexpr Phrase kShufflePause{"Pause", "Pausar"};
inline constexpr Phrase kShuffleContinue{"Continue", "Continuar"};
inline constexpr Phrase kShuffleAgain{"Start again", "Recomeçar"};
inline constexpr Phrase kShuffleReset{"Reset", "Zerar"};
inline constexpr Phrase kShuffleCancel{"Cancel", "Cancelar"};
inline constexpr Phrase kShuffleWaits{"Changes hold from the next start.",
                                      "As mudanças valem ao recomeçar."};
inline constexpr Phrase kShuffleRecorded{
    "These curves were saved with the scene; a new start trains again.",
    "Estas curvas foram salvas com a cena; recomeçar treina de novo."};
/// {0}: images, {1}: of how many
inline constexpr Phrase kShuffleSubset{"{0} of the {1} training images",
                                       "{0} das {1} imagens de treino"};

inline constexpr Phrase kShufflePlainDigit{"as it is", "original"};
inline constexpr Phrase kShuffleShuffledDigit{"shuffled", "misturado"};
inline constexpr Phrase kShuffleNext{"another digit", "outro dígito"};
inline constexpr Phrase kShuffleAccuracy{"Accuracy on test images", "Acurácia em imagens de teste"};
inline constexpr Phrase kShuffleLoss{"Loss on test images", "Perda em imagens de teste"};
inline constexpr Phrase kShufflePlain{"plain", "originais"};
inline constexpr Phrase kShuffleShuffled{"shuffled", "misturados"};
inline constexpr Phrase kShuffleDifference{"points", "pontos"};
/// Short, at the ends of the lines.
inline constexpr Phrase kShuffleLinePlain{"{0} plain", "{0} originais"};
inline constexpr Phrase kShuffleLineShuffled{"{0} shuffled", "{0} misturados"};
inline constexpr Phrase kShuffleNotYet{"no measurement yet", "ainda sem medidas"};
/// {0}: images, {1}: batches
inline constexpr Phrase kShuffleJudgedSome{"on {0} test images, after {1} batches",
                                           "em {0} imagens de teste, após {1} lotes"};
inline constexpr Phrase kShuffleJudgedAll{"on all {0} test images, after {1} batches",
                                          "em todas as {0} imagens de teste, após {1} lotes"};
inline constexpr Phrase kShufflePromise{
    "Start: two networks of the same size learn the digits as they are and the same digits "
    "shuffled.",
    "Comece: duas redes do mesmo tamanho aprendem os dígitos originais e os mesmos dígitos "
    "misturados."};
/// {0}: what the MLP loses, {1}: the CNN, in percentage points with their signs
inline constexpr Phrase kShuffleSoFar{"So far: MLP {0} points, CNN {1} points.",
                                      "Até aqui: MLP {0} pontos, CNN {1} pontos."};
inline constexpr Phrase kShuffleResult{
    "Shuffling changes the MLP by {0} points and the CNN by {1}: a dense layer has no "
    "neighbourhoods to lose, a convolution looks at nothing else.",
    "Misturar muda a MLP em {0} pontos e a CNN em {1}: uma camada densa não tem vizinhança a "
    "perder, uma convolução só olha para a vizinhança."};
inline constexpr Phrase kShuffleOffWords{
    "Nothing is shuffled: both halves learn the same and end with the same numbers.",
    "Nada foi misturado: as duas metades aprendem o mesmo e terminam com os mesmos números."};
inline constexpr Phrase kShuffleNoDigits{"The digits of MNIST are not open yet.",
                                         "Os dígitos do MNIST ainda não foram abertos."};
inline constexpr Phrase kShuffleMissing{"MNIST could not be read:",
                                        "Não foi possível ler o MNIST:"};
inline constexpr Phrase kShuffleReading{"Reading MNIST:", "Lendo o MNIST:"};
/// {0}: batches done, {1}: of how many
inline constexpr Phrase kShufflePosition{"batch {0} of {1}", "lote {0} de {1}"};
/// {0}: epoch, {1}: of how many
inline constexpr Phrase kShuffleEpochPosition{"epoch {0} of {1}", "época {0} de {1}"};

inline constexpr Phrase kShuffleNetworks{"The two networks", "As duas redes"};
inline constexpr Phrase kShuffleWhy{"Why", "Por quê"};
inline constexpr Phrase kShuffleWhyMlp{
    "A dense neuron adds up w[i]·x[i] over all pixels. In another order of the pixels the same "
    "weights in that order give the same sum: there is nothing to lose.",
    "Um neurônio denso soma w[i]·x[i] sobre todos os pixels. Em outra ordem dos pixels, os mesmos "
    "pesos nessa ordem dão a mesma soma: nada se perde."};
inline constexpr Phrase kShuffleWhyCnn{
    "A filter sees 5×5 neighbours and is the same everywhere. Strokes and corners are gone once "
    "neighbours are strangers.",
    "Um filtro vê 5×5 vizinhos e é o mesmo em todo lugar. Traços e cantos somem quando os vizinhos "
    "viram estranhos."};
inline constexpr Phrase kShuffleTry{
    "Move larger squares (7×7) or fewer of them: the CNN recovers with the neighbourhoods.",
    "Mova quadrados maiores (7×7) ou menos deles: a CNN se recupera com as vizinhanças."};

}  // namespace convscope::state::phrase
