#pragma once

#include "app/state/phrase.h"

/// What more than one lab says. Phrases of one lab stand in the file of its name beside this one.
namespace convscope::state::phrase {

inline constexpr Phrase kConvolution{"Convolution", "Convolução"};
inline constexpr Phrase kPooling{"Pooling", "Pooling"};
inline constexpr Phrase kKernels{"Kernels", "Kernels"};
inline constexpr Phrase kNetwork{"Network", "Rede"};
inline constexpr Phrase kTraining{"Training", "Treino"};

inline constexpr Phrase kPresent{"Present", "Apresentar"};
inline constexpr Phrase kPresentTip{"Present on a projector (F5, back with Esc)",
                                    "Apresentar no projetor (F5, voltar com Esc)"};
inline constexpr Phrase kChangeTheme{"Light or dark (T)", "Claro ou escuro (T)"};
inline constexpr Phrase kShortcuts{"Keyboard shortcuts", "Atalhos do teclado"};
inline constexpr Phrase kLanguage{"Language (L)", "Idioma (L)"};
inline constexpr Phrase kMenu{"Labs", "Laboratórios"};

inline constexpr Phrase kTerm{"term", "termo"};
inline constexpr Phrase kCell{"cell", "célula"};
inline constexpr Phrase kChannel{"channel", "canal"};
inline constexpr Phrase kLayer{"layer", "camada"};
inline constexpr Phrase kFirstStep{"first step (Home)", "primeiro passo (Home)"};
inline constexpr Phrase kPreviousStep{"step back (Left)", "voltar um passo (seta esquerda)"};
inline constexpr Phrase kPlay{"play (Space)", "tocar (espaço)"};
inline constexpr Phrase kPause{"pause (Space)", "pausar (espaço)"};
inline constexpr Phrase kNextStep{"step (Right)", "avançar um passo (seta direita)"};
inline constexpr Phrase kLastStep{"last step (End)", "último passo (End)"};

inline constexpr Phrase kCopy{"Copy", "Copiar"};
inline constexpr Phrase kCopyText{"text", "texto"};
inline constexpr Phrase kCopied{"Copied", "Copiado"};
inline constexpr Phrase kFormula{"Formula", "Fórmula"};
inline constexpr Phrase kWithNumbers{"With the numbers", "Com os números"};
inline constexpr Phrase kHovered{"hovered, click to pin", "sob o cursor, clique para fixar"};
inline constexpr Phrase kPinned{"pinned", "fixado"};

/// {0}: what was typed
inline constexpr Phrase kNotANumber{"This is not a number: {0}", "Isto não é um número: {0}"};
inline constexpr Phrase kUndo{"Undo", "Desfazer"};
inline constexpr Phrase kRedo{"Redo", "Refazer"};
inline constexpr Phrase kSave{"Save", "Salvar"};
inline constexpr Phrase kOpen{"Open", "Abrir"};
inline constexpr Phrase kClose{"Close", "Fechar"};
inline constexpr Phrase kExport{"Export this view", "Exportar esta vista"};
inline constexpr Phrase kExportFigure{"figure", "figura"};
inline constexpr Phrase kExportWindow{"whole window", "janela inteira"};
inline constexpr Phrase kExportWhat{"picture of", "figura de"};
inline constexpr Phrase kExportScale{"size", "tamanho"};
inline constexpr Phrase kExportFile{"file", "arquivo"};
inline constexpr Phrase kExportTransparent{"transparent background", "fundo transparente"};
inline constexpr Phrase kSavePicture{"Save PNG", "Salvar PNG"};
inline constexpr Phrase kExported{"Picture saved:", "Figura salva:"};
inline constexpr Phrase kFailed{"That did not work:", "Não deu certo:"};
inline constexpr Phrase kCommands{"Commands", "Comandos"};
inline constexpr Phrase kNoCommand{"No command has these words.",
                                   "Nenhum comando tem estas palavras."};
inline constexpr Phrase kOpenTitle{"Open a scene, weights, a picture or a folder of data",
                                   "Abrir uma cena, pesos, uma imagem ou uma pasta de dados"};
inline constexpr Phrase kOpenTyped{"Enter opens this path", "Enter abre este caminho"};
inline constexpr Phrase kShippedScene{"scene of the program", "cena do programa"};
inline constexpr Phrase kRecentFile{"recent", "recente"};
inline constexpr Phrase kSaveScene{"Save the scene", "Salvar a cena"};
inline constexpr Phrase kSceneSaved{"Scene saved:", "Cena salva:"};
inline constexpr Phrase kQuit{"Quit", "Sair"};
inline constexpr Phrase kFullScreen{"Full screen", "Tela cheia"};
inline constexpr Phrase kReduceMotion{"Reduce motion: on", "Reduzir movimento: ligar"};
inline constexpr Phrase kAllMotion{"Reduce motion: off", "Reduzir movimento: desligar"};
inline constexpr Phrase kThemeLight{"Theme: light", "Tema: claro"};
inline constexpr Phrase kThemeDark{"Theme: dark", "Tema: escuro"};
inline constexpr Phrase kThemeContrast{"Theme: high contrast", "Tema: alto contraste"};
inline constexpr Phrase kInEnglish{"Language: English", "Idioma: inglês (English)"};
inline constexpr Phrase kInPortuguese{"Language: Portuguese (português)", "Idioma: português"};
inline constexpr Phrase kLarger{"Larger", "Maior"};
inline constexpr Phrase kSmaller{"Smaller", "Menor"};
inline constexpr Phrase kUsualSize{"Usual size", "Tamanho normal"};
inline constexpr Phrase kLabWord{"Lab", "Laboratório"};

/// {0}: network, {1}: data, {2}: step, {3}: epoch, {4}: of how many
inline constexpr Phrase kInterrupted{
    "A training was cut short: {0} on {1}, step {2}, epoch {3} of {4}.",
    "Um treino foi interrompido: {0} com {1}, passo {2}, época {3} de {4}."};
inline constexpr Phrase kGoOnTraining{"Continue", "Continuar"};
inline constexpr Phrase kDelete{"Delete", "Apagar"};
inline constexpr Phrase kLater{"Later", "Mais tarde"};
inline constexpr Phrase kLoading{"Loading", "Carregando"};

}  // namespace convscope::state::phrase
