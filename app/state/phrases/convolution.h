#pragma once

#include "app/state/phrase.h"

namespace convscope::state::phrase {

inline constexpr Phrase kExample{"Example", "Exemplo"};
inline constexpr Phrase kInputHeading{"Input", "Entrada"};
inline constexpr Phrase kFiltersHeading{"Filters", "Filtros"};
inline constexpr Phrase kReadOn{"More \u203A", "Mais \u203A"};
inline constexpr Phrase kHeightName{"height", "altura"};
inline constexpr Phrase kWidthName{"width", "largura"};
inline constexpr Phrase kChannelsName{"channels", "canais"};
inline constexpr Phrase kFiltersName{"filters", "filtros"};
inline constexpr Phrase kKernelName{"kernel", "kernel"};
inline constexpr Phrase kStrideName{"stride", "passo (stride)"};
inline constexpr Phrase kPaddingName{"padding", "preenchimento"};
inline constexpr Phrase kDilationName{"dilation", "dilatação"};
inline constexpr Phrase kGroupsName{"groups", "grupos"};
inline constexpr Phrase kBiasName{"bias", "viés"};
inline constexpr Phrase kHidePending{"hide what is not computed", "ocultar o que falta"};

inline constexpr Phrase kOutputSize{"Output size", "Tamanho da saída"};
inline constexpr Phrase kOutputOne{"output", "saída"};
inline constexpr Phrase kOutputs{"outputs", "saídas"};
inline constexpr Phrase kParameters{"Parameters", "Parâmetros"};
inline constexpr Phrase kDenseEquivalent{"equivalent dense layer", "camada densa equivalente"};
inline constexpr Phrase kNoOutput{"No output", "Sem saída"};
inline constexpr Phrase kUse{"use", "usar"};
/// {0}: reach of the window, {1}: size of the padded input
inline constexpr Phrase kNoRowsFit{
    "The window is {0} rows high and the padded input only {1}: it fits nowhere.",
    "A janela tem {0} linhas de altura e a entrada preenchida apenas {1}: não cabe em lugar "
    "algum."};
inline constexpr Phrase kNoColumnsFit{
    "The window is {0} columns wide and the padded input only {1}: it fits nowhere.",
    "A janela tem {0} colunas de largura e a entrada preenchida apenas {1}: não cabe em lugar "
    "algum."};
inline constexpr Phrase kGroupsDoNotDivide{
    "{0} groups do not divide {1} channels and {2} filters evenly.",
    "{0} grupos não dividem igualmente {1} canais e {2} filtros."};

inline constexpr Phrase kInputTitle{"input x", "entrada x"};
inline constexpr Phrase kFilterTitle{"filter W", "filtro W"};
inline constexpr Phrase kProductsTitle{"products x \u00B7 w", "produtos x \u00B7 w"};
inline constexpr Phrase kSumTitle{"sum", "soma"};
inline constexpr Phrase kOutputTitle{"output o", "saída o"};
inline constexpr Phrase kPaddingOf{"padding", "preenchimento"};
inline constexpr Phrase kSlice{"slice", "fatia"};
inline constexpr Phrase kBiasOf{"bias", "viés"};
inline constexpr Phrase kSoFar{"so far", "até aqui"};
inline constexpr Phrase kMore{"more", "mais"};

inline constexpr Phrase kWholeStage{"Show all of it (Ctrl+0, double click, Esc)",
                                    "Mostrar tudo (Ctrl+0, duplo clique, Esc)"};
inline constexpr Phrase kLegend{"Legend", "Legenda"};
inline constexpr Phrase kInputPatch{"input patch", "campo da entrada"};
inline constexpr Phrase kFilterWord{"filter", "filtro"};
inline constexpr Phrase kOutputWord{"output", "saída"};
inline constexpr Phrase kPaddingWord{"padding", "preenchimento"};
inline constexpr Phrase kCurrentTerm{"current term", "termo atual"};

/// {0}: filter, {1}: row, {2}: column
inline constexpr Phrase kOutputCell{"output of filter {0}, row {1}, column {2}",
                                    "saída do filtro {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kInputCell{"input of channel {0}, row {1}, column {2}",
                                   "entrada do canal {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kWeightCell{"weight of filter {0}, channel {1}, row {2}, column {3}",
                                    "peso do filtro {0}, canal {1}, linha {2}, coluna {3}"};
inline constexpr Phrase kBiasCell{"bias of filter {0}", "viés do filtro {0}"};
/// {0}: how many
inline constexpr Phrase kReadBy{"read by {0} outputs", "lido por {0} saídas"};
inline constexpr Phrase kTouches{"multiplies {0} inputs, one for each position of the window",
                                 "multiplica {0} entradas, uma para cada posição da janela"};
inline constexpr Phrase kReadByOne{"read by {0} output", "lido por {0} saída"};
inline constexpr Phrase kTouchesOne{"multiplies {0} input, at the only position of the window",
                                    "multiplica {0} entrada, na única posição da janela"};
inline constexpr Phrase kSumColumn{"sum", "soma"};
inline constexpr Phrase kIndexColumn{"k", "k"};
inline constexpr Phrase kFilterMark{"filter {0}", "filtro {0}"};

/// {0}: which, {1}: of how many
inline constexpr Phrase kOutputPosition{"output {0} of {1}", "saída {0} de {1}"};
inline constexpr Phrase kTermPosition{"term {0} of {1}", "termo {0} de {1}"};
inline constexpr Phrase kTermsDone{"{0} of {1} terms", "{0} de {1} termos"};
inline constexpr Phrase kNothingYet{"nothing computed yet", "nada calculado ainda"};

inline constexpr Phrase kPasted{"{0} numbers pasted", "{0} números colados"};
inline constexpr Phrase kPasteFailed{"Nothing was pasted: row {0}, column {1} is no number",
                                     "Nada foi colado: a linha {0}, coluna {1} não é um número"};

}  // namespace convscope::state::phrase
