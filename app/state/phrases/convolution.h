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
inline constexpr Phrase kLengthName{"length", "comprimento"};
inline constexpr Phrase kKernelY{"kernel y", "kernel y"};
inline constexpr Phrase kKernelX{"kernel x", "kernel x"};
inline constexpr Phrase kStrideY{"stride y", "passo y"};
inline constexpr Phrase kStrideX{"stride x", "passo x"};
inline constexpr Phrase kDilationY{"dilation y", "dilatação y"};
inline constexpr Phrase kDilationX{"dilation x", "dilatação x"};
inline constexpr Phrase kCellsName{"on each side", "de cada lado"};
inline constexpr Phrase kAboveName{"above", "acima"};
inline constexpr Phrase kBelowName{"below", "abaixo"};
inline constexpr Phrase kLeftName{"left", "à esquerda"};
inline constexpr Phrase kRightName{"right", "à direita"};
inline constexpr Phrase kByNumber{"number", "número"};
inline constexpr Phrase kFilledWith{"filled with", "valores"};
inline constexpr Phrase kActivationName{"activation", "ativação"};
inline constexpr Phrase kNoActivation{"none", "nenhuma"};
inline constexpr Phrase kMoreOptions{"more options", "mais opções"};
inline constexpr Phrase kPerAxis{"y, x and sides apart", "y, x e lados à parte"};
inline constexpr Phrase kPerSide{"left and right apart", "esquerda e direita à parte"};
inline constexpr Phrase kTrueConvolution{"turn the kernel (convolution)",
                                         "girar o kernel (convolução)"};
inline constexpr Phrase kTrueConvolutionTip{
    "Networks compute the correlation; mathematics' convolution reads the kernel backwards",
    "As redes calculam a correlação; a convolução da matemática lê o kernel de trás para frente"};
/// {0}: the number, {1}: as printed, {2}: as it should be
inline constexpr Phrase kMisprint{"{0}: the slide prints {1}; right is {2}",
                                  "{0}: o slide traz {1}; o certo é {2}"};
inline constexpr Phrase kShowMisprints{"Pins the marked cells one after the other.",
                                       "Fixa as células marcadas, uma depois da outra."};
/// {0}: how many
inline constexpr Phrase kMisprints{"{0} misprints", "{0} erros"};
/// The same beside them.
inline constexpr Phrase kToPrintedShort{"as printed", "como impresso"};
inline constexpr Phrase kToPrinted{"as printed on the slide", "como impresso no slide"};
inline constexpr Phrase kToCorrected{"corrected", "corrigido"};
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
inline constexpr Phrase kParametersLine{"parameters", "parâmetros"};
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

/// {0}: the mode, {1}: cells of padding, {2}: of the input
inline constexpr Phrase kNoNumbersForPadding{
    "Padding “{0}” has numbers for fewer cells: {1} are asked for beside an input of {2}.",
    "O preenchimento “{0}” não tem números para tanto: pede {1} ao lado de uma entrada de {2}."};
inline constexpr Phrase kZerosName{"zeros", "zeros"};
inline constexpr Phrase kReflectName{"reflect", "refletido"};
inline constexpr Phrase kReplicateName{"replicate", "replicado"};
inline constexpr Phrase kCircularName{"circular", "circular"};

inline constexpr Phrase kInputTitle{"input x", "entrada x"};
inline constexpr Phrase kFilterTitle{"filter W", "filtro W"};
inline constexpr Phrase kProductsTitle{"products x \u00B7 w", "produtos x \u00B7 w"};
inline constexpr Phrase kSumTitle{"sum", "soma"};
inline constexpr Phrase kOutputTitle{"output o", "saída o"};
inline constexpr Phrase kNumbersView{"Numbers", "Números"};
inline constexpr Phrase kProductsView{"Products", "Produtos"};
inline constexpr Phrase kGeometryView{"Geometry", "Geometria"};
inline constexpr Phrase kMatrixView{"Matrix", "Matriz"};
inline constexpr Phrase kHuesView{"Hues", "Matizes"};
inline constexpr Phrase kFieldView{"Field", "Campo"};
inline constexpr Phrase kCountingView{"Counting", "Contagem"};
/// {0}, {1}: taps; {2}, {3}: reach; {4}, {5}: step; {6}: target, {7}: products
inline constexpr Phrase kGeometryWords{
    "A window of {0}\u00D7{1} cells reaches over {2}\u00D7{3} and moves by {4} down, by {5} to the "
    "right. {6} is the sum of {7} products.",
    "Uma janela de {0}\u00D7{1} células alcança {2}\u00D7{3} e anda {4} para baixo, {5} para a "
    "direita. {6} é a soma de {7} produtos."};
