#pragma once

#include "app/state/phrase.h"

/// What more than one lab says. Phrases of one lab stand in the file of its name beside this one.
namespace convscope::state::phrase {

inline constexpr Phrase kConvolution{"Convolution", "Convolução"};
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
inline constexpr Phrase kLoading{"Loading", "Carregando"};

}  // namespace convscope::state::phrase
