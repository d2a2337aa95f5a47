#pragma once

#include <memory>
#include <vector>

#include "engine/layers/layer.h"
#include "engine/model/spec.h"

namespace convscope::engine {

/// The layers of a spec, in its order, each built for the shapes that reach it; allocates no
/// parameters and no activations, so any sizes are fine. Throws Error (kBadFile) whose place names
/// the layer ("layer conv2") and whose text holds the failing formula with its numbers; a layer
/// without its number of inputs (one; two or more of add and concat), an unknown input name (also a
/// later layer's), a name given twice or a softmax anywhere but at the end are errors too.
std::vector<std::unique_ptr<const Layer>> build_layers(const NetworkSpec& spec);

/// The layer that one entry describes, on inputs of these shapes. `vocabulary` is how many symbols
/// an embedding tells apart; `sequence` says that the first input is one, (T, D): a dense layer
/// then computes at every step. The input of a spec with a vocabulary is a sequence, and so is what
/// an embedding, a recurrent layer with `sequences` and, of a sequence, dense, activation, dropout
/// and softmax give.
std::unique_ptr<const Layer> make_layer(const LayerSpec& layer, const std::vector<Shape>& inputs,
                                        Index vocabulary = 0, bool sequence = false);

/// Samples a block holds at most. A batch is always cut into blocks of this size from its first
/// sample on, whatever the number of threads, so that sums are formed in one order only.
inline constexpr Index kBlockSamples = 16;

/// Bytes that training or inference needs, in saturating 64-bit arithmetic.
struct MemoryNeed {
  Index parameters = 0;   ///< numbers, buffers included
  Index activations = 0;  ///< numbers a sample: input, outputs and slots
  Index bytes = 0;        ///< everything
};

/// How many blocks' gradients a training step keeps before it adds them: 64 MiB of them, at least
/// one a thread, at most 32. Batch normalisation keeps all of a batch.
Index gradients_kept(Index parameters, Index threads);

/// parameters x (value + gradient + `moments` + the gradients that are kept with as many threads as
/// the processor has) + activations x `batch` x 2 (values and their gradients when `moments` >= 0;
/// -1 means inference only).
MemoryNeed memory_need(const NetworkSpec& spec, Index batch, int moments);

/// min(4 GiB, half of the memory that is available now).
Index memory_limit();

/// Throws Error{MEMORY_LIMIT, kLimit} with both numbers when the need is larger than the limit.
void check_memory(const MemoryNeed& need, Index limit);

}  // namespace convscope::engine