inline constexpr Phrase kGeometryWhole{
    "All {0}\u00D7{1} cells are read at once. {6} is the sum of {7} products.",
    "Todas as {0}\u00D7{1} células são lidas de uma vez. {6} é a soma de {7} produtos."};
/// The same along one dimension.
inline constexpr Phrase kGeometryLine{
    "A window of {1} cells reaches over {3} and moves by {5}. {6} is the sum of {7} products.",
    "Uma janela de {1} células alcança {3} e anda {5}. {6} é a soma de {7} produtos."};
inline constexpr Phrase kGeometryWholeLine{
    "All {1} cells are read at once. {6} is the sum of {7} products.",
    "Todas as {1} células são lidas de uma vez. {6} é a soma de {7} produtos."};
inline constexpr Phrase kNoLongerExample{
    "Changed: no longer the example's sizes and numbers. Choose it again to have them back.",
    "Alterado: já não são os tamanhos e números do exemplo. Escolha-o de novo para tê-los de "
    "volta."};
inline constexpr Phrase kInputWord{"input", "entrada"};
inline constexpr Phrase kSide{"side", "lado"};
inline constexpr Phrase kPlaneSize{"plane", "plano"};
inline constexpr Phrase kFieldSize{"field", "campo"};
inline constexpr Phrase kJump{"jump", "salto"};
inline constexpr Phrase kThreeSmall{"three 3\u00D73", "três 3\u00D73"};
inline constexpr Phrase kOneLarge{"one 7\u00D77", "um 7\u00D77"};
inline constexpr Phrase kStrided{"strides", "passos"};
inline constexpr Phrase kDilated{"dilated", "dilatadas"};
inline constexpr Phrase kConvPool{"conv and pooling", "conv e pooling"};
inline constexpr Phrase kPyramid{"pyramid", "pirâmide"};
inline constexpr Phrase kAddLayer{"One layer more", "Mais uma camada"};
inline constexpr Phrase kRemoveLayer{"Without the last layer", "Sem a última camada"};
/// {0}: the layer, from 1
inline constexpr Phrase kFieldEnds{
    "Layer {0} has no output: its window reaches further than the plane before it. Give it "
    "padding, "
    "a smaller kernel or less dilation.",
    "A camada {0} não tem saída: sua janela alcança mais que o plano anterior. Dê a ela "
    "preenchimento, um kernel menor ou menos dilatação."};
/// {0}: layers, {1}: side of the field, {2}: their parameters, {3}: of one convolution
inline constexpr Phrase kFieldWords{
    "Point at a cell: its field is framed in every plane before it. {0} layers see {1}\u00D7{1} "
    "with "
    "{2} parameters; one convolution {1}\u00D7{1} with as many outputs has {3}.",
    "Aponte uma célula: seu campo aparece em cada plano anterior. {0} camadas veem {1}\u00D7{1} "
    "com "
    "{2} parâmetros; uma convolução {1}\u00D7{1} com tantas saídas tem {3}."};
inline constexpr Phrase kConvolutionWord{"convolution", "convolução"};
inline constexpr Phrase kDenseWord{"dense layer", "camada densa"};
inline constexpr Phrase kMacs{"Multiplications", "Multiplicações"};
inline constexpr Phrase kBytes{"Bytes", "Bytes"};
inline constexpr Phrase kWeightsOf{"weights,", "pesos,"};
inline constexpr Phrase kPhotographDense{"photo 1000\u00D71000\u00D73, 1000 neurons",
                                         "foto 1000\u00D71000\u00D73, 1000 neurônios"};
