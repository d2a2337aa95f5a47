#pragma once

#include "app/state/phrase.h"

/// What is said of dX in the Convolution lab.
namespace convscope::state::phrase {

inline constexpr Phrase kPlainFilters{"filters", "filtros"};
inline constexpr Phrase kTurnedTitle{"filters, turned 180°", "filtros girados 180°"};
inline constexpr Phrase kSpreadAndPadded{"spread by the stride, with a margin",
                                         "espalhado pelo passo, com margem"};
inline constexpr Phrase kSpread{"spread by the stride", "espalhado pelo passo"};
inline constexpr Phrase kPadded{"with a margin", "com margem"};
inline constexpr Phrase kTurned{"Why the kernel is turned", "Por que o kernel gira"};
inline constexpr Phrase kNotTurned{"Why the kernel is as written", "Por que o kernel não gira"};
inline constexpr Phrase kPointTitle{"One weight a channel", "Um peso por canal"};
inline constexpr Phrase kTurnedWords{
    "An input at offset k below the window's corner was read with weight k: seen from the input, "
    "the outputs lie the other way round. So its gradient slides the turned kernel over g",
    "Uma entrada à distância k do canto da janela foi lida com o peso k: vistas da entrada, as "
    "saídas ficam na ordem inversa. Por isso seu gradiente desliza o kernel girado sobre g"};
inline constexpr Phrase kNotTurnedWords{
    "The forward pass turned the kernel. Seen from the input, the outputs lie the other way round: "
    "turned once more, the kernel stands as it is written. So the gradient slides it like that "
    "over g",
    "A passagem para a frente girou o kernel. Vistas da entrada, as saídas ficam na ordem inversa: "
    "girado mais uma vez, o kernel volta a ser como está escrito. Assim o gradiente o desliza "
    "sobre g"};
inline constexpr Phrase kPointWords{
    "A kernel of one cell reads each input for one output only: the gradient of an input is its "
    "output's g times the weight, added up over the filters. It slides over g",
    "Um kernel de uma célula lê cada entrada para uma só saída: o gradiente de uma entrada é o g "
    "dessa saída vezes o peso, somado sobre os filtros. Ele desliza sobre g"};
/// They continue a sentence.
inline constexpr Phrase kZerosBetween{", with zeros between the outputs that the stride left out",
                                      ", com zeros entre as saídas que o passo pulou"};
inline constexpr Phrase kZerosAround{", with a margin of zeros", ", com uma margem de zeros"};
inline constexpr Phrase kZerosBetweenAndMargin{
    ", with zeros between the outputs that the stride left out and a margin",
    ", com zeros entre as saídas que o passo pulou e uma margem"};
inline constexpr Phrase kIsFull{"a full convolution", "uma convolução completa (full)"};
inline constexpr Phrase kFullLessPadding{
    "a full convolution, less what fell on the padding",
    "uma convolução completa (full), sem o que caiu no preenchimento"};
inline constexpr Phrase kPatchesOfGTurned{
    "Each row is what the turned kernel meets of g for one input",
    "Cada linha é o que o kernel girado encontra de g para uma entrada"};
inline constexpr Phrase kPatchesOfGWritten{
    "Each row is what the kernel meets of g for one input",
    "Cada linha é o que o kernel encontra de g para uma entrada"};
inline constexpr Phrase kIsConvolutionToo{"dX is a convolution too", "dX também é uma convolução"};

}  // namespace convscope::state::phrase
