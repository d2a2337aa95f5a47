#pragma once

#include "app/state/phrase.h"

/// The view of the Convolution lab that writes a pass as a matrix and a vector.
namespace convscope::state::phrase {

inline constexpr Phrase kAsPatches{"patches (im2col)", "recortes (im2col)"};
inline constexpr Phrase kAsSparse{"sparse matrix", "matriz esparsa"};

inline constexpr Phrase kPatchesTitle{"patches, a row for each output",
                                      "recortes, uma linha por saída"};
inline constexpr Phrase kSparseTitle{"weights, a row for each output",
                                     "pesos, uma linha por saída"};
inline constexpr Phrase kPatchesOfG{"patches of g, a row for each input",
                                    "recortes de g, uma linha por entrada"};
inline constexpr Phrase kTransposedTitle{"weights transposed, a row for each input",
                                         "pesos transpostos, uma linha por entrada"};
inline constexpr Phrase kSamePatchesTitle{"the patches of the forward pass",
                                          "os recortes da passagem para a frente"};
inline constexpr Phrase kOuterTitle{"g \u00B7 x where the matrix has a weight",
                                    "g \u00B7 x onde a matriz tem um peso"};
inline constexpr Phrase kFilterRows{"g, a row for each filter", "g, uma linha por filtro"};

inline constexpr Phrase kPatchesWords{
    "Each row is the patch that one output reads, written out; the column is the filter. One "
    "product of matrix and vector is the whole plane: so graphics cards compute it.",
    "Cada linha é o recorte que uma saída lê, escrito por extenso; a coluna é o filtro. Um produto "
    "de matriz por vetor é o plano inteiro: assim as placas de vídeo calculam."};
/// {0}: outputs, {1}: inputs, {2}: entries, {3}: share that is written, {4}: weights
inline constexpr Phrase kSparseWords{
    "A dense layer from {1} inputs to {0} outputs has {2} weights. The convolution is that layer "
    "with only {3} of them (sparse), and all rows are made of the same {4} numbers (shared).",
    "Uma camada densa de {1} entradas para {0} saídas tem {2} pesos. A convolução é essa camada "
    "com apenas {3} deles (esparsa), e todas as linhas são feitas dos mesmos {4} números "
    "(compartilhados)."};
inline constexpr Phrase kTransposedWords{
    "The matrix of the forward pass with rows and columns exchanged: what was the column of an "
    "input is its row. It holds the weights through which this input reached the outputs; each "
    "carries its g back.",
    "A matriz da passagem para a frente com linhas e colunas trocadas: a coluna de uma entrada é "
    "agora sua linha. Nela estão os pesos pelos quais essa entrada chegou às saídas; cada um traz "
    "de volta o seu g."};
/// {0}: the gradient
inline constexpr Phrase kSamePatchesWords{
    "The same matrix as in the forward pass. Each row, the patch of one output, is multiplied by "
    "the g of that output; added up downwards, a column gives the gradient of its weight: here "
    "{0}.",
    "A mesma matriz da passagem para a frente. Cada linha, o recorte de uma saída, é multiplicada "
    "pelo g dessa saída; somada para baixo, uma coluna dá o gradiente do seu peso: aqui {0}."};
/// {0}: the gradient, {1}: entries that share its weight, {2}: entries of a dense layer
inline constexpr Phrase kOuterWords{
    "A dense layer would have {2} weights and so many gradients g \u00B7 x. The convolution has "
    "only the entries that are not hatched, and the {1} marked ones are one weight: their sum is "
    "{0}.",
    "Uma camada densa teria {2} pesos e outros tantos gradientes g \u00B7 x. A convolução só tem "
    "as entradas sem hachura, e as {1} marcadas são um só peso: a soma delas é {0}."};
inline constexpr Phrase kFilterRowsWords{
    "The bias is added to every output of its filter: its gradient is the row of g times ones.",
    "O viés soma-se a cada saída do seu filtro: o gradiente dele é a linha de g vezes uns."};
inline constexpr Phrase kMatrixPart{"Only the rows around the current one are drawn.",
                                    "Só as linhas em torno da atual estão desenhadas."};

/// {0}: which; of the sparse form's columns
inline constexpr Phrase kMatrixSlice{"Of the columns, those of slice {0}.",
                                     "Das colunas, as da fatia {0}."};
inline constexpr Phrase kMatrixFilter{"Of the columns, those of filter {0}.",
                                      "Das colunas, as do filtro {0}."};

}  // namespace convscope::state::phrase
