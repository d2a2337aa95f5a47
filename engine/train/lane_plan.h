#pragma once

#include <memory>
#include <vector>

#include "engine/layers/batch_norm.h"
#include "engine/model/network.h"
#include "engine/train/lane_step.h"

namespace convscope::engine {

/// A number of a node, block or channel as a place in a vector.
inline std::size_t lane_place(Index number) noexcept {
  return static_cast<std::size_t>(number);
}

/// One step of a plan and where its numbers lie: blocks, and slots for the gradients of blocks.
struct LaneStage {
  struct Target {
    std::size_t slot = 0;
    bool wanted = false;    ///< something before it learns
    bool adds = false;      ///< another reader of the block has written there already
    std::size_t spare = 0;  ///< a free slot to add from
  };
  std::unique_ptr<LaneStep> step;
  Index node = 0;
  const BatchNorm* norm = nullptr;  ///< when the node is one
  std::vector<std::size_t> x;       ///< the block of each input
  std::size_t out = 0;
  bool learns = false;  ///< it or something before it has parameters to learn
  std::size_t d_out = 0;
  std::vector<Target> d_x;
  std::vector<Penalty> penalties;  ///< on its output
};

/// A network up to its logits as steps over blocks of lanes, any graph of layers. Flattening leaves
/// lanes where they are and is no step; activations and dropout overwrite their input where nobody
/// else needs it; a ReLU goes behind the pooling that follows it, also with dropout between. Slots
/// are reused as soon as their gradient has been passed on. Steps have memory, so each executor has
/// a plan of its own.
struct LanePlan {
  std::vector<LaneStage> stages;
  std::vector<Index> blocks;  ///< features of each; block 0 is the network's input
  std::vector<Index> slots;   ///< most features of each
  std::size_t logits = 0;     ///< block
  std::size_t d_logits = 0;   ///< slot
  Index scratch = 1;
  std::vector<Index> unused;  ///< nodes that the logits do not depend on: they have no stage
};

/// `network` must outlive the plan.
LanePlan plan_lanes(const Network& network);

}  // namespace convscope::engine
