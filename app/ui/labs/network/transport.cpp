#include <string>
#include <vector>

#include "app/state/network/update_network.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/transport_bar.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using state::network::Grain;

const state::Phrase& grain_name(Grain grain) {
  switch (grain) {
    case Grain::kTerm:
      return phrase::kTerm;
    case Grain::kCell:
      return phrase::kCell;
    case Grain::kChannel:
      return phrase::kChannel;
    case Grain::kLayer:
      break;
  }
  return phrase::kLayer;
}

std::string where(const LabFrame& frame) {
  const NetworkState& lab = frame.state.network;
  if (!lab.weights) return {};
  const auto& network = *lab.weights.network;
  if (lab.grain == Grain::kLayer || !lab.selected) {
    const long long step = current_step(lab);
    if (step == 0) return frame.ui.tr(phrase::kPicture);
    return column_title(network, lab.column(static_cast<int>(step) - 1), frame.ui.language());
  }
  const auto& column = lab.column(lab.selected->column);
  std::string words = map_words(frame.ui, lab, *lab.selected);
  if (lab.grain == Grain::kTerm && column.kind == state::network::ColumnKind::kMaps) {
    words += " [" + std::to_string(lab.cell_y) + "," + std::to_string(lab.cell_x) + "]";
  }
  return words;
}

TransportModel model_of(const LabFrame& frame) {
  const NetworkState& lab = frame.state.network;
  TransportModel model;
  model.playing = lab.playing;
  model.step = current_step(lab);
  model.last_step = last_step(lab);
  for (const Grain grain : {Grain::kTerm, Grain::kCell, Grain::kChannel, Grain::kLayer}) {
    model.grains.push_back(frame.ui.tr(grain_name(grain)));
  }
  model.grain = static_cast<int>(lab.grain);
  model.speed = lab.speed;
  if (lab.grain == Grain::kLayer || lab.grain == Grain::kChannel) {
    for (long long step = 0; step <= model.last_step; ++step) model.ticks.push_back({step, {}});
  }
  model.position = where(frame);
  model.detail = step_words(frame);
  return model;
}

void answer(LabFrame& frame, const TransportModel& model, const TransportRequest& request) {
  using namespace state::network;
  if (request.toggle_play) want(frame, TogglePlay{});
  if (request.first) want(frame, SetStep{0});
  if (request.back) want(frame, SetStep{model.step - 1});
  if (request.forward) want(frame, SetStep{model.step + 1});
  if (request.last) want(frame, SetStep{model.last_step});
  if (request.step) want(frame, SetStep{*request.step});
  if (request.grain) want(frame, SetGrain{static_cast<Grain>(*request.grain)});
  if (request.speed) want(frame, SetSpeed{*request.speed});
}

}  // namespace

std::string step_words(const LabFrame& frame) {
  const NetworkState& lab = frame.state.network;
  return frame.ui.tr(grain_name(lab.grain)) + " " + std::to_string(current_step(lab)) + " " +
         frame.ui.tr(phrase::kNetworkOf) + " " + std::to_string(last_step(lab));
}

std::string map_words(const Ui& ui, const NetworkState& lab, const state::network::MapRef& ref) {
  using state::network::ColumnKind;
  const auto& column = lab.column(ref.column);
  const state::Phrase& what = column.kind == ColumnKind::kMaps      ? phrase::kMap
                              : column.kind == ColumnKind::kClasses ? phrase::kClass
                                                                    : phrase::kUnit;
  return column_name(*lab.weights.network, column) + ", " + ui.tr(what) + " " +
         std::to_string(ref.map);
}

void draw_transport(LabFrame& frame, const figure::Rect& rect) {
  if (frame.ui.take_sign(U'g')) want(frame, state::network::ToggleGradientCheck{});
  TransportModel model = model_of(frame);
  if (frame.state.presenting && frame.state.network.level() != state::network::Level::kNetwork) {
    // The path above the stage says it.
    model.position.clear();
    model.detail.clear();
  }
  answer(frame, model, transport(frame.ui, rect, model, frame.state.presenting));
}

}  // namespace convscope::ui::network
