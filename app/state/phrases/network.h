#pragma once

#include "app/state/phrase.h"

/// What the Network lab says.
namespace convscope::state::phrase {

inline constexpr Phrase kDrawHere{"Draw here", "Desenhe aqui"};
inline constexpr Phrase kPen{"Pen", "Caneta"};
inline constexpr Phrase kEraser{"Eraser", "Borracha"};
inline constexpr Phrase kClear{"Clear", "Limpar"};
inline constexpr Phrase kPenWidth{"pen width", "largura"};
inline constexpr Phrase kReceived{"What the network receives", "O que a rede recebe"};
inline constexpr Phrase kCentred{"centred like MNIST", "centralizado como no MNIST"};
inline constexpr Phrase kUntouched{"as it is", "sem alteração"};
inline constexpr Phrase kSomePicture{"a picture", "uma figura"};

inline constexpr Phrase kWeights{"Weights", "Pesos"};
inline constexpr Phrase kTrainedWeights{"trained on MNIST", "treinados no MNIST"};
inline constexpr Phrase kNetworkRandomWeights{"random weights", "pesos aleatórios"};
inline constexpr Phrase kLiveWeights{"live from training", "ao vivo do treino"};
inline constexpr Phrase kFromFile{"from a file", "de um arquivo"};
inline constexpr Phrase kStartRandom{"Start from random weights", "Começar com pesos aleatórios"};
inline constexpr Phrase kRandomShort{"Random", "Aleatórios"};
inline constexpr Phrase kNetworkOpenWeights{"Open\u2026", "Abrir\u2026"};
inline constexpr Phrase kOpenWeightsTip{"A .safetensors file", "Um arquivo .safetensors"};
inline constexpr Phrase kWeightFiles{"Files of weights", "Arquivos de pesos"};
inline constexpr Phrase kTypeAPath{"Type a path\u2026", "Digite um caminho\u2026"};
inline constexpr Phrase kLookingForFiles{"Looking for files \u2026", "Procurando arquivos \u2026"};
inline constexpr Phrase kNoWeightFiles{"There is no .safetensors file near by.",
                                       "Não há arquivos .safetensors por perto."};
inline constexpr Phrase kOrDrop{"or drop a file on the window",
                                "ou solte um arquivo sobre a janela"};
inline constexpr Phrase kUntrained{"not trained: the answer is chance",
                                   "sem treino: a resposta é acaso"};
inline constexpr Phrase kNoTrained{"There are no trained weights in the assets.",
                                   "Não há pesos treinados entre os arquivos do programa."};
inline constexpr Phrase kParameterCount{"parameters", "parâmetros"};
inline constexpr Phrase kTestAccuracy{"test", "teste"};
inline constexpr Phrase kStepOfTraining{"step", "passo"};
inline constexpr Phrase kWrongInput{"These weights do not take 28\u00D728 pictures.",
                                    "Estes pesos não recebem figuras de 28\u00D728."};

inline constexpr Phrase kTestSet{"Test set", "Conjunto de teste"};
inline constexpr Phrase kNumber{"no.", "n.º"};
inline constexpr Phrase kLabel{"label", "rótulo"};
inline constexpr Phrase kNetworkReadAs{"read as", "lido como"};
inline constexpr Phrase kWrongly{"wrong", "errado"};
inline constexpr Phrase kNext{"Next", "Próxima"};
inline constexpr Phrase kNextWrong{"Next wrong", "Próximo erro"};
inline constexpr Phrase kUseAsInput{"Use as input", "Usar como entrada"};
inline constexpr Phrase kNetworkOf{"of", "de"};
inline constexpr Phrase kWrongOf{"{} of {} wrong", "{} erros em {}"};
inline constexpr Phrase kCounting{"counting the errors", "contando os erros"};
inline constexpr Phrase kCountErrors{"Count errors", "Contar erros"};

inline constexpr Phrase kMaxPool{"max pool", "max pooling"};
inline constexpr Phrase kAveragePool{"average pool", "avg pooling"};
inline constexpr Phrase kDense{"dense", "densa"};
inline constexpr Phrase kClasses{"classes", "classes"};
inline constexpr Phrase kFirstGuess{"first guess", "1.º palpite"};
inline constexpr Phrase kSecondGuess{"second guess", "2.º palpite"};
inline constexpr Phrase kMargin{"margin", "margem"};

inline constexpr Phrase kMap{"map", "mapa"};
inline constexpr Phrase kUnit{"unit", "unidade"};
inline constexpr Phrase kClass{"class", "classe"};
inline constexpr Phrase kAfter{"after", "depois de"};
inline constexpr Phrase kSumOverMaps{"Sum over the input maps", "Soma sobre os mapas de entrada"};
inline constexpr Phrase kMean{"mean", "média"};
inline constexpr Phrase kWithoutThisMap{"Without this map", "Sem este mapa"};
inline constexpr Phrase kWithoutThisUnit{"Without this unit", "Sem esta unidade"};
inline constexpr Phrase kWireLegend{"wire: width \u03A3|w \u2217 p|; orange mean > 0, blue < 0",
                                    "fio: largura \u03A3|w \u2217 p|; laranja média > 0, azul < 0"};
inline constexpr Phrase kClickToOpen{"click to open", "clique para abrir"};
inline constexpr Phrase kProducts{"products", "produtos"};
inline constexpr Phrase kPatch{"patch", "recorte"};
inline constexpr Phrase kSum{"sum", "soma"};
inline constexpr Phrase kRow{"row", "linha"};
inline constexpr Phrase kColumn{"column", "coluna"};
inline constexpr Phrase kScoreOfClass{"score (logit) and probability",
                                      "score (logit) e probabilidade"};
inline constexpr Phrase kClickAPixel{"click a pixel: its single products",
                                     "clique num pixel: os produtos um a um"};
inline constexpr Phrase kFilters{"filters", "filtros"};
inline constexpr Phrase kFeatureMaps{"feature maps", "mapas de características"};
inline constexpr Phrase kExportMaps{"Export maps", "Exportar mapas"};
inline constexpr Phrase kExportFilters{"Export filters", "Exportar filtros"};
inline constexpr Phrase kExportTip{"All of this layer as one PNG picture",
                                   "Todos desta camada numa figura PNG"};
inline constexpr Phrase kHoveredOpens{"hovered, click to open", "sob o cursor, clique para abrir"};
inline constexpr Phrase kBias{"bias", "viés"};
inline constexpr Phrase kInput{"input", "entrada"};
inline constexpr Phrase kNetworkFilter{"filter", "filtro"};
inline constexpr Phrase kInputChannel{"input channel", "canal de entrada"};
inline constexpr Phrase kOutput{"output", "saída"};
inline constexpr Phrase kPicture{"picture", "figura"};
inline constexpr Phrase kBackToNetwork{"Network", "Rede"};
inline constexpr Phrase kTermsTitle{"Term by term", "Termo a termo"};
inline constexpr Phrase kLargest{"largest of the window", "maior da janela"};
/// {0}: how often
inline constexpr Phrase kTie{"The largest value occurs {0} times: the first one is taken.",
                             "O maior valor ocorre {0} vezes: vale o primeiro."};
inline constexpr Phrase kPointAtAMap{
    "Point at a feature map: its wires show what it is made of. Click to open it.",
    "Aponte para um mapa de características: os fios mostram de que ele é feito. Clique para "
    "abrir."};

inline constexpr Phrase kDrawADigit{"draw a digit", "desenhe um dígito"};
inline constexpr Phrase kSceneWithoutLive{
    "The weights live from the training are not in the scene. Save them in the Training lab.",
    "Os pesos ao vivo do treino não estão na cena. Salve-os no laboratório Treino."};
inline constexpr Phrase kNothingDrawn{"Draw a digit: every layer answers at once.",
                                      "Desenhe um dígito: todas as camadas respondem na hora."};

}  // namespace convscope::state::phrase
