#pragma once

#include "app/state/phrase.h"

/// What gradient checks say, in whatever lab.
namespace convscope::state::phrase {

inline constexpr Phrase kGradientCheck{"Gradient check", "Conferência do gradiente"};
inline constexpr Phrase kGradientCheckTip{
    "Each derivative of the loss twice: by backpropagation and by a difference (G)",
    "Cada derivada da perda duas vezes: por retropropagação e por uma diferença (G)"};
inline constexpr Phrase kBackpropagation{"backpropagation", "retropropagação"};
inline constexpr Phrase kCentralDifference{"central difference", "diferença central"};
inline constexpr Phrase kDifference{"difference", "diferença"};
inline constexpr Phrase kAgrees{"agrees", "confere"};
inline constexpr Phrase kDiffers{"differs", "não confere"};
inline constexpr Phrase kCannotJudge{"cannot be judged", "impossível conferir"};
inline constexpr Phrase kKink{"kink within \u00B1h", "quina entre \u00B1h"};
inline constexpr Phrase kTheLabel{"the label", "o rótulo"};
inline constexpr Phrase kTheFirstGuess{"the first guess", "o 1.º palpite"};
inline constexpr Phrase kLossOf{"loss against class", "perda na classe"};
inline constexpr Phrase kKinkRemark{
    "Between x\u2212h and x+h a ReLU or a maximum switches: to each side the slope is another.",
    "Entre x\u2212h e x+h um ReLU ou um máximo muda: a inclinação é outra de cada lado."};
inline constexpr Phrase kToTheLeft{"to the left", "à esquerda"};
inline constexpr Phrase kToTheRight{"to the right", "à direita"};
inline constexpr Phrase kReadsPadding{
    "This term's input is padding: always 0, no number to derive by.",
    "A entrada deste termo é preenchimento: sempre 0, não há por que derivar."};
inline constexpr Phrase kCheckedAfterStroke{"Checked once the pen is lifted.",
                                            "A conferência vem quando a caneta subir."};
inline constexpr Phrase kTooLargeToCheck{
    "This network is too large for the check: it takes passes in double precision while you wait.",
    "Esta rede é grande demais para a conferência, que calcula em precisão dupla na hora."};

inline constexpr Phrase kSumCheckTip{
    "Each derivative of the sum of all outputs twice: by backpropagation and by a difference (G)",
    "Cada derivada da soma de todas as saídas duas vezes: por retropropagação e por uma diferença "
    "(G)"};
inline constexpr Phrase kUpstreamOnes{
    "sum of all outputs; upstream gradient 1 everywhere",
    "soma de todas as saídas; gradiente que chega: 1 em toda parte"};
inline constexpr Phrase kUpstreamGiven{"every output times the gradient g that arrives at it",
                                       "cada saída vezes o gradiente g que chega a ela"};
inline constexpr Phrase kArrivingGiven{"every output of the activation times what arrives at it",
                                       "cada saída da ativação vezes o que chega a ela"};
/// {0}: how many share the number
inline constexpr Phrase kSharedBy{"{0} outputs", "{0} saídas"};
inline constexpr Phrase kSharedByOne{"{0} output", "{0} saída"};
inline constexpr Phrase kPaddingCell{"Padding: always 0, no number to derive by.",
                                     "Preenchimento: sempre 0, não há por que derivar."};

}  // namespace convscope::state::phrase
