#pragma once

#include "app/state/phrase.h"

namespace convscope::state::phrase {

inline constexpr Phrase kPoolMax{"max", "máx"};
inline constexpr Phrase kPoolAverage{"average", "média"};
inline constexpr Phrase kPoolL2{"L2", "L2"};
inline constexpr Phrase kPoolKind{"Pooling", "Pooling"};
inline constexpr Phrase kPoolWindow{"window", "janela"};
inline constexpr Phrase kPoolWindowTitle{"window", "janela"};
/// {0}: padding, {1}: window
inline constexpr Phrase kPaddingTooLarge{
    "A padding of {0} is more than half of the window of {1}: some windows would hold padding "
    "alone.",
    "Um preenchimento de {0} é mais que metade da janela de {1}: haveria janelas só com "
    "preenchimento."};

inline constexpr Phrase kPoolNumbers{"Numbers", "Números"};
inline constexpr Phrase kPoolStrided{"Strided convolution", "Convolução com passo"};
inline constexpr Phrase kPoolVolumes{"Volumes", "Volumes"};
inline constexpr Phrase kPoolExercise{"Exercise", "Exercício"};
inline constexpr Phrase kPoolForward{"Forward", "Para a frente"};
inline constexpr Phrase kPoolBackward{"Gradient", "Gradiente"};

inline constexpr Phrase kPoolInput{"input x", "entrada x"};
inline constexpr Phrase kPoolOutput{"output o", "saída o"};
inline constexpr Phrase kPoolUpstream{"upstream gradient g", "gradiente que chega g"};
inline constexpr Phrase kPoolGradient{"input gradient dx", "gradiente da entrada dx"};
inline constexpr Phrase kPoolRoute{"share of g", "parte de g"};
inline constexpr Phrase kPoolChannel{"channel {0}", "canal {0}"};
/// {0}: which, {1}: how many
inline constexpr Phrase kPoolShownOne{"channel {0} of {1} is shown",
                                      "mostra-se o canal {0} de {1}"};
inline constexpr Phrase kPoolShownMany{"channels {0} of {1} are shown",
                                       "mostram-se os canais {0} de {1}"};
inline constexpr Phrase kPoolNoWeights{"nothing to learn", "nada a aprender"};

/// {0}: how many cells, {1}: value
inline constexpr Phrase kPoolTie{"tie: {0} cells hold {1}; the first one wins",
                                 "empate: {0} células têm {1}; vence a primeira"};
inline constexpr Phrase kPoolWinnerAt{"winner: row {0}, column {1}",
                                      "vencedora: linha {0}, coluna {1}"};
inline constexpr Phrase kPoolSoFar{"so far", "até aqui"};
inline constexpr Phrase kPoolPaddingNever{"padding counts as −∞: it never wins",
                                          "o preenchimento vale −∞: nunca vence"};
inline constexpr Phrase kPoolPaddingZero{"padding counts as 0, also in the divisor",
                                         "o preenchimento vale 0, também no divisor"};
inline constexpr Phrase kPoolPaddingSquare{"padding counts as 0", "o preenchimento vale 0"};

/// {0}: channel, {1}: row, {2}: column
inline constexpr Phrase kPoolOutputCell{"output of channel {0}, row {1}, column {2}",
                                        "saída do canal {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kPoolUpstreamCell{"how the loss changes with o[{0},{1},{2}]",
                                          "como a perda muda com o[{0},{1},{2}]"};
inline constexpr Phrase kPoolGradientCell{"how the loss changes with x[{0},{1},{2}]",
                                          "como a perda muda com x[{0},{1},{2}]"};
inline constexpr Phrase kPoolStridedCell{"strided convolution, channel {0}, row {1}, column {2}",
                                         "convolução com passo, canal {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kPoolWeightCell{
    "weight of the strided convolution, channel {0}, row {1}, "
    "column {2}",
    "peso da convolução com passo, canal {0}, linha {1}, "
    "coluna {2}"};
inline constexpr Phrase kPoolInNoWindow{"in no window: nothing comes of it",
                                        "em nenhuma janela: nada resulta dela"};
inline constexpr Phrase kPoolInWindows{"in {0} windows", "em {0} janelas"};
inline constexpr Phrase kPoolInOneWindow{"in one window", "em uma janela"};
inline constexpr Phrase kPoolWins{"wins in {0}", "vence em {0}"};
inline constexpr Phrase kPoolRunningMax{"max so far", "máx até aqui"};
inline constexpr Phrase kPoolChosen{"wins", "vence"};
inline constexpr Phrase kPoolRoot{"root of the sum", "raiz da soma"};

inline constexpr Phrase kPoolMemory{"Memory", "Memória"};
inline constexpr Phrase kPoolWinner{"winner", "vencedora"};
inline constexpr Phrase kPoolTiedMark{"same value (tie)", "mesmo valor (empate)"};

inline constexpr Phrase kPoolBranch{"pooling", "pooling"};
inline constexpr Phrase kStridedBranch{"convolution with stride {0}", "convolução com passo {0}"};
inline constexpr Phrase kStridedKernel{"filter w", "filtro w"};
inline constexpr Phrase kStridedOutput{"output o\u2032", "saída o\u2032"};
inline constexpr Phrase kCompareShape{"output", "saída"};
inline constexpr Phrase kCompareParameters{"parameters, without bias", "parâmetros, sem viés"};
inline constexpr Phrase kCompareMacs{"multiplications", "multiplicações"};
inline constexpr Phrase kDepthwise{"one filter a channel", "um filtro por canal"};
inline constexpr Phrase kFullConvolution{"all channels mixed", "todos os canais misturados"};
inline constexpr Phrase kSameAsAverage{
    "With the weights 1/k² it is average pooling; other weights can be learned.",
    "Com os pesos 1/k² ela é average pooling; outros pesos podem ser aprendidos."};
inline constexpr Phrase kStridedLearns{
    "The window moves as in pooling, but the weights are learned: change one.",
    "A janela anda como no pooling, mas os pesos são aprendidos: mude um."};
inline constexpr Phrase kPaddingInBoth{
    "Padding counts as −∞ in max pooling, as 0 in the convolution.",
    "O preenchimento vale −∞ no max pooling e 0 na convolução."};
/// {0}: how many
inline constexpr Phrase kVolumeNumbers{"{0} numbers", "{0} números"};
inline constexpr Phrase kVolumeBefore{"before", "antes"};
inline constexpr Phrase kVolumeAfter{"after", "depois"};
inline constexpr Phrase kVolumeThis{"This example", "Este exemplo"};
inline constexpr Phrase kVolumeLenet{"LeNet, first pooling", "LeNet, primeiro pooling"};
inline constexpr Phrase kVolumeVgg{"VGG, first pooling", "VGG, primeiro pooling"};
/// {0}: window, {1}: stride, {2}: padding
inline constexpr Phrase kVolumeWindow{"window {0}×{0}, stride {1}, padding {2}",
                                      "janela {0}×{0}, passo {1}, preenchimento {2}"};
/// {0}: share
inline constexpr Phrase kVolumeLeft{"{0} of the memory", "{0} da memória"};
inline constexpr Phrase kVolumeNone{"the window does not fit", "a janela não cabe"};
inline constexpr Phrase kVolumeDepth{
    "The depth stays: each channel is pooled by itself. "
    "Parameters: 0.",
    "A profundidade fica: cada canal é agregado sozinho. "
    "Parâmetros: 0."};
inline constexpr Phrase kExerciseAsk{
    "Fill in the outputs: {0}, window {1}×{1}, stride {2}, "
    "padding {3}.",
    "Preencha as saídas: {0}, janela {1}×{1}, passo {2}, "
    "preenchimento {3}."};
inline constexpr Phrase kExerciseHow{"Click a cell and type; Tab goes on. Two decimals are enough.",
                                     "Clique numa célula e digite; Tab avança. Duas casas bastam."};
inline constexpr Phrase kPoolTieKink{
    "A tie: with a little more this cell wins, with a little less another. Backpropagation sends "
    "all of g to the first; the difference is the mean of both sides.",
    "Empate: com um pouco mais esta célula vence, com um pouco menos, outra. A retropropagação dá "
    "todo o g à primeira; a diferença é a média dos dois lados."};
inline constexpr Phrase kPoolRootKink{
    "The window is all zeros: the root has a corner there, and its gradient is taken as 0.",
    "A janela é só de zeros: a raiz tem ali uma quina, e o gradiente vale 0."};
/// {0}: "max pooling", {1}: window, {2}: stride, {3}: padding
inline constexpr Phrase kExerciseRoute{
    "Route the gradient g back to the input: {0}, window {1}×{1}, stride {2}, padding {3}.",
    "Leve o gradiente g de volta à entrada: {0}, janela {1}×{1}, passo {2}, preenchimento {3}."};
inline constexpr Phrase kExerciseRouteHow{
    "Click a cell of dx and type; where nothing arrives, 0. What several windows send adds up.",
    "Clique numa célula de dx e digite; onde nada chega, 0. O que várias janelas mandam soma-se."};
inline constexpr Phrase kExerciseCheck{"Check", "Conferir"};
inline constexpr Phrase kExerciseClear{"Clear", "Limpar"};
inline constexpr Phrase kExerciseShow{"Show the answer", "Mostrar a resposta"};
/// {0}: right, {1}: of how many, {2}: wrong, {3}: empty
inline constexpr Phrase kExerciseMarks{"{0} of {1} right; wrong: {2}; still empty: {3}.",
                                       "{0} de {1} certas; erradas: {2}; ainda vazias: {3}."};
inline constexpr Phrase kExerciseAll{"All {0} are right.", "Todas as {0} estão certas."};
inline constexpr Phrase kExerciseAsked{"to be filled in; Check shows how it comes about",
                                       "a preencher; Conferir mostra como se obtém"};
inline constexpr Phrase kExerciseWorking{"Point at a cell to see its working in the card.",
                                         "Aponte uma célula para ver a conta na ficha."};
inline constexpr Phrase kExerciseAnswer{"your answers", "suas respostas"};
inline constexpr Phrase kExerciseRight{"right", "certa"};
inline constexpr Phrase kExerciseWrong{"wrong", "errada"};

}  // namespace convscope::state::phrase