inline constexpr Phrase kPhotographConvolution{"the same photo, these filters",
                                               "a mesma foto, estes filtros"};
inline constexpr Phrase kUsesTitle{"Windows that read each pixel", "Janelas que leem cada pixel"};
/// {0}: in the corner, {1}: where most do
inline constexpr Phrase kUsesWords{
    "Windows that read the corner: {0}; the pixel that most of them read: {1}.",
    "Janelas que leem o canto: {0}; o pixel mais lido: {1}."};
inline constexpr Phrase kEdgeCountsLess{"The edge counts for less.", "A borda pesa menos."};
inline constexpr Phrase kPaddingHelps{"Without padding the corner would be read once.",
                                      "Sem preenchimento o canto seria lido uma vez."};
inline constexpr Phrase kLogarithmicBars{"bars: logarithmic scale", "barras: escala logarítmica"};
inline constexpr Phrase kLectureCounts{"From the lectures", "Das aulas"};
inline constexpr Phrase kForwardPass{"Forward", "Para a frente"};
inline constexpr Phrase kUpstreamTitle{"gradient g", "gradiente g"};
inline constexpr Phrase kGradientTitle{"gradient", "gradiente"};
inline constexpr Phrase kProductsTitleWeight{"products x \u00B7 g", "produtos x \u00B7 g"};
inline constexpr Phrase kProductsTitleInput{"products g \u00B7 w", "produtos g \u00B7 w"};
inline constexpr Phrase kProductsTitleBias{"products g \u00B7 1", "produtos g \u00B7 1"};
inline constexpr Phrase kArrivesAtOutput{"arrives at the outputs", "chega às saídas"};
/// {0}: "4-7", {1}: how many there are
inline constexpr Phrase kPlanesHere{"{0} of {1}", "{0} de {1}"};
inline constexpr Phrase kRowWord{"row", "linha"};
inline constexpr Phrase kSgdStep{"One SGD step", "Um passo de SGD"};
inline constexpr Phrase kApplyStep{"Apply", "Aplicar"};
inline constexpr Phrase kUndoStep{"Undo", "Desfazer"};
inline constexpr Phrase kGoesOn{"Further back", "Mais para trás"};
inline constexpr Phrase kGoesOnWords{
    "dX is the gradient g of the layer before: backpropagation goes on with it.",
    "dX é o gradiente g da camada anterior: com ele a retropropagação continua."};
inline constexpr Phrase kOneWeight{"One weight, many pixels", "Um peso, muitos pixels"};
inline constexpr Phrase kOneBias{"One bias, every output", "Um viés, todas as saídas"};
/// {0}: the weight, {1}: how many outputs, {2}: the input's channel
inline constexpr Phrase kWeightWords{
    "{0} multiplied {1} pixels of channel {2}, one for each output. Its gradient adds up, output "
    "by "
    "output, the gradient that arrives there times the pixel that the weight read. The same weight "
    "in {1} places: sharing is adding.",
    "{0} multiplicou {1} pixels do canal {2}, um para cada saída. Seu gradiente soma, saída por "
    "saída, o gradiente que chega vezes o pixel que o peso leu. O mesmo peso em {1} lugares: "
    "compartilhar é somar."};
/// {0}: the filter, {1}: how many outputs
inline constexpr Phrase kBiasWords{
    "b[{0}] is added to each of the {1} outputs of filter {0}, so \u2202o/\u2202b is 1 everywhere "
    "and its gradient is the sum of what arrives.",
    "b[{0}] soma-se a cada uma das {1} saídas do filtro {0}; por isso \u2202o/\u2202b é 1 em toda "
    "parte e seu gradiente é a soma do que chega."};
inline constexpr Phrase kUpstreamEditable{"g can be edited: click and type, or drag.",
                                          "g é editável: clique e digite, ou arraste."};
