#pragma once

#include <string>

#include "app/state/phrase.h"
#include "app/state/pooling/pooling_actions.h"

namespace convscope::state {

/// What the user should be told about an action, if anything.
struct PoolingNews {
  std::string text;
  bool bad = false;
};

/// The only writer of PoolingState.
PoolingNews update_pooling(PoolingState& state, const PoolingAction& action, Language language);
/// Shows what a scene holds; undo goes back to what was there.
void open_pooling(PoolingState& state, const PoolingState& scene);
void undo_pooling(PoolingState& state, bool redo);
void advance_pooling(PoolingState& state, double seconds);
/// Esc: one level; whether there was one.
bool pop_pooling(PoolingState& state);

/// The boundary of a grain above and below a step; a channel is one map.
engine::Index next_pooling_step(const PoolingResult& result, engine::Index step,
                                engine::Grain grain);
engine::Index previous_pooling_step(const PoolingResult& result, engine::Index step,
                                    engine::Grain grain);

}  // namespace convscope::state
