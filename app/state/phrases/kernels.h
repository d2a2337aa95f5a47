#pragma once

#include "app/state/phrase.h"

namespace convscope::state::phrase {

inline constexpr Phrase kPhotograph{"Photograph", "Fotografia"};
inline constexpr Phrase kDropPhoto{"or drop a PNG, JPEG or BMP here",
                                   "ou solte aqui um PNG, JPEG ou BMP"};
inline constexpr Phrase kTestPicture{"test picture", "figura de teste"};
inline constexpr Phrase kKernelHeading{"Kernel", "Kernel"};
inline constexpr Phrase kKernelSize{"size", "tamanho"};
inline constexpr Phrase kDivideBy{"divide by", "dividir por"};
inline constexpr Phrase kAddTo{"add", "somar"};
/// {0}: sum
inline constexpr Phrase kKernelSum{"type, drag or turn the wheel · sum {0}",
                                   "digite, arraste, gire · soma {0}"};
inline constexpr Phrase kPresets{"Presets", "Prontos"};
inline constexpr Phrase kOutputKind{"Output", "Saída"};
inline constexpr Phrase kOutSigned{"signed", "com sinal"};
inline constexpr Phrase kOutAbsolute{"|value|", "|valor|"};
inline constexpr Phrase kOutMagnitude{"√(x²+y²)", "√(x²+y²)"};
inline constexpr Phrase kOutDirection{"direction", "direção"};
inline constexpr Phrase kOnLuminance{"on luminance", "na luminância"};
inline constexpr Phrase kChainHeading{"Chain", "Cadeia"};
inline constexpr Phrase kChainAdd{"+ kernel", "+ kernel"};
inline constexpr Phrase kChainRemove{"remove", "remover"};

inline constexpr Phrase kPageSplit{"Split", "Dividida"};
inline constexpr Phrase kPageSide{"Side by side", "Lado a lado"};
inline constexpr Phrase kPageChain{"Chain", "Cadeia"};
inline constexpr Phrase kPageLearn{"Learn this kernel", "Aprender este kernel"};
inline constexpr Phrase kFit{"fit", "ajustar"};

inline constexpr Phrase kInputLabel{"input x", "entrada x"};
inline constexpr Phrase kOutputLabel{"output o", "saída o"};
inline constexpr Phrase kWordSigned{"signed", "com sinal"};
inline constexpr Phrase kWordCut{"drawn clamped to 0–255", "no desenho, limitada a 0–255"};
inline constexpr Phrase kWordAbsolute{"absolute value", "valor absoluto"};
inline constexpr Phrase kWordMagnitude{"magnitude of the gradient", "módulo do gradiente"};
inline constexpr Phrase kWordDirection{"direction of the gradient, degrees",
                                       "direção do gradiente, graus"};

/// {0}: column, {1}: row
inline constexpr Phrase kPixelTitle{"pixel [{0},{1}]", "pixel [{0},{1}]"};
/// {0}: size of the patch
inline constexpr Phrase kPixelPatch{"patch {0}×{0}", "campo {0}×{0}"};
inline constexpr Phrase kPatchTitle{"patch x", "campo x"};
inline constexpr Phrase kKernelTitle{"kernel w", "kernel w"};
inline constexpr Phrase kPixelProducts{"products x · w", "produtos x · w"};
inline constexpr Phrase kPixelResponse{"response of the kernel at this pixel",
                                       "resposta do kernel neste pixel"};
inline constexpr Phrase kPixelMagnitude{"gradient magnitude at this pixel",
                                        "módulo do gradiente neste pixel"};
inline constexpr Phrase kPixelDirection{"gradient direction at this pixel",
                                        "direção do gradiente neste pixel"};
inline constexpr Phrase kRedChannel{"red channel", "canal vermelho"};
inline constexpr Phrase kGreenChannel{"green channel", "canal verde"};
inline constexpr Phrase kBlueChannel{"blue channel", "canal azul"};
inline constexpr Phrase kRed{"red", "vermelho"};
inline constexpr Phrase kGreen{"green", "verde"};
inline constexpr Phrase kBlue{"blue", "azul"};
inline constexpr Phrase kSumWord{"sum", "soma"};
inline constexpr Phrase kValuesInPicture{"Values in this picture", "Valores nesta imagem"};
inline constexpr Phrase kLogScale{"pixel counts on a log scale; the mark is this pixel",
                                  "contagem em escala log; a marca é este pixel"};
inline constexpr Phrase kReading{"Reading", "Leitura"};
inline constexpr Phrase kReadSigned{
    "Orange: the kernel answers with a positive number; blue: negative; neither: near 0.",
    "Laranja: o kernel responde com número positivo; azul: negativo; nem um nem outro: perto de "
    "0."};
inline constexpr Phrase kReadGray{"The weights give a photograph again: black is 0, white 255.",
                                  "Os pesos dão de novo uma fotografia: preto é 0, branco 255."};
inline constexpr Phrase kReadCut{
    "The weights give a photograph again: what is below 0 is drawn black, above 255 white; the "
    "numbers stay exact.",
    "Os pesos dão de novo uma fotografia: abaixo de 0 se desenha preto, acima de 255, branco; os "
    "números ficam exatos."};
inline constexpr Phrase kReadMagnitude{
    "The kernel and its transpose give gx and gy of a gradient: what stands out is a steep edge.",
    "O kernel e o seu transposto dão gx e gy de um gradiente: o que se destaca é uma borda forte."};
inline constexpr Phrase kNoDirection{
    "no edge here (magnitude below 8 % of the largest), no direction",
    "sem borda aqui (módulo abaixo de 8 % do maior), sem direção"};
inline constexpr Phrase kCoreCentred{
    "Defined for 3×3: a larger size keeps it in the middle of zeros.",
    "Definido para 3×3: em tamanho maior fica no meio de zeros."};
inline constexpr Phrase kReadDirection{
    "Where the picture gets brighter: 0° to the right, 90° down, 180° to the left.",
    "Para onde a imagem clareia: 0° à direita, 90° para baixo, 180° à esquerda."};
inline constexpr Phrase kReadAbsolute{"The size of the answer without its sign.",
                                      "O tamanho da resposta, sem o sinal."};
inline constexpr Phrase kPixelGrain{"pixel", "pixel"};
inline constexpr Phrase kRowGrain{"row", "linha"};
/// {0}: which, {1}: of how many
inline constexpr Phrase kPixelPosition{"pixel {0} of {1}", "pixel {0} de {1}"};
inline constexpr Phrase kRowMark{"row {0}", "linha {0}"};

inline constexpr Phrase kLearnTarget{"Wanted kernel", "Kernel desejado"};
inline constexpr Phrase kLearnOwn{"this kernel (from the lab)", "este kernel (do laboratório)"};
inline constexpr Phrase kLearnHeading{"Learning", "Aprendizado"};
inline constexpr Phrase kLearnRate{"rate", "taxa"};
inline constexpr Phrase kLearnNoise{"noise", "ruído"};
inline constexpr Phrase kLearnSeed{"seed", "semente"};
inline constexpr Phrase kLearnOptimizer{"optimizer", "otimizador"};
inline constexpr Phrase kLearnRun{"Learn", "Aprender"};
inline constexpr Phrase kLearnPause{"Pause", "Pausar"};
inline constexpr Phrase kLearnReset{"From noise again", "Do ruído de novo"};
inline constexpr Phrase kLearnWanted{"wanted", "desejado"};
inline constexpr Phrase kLearnLearned{"learned", "aprendido"};
inline constexpr Phrase kLearnGradient{"gradient", "gradiente"};
inline constexpr Phrase kLearnInputPicture{"input", "entrada"};
inline constexpr Phrase kLearnWantedOutput{"wanted output", "saída desejada"};
inline constexpr Phrase kLearnOutput{"output of the learned kernel", "saída do kernel aprendido"};
inline constexpr Phrase kLearnLoss{"loss: mean squared error", "perda: erro quadrático médio"};
inline constexpr Phrase kLearnAsk{
    "The kernel starts as noise. Gradient descent sees only input and wanted output.",
    "O kernel começa como ruído. A descida do gradiente só vê entrada e saída desejada."};
/// {0}: step, {1}: of how many
inline constexpr Phrase kLearnStep{"step {0} of {1}", "passo {0} de {1}"};
inline constexpr Phrase kLearnStepWord{"step", "passo"};
/// {0}: loss
inline constexpr Phrase kLearnLossNow{"loss {0}", "perda {0}"};
inline constexpr Phrase kLearnRewound{"rewound; Learn goes on from here",
                                      "rebobinado; Aprender continua daqui"};
inline constexpr Phrase kLearnGrows{"The loss grows: take a smaller rate.",
                                    "A perda cresce: escolha uma taxa menor."};
inline constexpr Phrase kLearnDiverged{"The loss grew beyond all bounds: take a smaller rate.",
                                       "A perda cresceu sem limite: use uma taxa menor."};
inline constexpr Phrase kLearnCheckTip{
    "Each derivative of the loss twice: as the learning computes it and by a difference (G)",
    "Cada derivada da perda duas vezes: como o aprendizado a calcula e por uma diferença (G)"};
/// {0}: step, {1}: pixels
inline constexpr Phrase kLearnCheckOf{"the loss at step {0}: mean squared error over {1} pixels",
                                      "a perda no passo {0}: erro quadrático médio de {1} pixels"};
inline constexpr Phrase kLearnCheckQuadratic{
    "L is a parabola in each weight: the difference is exact whatever h. Point at a weight for it "
    "alone.",
    "L é uma parábola em cada peso: a diferença é exata para qualquer h. Aponte um peso para ver "
    "só ele."};
inline constexpr Phrase kLearnCheckMiddle{
    "These are the nine weights in the middle. Point at another one to check it; a click keeps it.",
    "São os nove pesos do meio. Aponte outro para conferi-lo; um clique o mantém."};
inline constexpr Phrase kLearnCheckOther{
    "Photograph or noise have changed since this step: the grid's gradient is of those before, "
    "the check of those now.",
    "A fotografia ou o ruído mudou desde este passo: o gradiente da grade é dos de antes, a "
    "conferência é dos de agora."};
inline constexpr Phrase kLearnCheckUnknown{
    "L is so large that w+h and w−h change only digits lost in rounding: no verdict. Rewind or "
    "take a "
    "smaller rate.",
    "L é tão grande que w+h e w−h só mudam dígitos perdidos no arredondamento: sem veredito. "
    "Volte no tempo ou escolha uma taxa menor."};
inline constexpr Phrase kLearnLargest{"largest difference of a weight",
                                      "maior diferença de um peso"};

}  // namespace convscope::state::phrase