/// {0}: the activation
inline constexpr Phrase kArrivingWords{
    "Behind the activation \u2202L/\u2202a arrives (click and type, or drag). On its way back it "
    "is "
    "multiplied by the slope {0}\u2032(o) of each output: that is g.",
    "Atrás da ativação chega \u2202L/\u2202a (clique e digite, ou arraste). Na volta ele é "
    "multiplicado pela inclinação {0}\u2032(o) de cada saída: isso é g."};
inline constexpr Phrase kUpstreamHeading{"Gradient g that arrives", "Gradiente g que chega"};
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
inline constexpr Phrase kWeightGradientCell{
    "gradient of the weight of filter {0}, channel {1}, row {2}, column {3}",
    "gradiente do peso do filtro {0}, canal {1}, linha {2}, coluna {3}"};
inline constexpr Phrase kInputGradientCell{
    "gradient of the input of channel {0}, row {1}, column {2}",
    "gradiente da entrada do canal {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kBiasGradientCell{"gradient of the bias of filter {0}",
                                          "gradiente do viés do filtro {0}"};
inline constexpr Phrase kUpstreamCell{
    "gradient that arrives at the output of filter {0}, row {1}, column {2}",
    "gradiente que chega à saída do filtro {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kUpstreamRemark{
    "How much the loss grows with this output. It comes from the layers behind: click and type, or "
    "drag, to see what follows.",
    "Quanto a perda cresce com esta saída. Vem das camadas seguintes: clique e digite, ou arraste, "
    "para ver o que resulta."};
inline constexpr Phrase kArrivingCell{
    "gradient that arrives behind the activation of filter {0}, row {1}, column {2}",
    "gradiente que chega atrás da ativação do filtro {0}, linha {1}, coluna {2}"};
inline constexpr Phrase kFollowsRemark{
    "What arrives behind the activation times the slope there. Where a ReLU is closed, nothing "
    "goes back.",
    "O que chega atrás da ativação vezes a inclinação ali. Onde um ReLU está fechado, nada volta."};
inline constexpr Phrase kWeightBackward{
    "On the way back the weight carries the gradient of an output to the input that it multiplied.",
    "Na volta, o peso leva o gradiente de uma saída à entrada que ele multiplicou."};
inline constexpr Phrase kInputBackward{
    "Where a weight multiplied this input, its gradient gets this input times g.",
    "Onde um peso multiplicou esta entrada, o gradiente dele recebe esta entrada vezes g."};
/// {0}: the whole gradient
inline constexpr Phrase kFolded{"With what the padding that shows this cell adds: {0}.",
                                "Com o que soma o preenchimento que mostra esta célula: {0}."};
/// {0}: index of the input cell
inline constexpr Phrase kFoldedAway{"This padding shows x{0}: its gradient is added there.",
                                    "Este preenchimento mostra x{0}: seu gradiente soma-se lá."};
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
inline constexpr Phrase kWeightPosition{"dW: weight {0} of {1}", "dW: peso {0} de {1}"};
inline constexpr Phrase kInputPosition{"dX: cell {0} of {1}", "dX: célula {0} de {1}"};
inline constexpr Phrase kBiasPosition{"db: bias {0} of {1}", "db: viés {0} de {1}"};
inline constexpr Phrase kWeightGrain{"weight", "peso"};
inline constexpr Phrase kGradientRowGrain{"row", "linha"};
inline constexpr Phrase kFilterGrain{"filter", "filtro"};
inline constexpr Phrase kBiasGrain{"bias", "viés"};
inline constexpr Phrase kTermPosition{"term {0} of {1}", "termo {0} de {1}"};
inline constexpr Phrase kTermsDone{"{0} of {1} terms", "{0} de {1} termos"};
inline constexpr Phrase kNothingYet{"nothing computed yet", "nada calculado ainda"};

inline constexpr Phrase kPasted{"{0} numbers pasted", "{0} números colados"};
inline constexpr Phrase kPasteFailed{"Nothing was pasted: row {0}, column {1} is no number",
                                     "Nada foi colado: a linha {0}, coluna {1} não é um número"};

}  // namespace convscope::state::phrase
