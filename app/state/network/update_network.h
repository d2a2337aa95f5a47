#pragma once

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/intent.h"
#include "app/state/network/network_intent.h"

namespace convscope::state {

/// The Network lab's part of `update`.
void update_network(AppState& state, const NetworkIntent& intent, Effects& effects);

/// The lab has been opened: asks for what it shows.
void enter_network(AppState& state, Effects& effects);
/// Esc inside the lab: one level back; whether there was one.
bool pop_network_level(AppState& state);
void undo_network(AppState& state);
void redo_network(AppState& state);
/// Playback goes on by `seconds`.
void advance_network(AppState& state, double seconds);
/// A data set has come, weights have read the test set.
void network_data_loaded(AppState& state, const DatasetLoaded& intent, Effects& effects);
void network_test_set_read(AppState& state, const TestSetRead& intent);
/// After every intent: the training may have published new weights, which a lab that shows them
/// takes; and the gradient check follows whatever has changed.
void network_follows(AppState& state);

namespace network {

/// The data set whose test images the lab browses.
inline constexpr const char* kTestData = "mnist";

/// Puts weights to use: columns, pass and everything that follows from them.
void use_weights(NetworkState& lab, Weights weights, WeightsChoice choice);
/// What the network receives has changed, or the weights have.
void refresh(NetworkState& lab);

/// Goes to the level of a grain, with everything computed; without a selection one is chosen.
void zoom_to(NetworkState& lab, Grain grain);

/// Number of the last step of the grain; step 0 shows nothing yet, the last one everything.
long long last_step(const NetworkState& lab);
/// `step`, with -1 resolved.
long long current_step(const NetworkState& lab);
/// "conv1-feature-maps.png"
std::string sheet_file_name(const NetworkState& lab, const SheetRef& sheet);
/// The open cell of the selected map: (c, y, x), or (unit). There must be a selection.
engine::Cell open_cell(const NetworkState& lab);

}  // namespace network
}  // namespace convscope::state
