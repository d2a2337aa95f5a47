#include "app/state/problem_text.h"

#include <array>

namespace convscope::state {
namespace {

struct Kind {
  std::string_view code;  ///< what the code starts with
  Phrase sentence;
  std::string_view found = {};  ///< what the error also says
};

// The first that fits.
constexpr std::array kKinds{
    Kind{"NO_FILE",
         {"There is no data set in this folder.", "Não há conjunto de dados nesta pasta."},
         "none of the files of a data set"},
    Kind{"NO_FILE", {"There is no file of this name.", "Não há arquivo com este nome."}},
    Kind{"NO_SCENE", {"There is no scene of this name.", "Não há cena com este nome."}},
    Kind{"NO_DATA", {"The data set is not on this computer.", "Os dados não estão no computador."}},
    Kind{"NO_DIRECTORY", {"There is no folder of this name.", "Não há pasta com este nome."}},
    Kind{"UNKNOWN_DATA", {"No data set has this name.", "Nenhum conjunto de dados tem este nome."}},
    Kind{"NOT_A_FILE", {"This is not a file that can be read.", "Isto não é um arquivo legível."}},
    Kind{"FILE_KIND",
         {"Nothing here opens a file of this kind.", "Este tipo de arquivo não abre."}},
    Kind{"READ", {"The file cannot be read.", "O arquivo não pode ser lido."}},
    Kind{"WRITE", {"The file cannot be written.", "O arquivo não pode ser gravado."}},
    Kind{"IMAGE_KIND", {"This is not a picture.", "Isto não é uma imagem."}},
    Kind{"IMAGE_UNSUPPORTED",
         {"Pictures of this kind cannot be read.", "Este tipo de imagem não é lido."}},
    Kind{"IMAGE_SIZE", {"The picture is too large.", "A imagem é grande demais."}},
    Kind{"PICTURE_SIZE", {"The picture is too large.", "A imagem é grande demais."}},
    Kind{"IMAGE", {"The picture is damaged.", "A imagem está danificada."}},
    Kind{"PNG", {"The picture is damaged.", "A imagem está danificada."}},
    Kind{"JPEG", {"The picture is damaged.", "A imagem está danificada."}},
    Kind{"BMP", {"The picture is damaged.", "A imagem está danificada."}},
    Kind{"DIGIT_PICTURE",
         {"The picture cannot be used as a digit.", "A imagem não serve como dígito."}},
    Kind{"PICTURE_INPUT",
         {"The picture cannot be used as input.", "A imagem não serve como entrada."}},
    Kind{"TOO_LARGE", {"The file is too large.", "O arquivo é grande demais."}},
    Kind{"MEMORY_LIMIT",
         {"That needs more memory than is allowed.", "Isto precisa de memória demais."}},
    Kind{"GZIP", {"The compressed file is damaged.", "O arquivo comprimido está danificado."}},
    Kind{"IDX", {"The data file is damaged.", "O arquivo de dados está danificado."}},
    Kind{"DATA", {"The data do not fit the network.", "Os dados não servem para a rede."}},
    Kind{"JSON_SYNTAX",
         {"The scene is damaged: it is not JSON.", "A cena está danificada: não é JSON."}},
    Kind{"JSON", {"The scene has a field that is not valid.", "A cena tem um campo inválido."}},
    Kind{"SCENE", {"The scene cannot be shown.", "A cena não pode ser mostrada."}},
    Kind{"CONVOLUTION",
         {"The scene has a field that is not valid.", "A cena tem um campo inválido."}},
    Kind{"TENSORS", {"The weights file is damaged.", "O arquivo de pesos está danificado."}},
    Kind{"TENSOR", {"The weights do not fit the network.", "Os pesos não servem para a rede."}},
    Kind{"WEIGHTS", {"The weights do not fit the network.", "Os pesos não servem para a rede."}},
    Kind{"TRAINER", {"The saved training is damaged.", "O treino salvo está danificado."}},
    Kind{"AUTOSAVE", {"The saved training is damaged.", "O treino salvo está danificado."}},
    Kind{"DIVERGED", {"The training has diverged.", "O treino divergiu."}},
    Kind{"", {"That did not work.", "Não deu certo."}},
};

}  // namespace

ProblemText problem_text(std::string_view text, Language language) {
  constexpr std::string_view kOpen = "error[";
  const auto at = text.find(kOpen);
  const auto close = at == std::string_view::npos ? at : text.find(']', at);
  if (close == std::string_view::npos) {
    // A library's own words ("filesystem error: ...") are no sentence of ours.
    const bool foreign = text.find(" error: ") != std::string_view::npos;
    if (!foreign) return {std::string(text), {}};
    return {std::string(kKinds.back().sentence.in(language)), std::string(text)};
  }
  const std::string_view code = text.substr(at + kOpen.size(), close - at - kOpen.size());
  for (const Kind& kind : kKinds) {
    if (!code.starts_with(kind.code) || text.find(kind.found) == text.npos) continue;
    return {std::string(kind.sentence.in(language)), std::string(text.substr(at))};
  }
  return {std::string(text), {}};
}

}  // namespace convscope::state
