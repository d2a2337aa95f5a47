#include "app/state/network/update_network.h"

#include <algorithm>
#include <string>
#include <utility>

#include "app/state/network/contributions.h"
#include "app/state/network/gradient_check.h"
#include "app/state/network/test_browser.h"
#include "app/state/phrases/network.h"
#include "app/state/update.h"
#include "engine/core/error.h"

namespace convscope::state {
namespace network {
namespace {

bool valid(const NetworkState& lab, const std::optional<MapRef>& ref) {
  return ref && ref->column >= 0 && ref->column < static_cast<int>(lab.columns.size()) &&
         ref->map >= 0 && ref->map < lab.column(ref->column).maps();
}

void refresh_without(NetworkState& lab) {
  lab.without.clear();
  const auto focus = lab.focus();
  if (!lab.pass || !valid(lab, focus)) return;
  const Column& column = lab.column(focus->column);
  if (column.kind == ColumnKind::kClasses) return;
  lab.without = probabilities_without(*lab.pass, column.output, focus->map);
}

// Which map zooming in goes to when none was chosen: the first with filters.
MapRef first_choice(const NetworkState& lab) {
  for (std::size_t i = 0; i < lab.columns.size(); ++i) {
    if (lab.pass && has_filters(lab.pass->network(), lab.columns[i])) {
      return {static_cast<int>(i), 0};
    }
  }
  return {};
}

bool zoom_out(NetworkState& lab) {
  if (lab.sheet) {
    lab.sheet.reset();
    return true;
  }
  if (lab.level() == Level::kNetwork) {
    if (!lab.selected) return false;
    lab.selected.reset();
    refresh_without(lab);
    return true;
  }
  const bool is_map = lab.selected && lab.column(lab.selected->column).kind == ColumnKind::kMaps;
  zoom_to(lab, lab.level() == Level::kCell && is_map ? Grain::kChannel : Grain::kLayer);
  return true;
}

struct NetworkUpdater {
  AppState& state;
  NetworkState& lab;
  Effects& effects;

  // The drawing pad.
  void operator()(const BeginStroke& intent) {
    lab.pad.begin_stroke(intent.at);
    refresh(lab);
  }
  void operator()(const ExtendStroke& intent) {
    lab.pad.extend_stroke(intent.to);
    refresh(lab);
  }
  void operator()(const EndStroke&) { lab.pad.end_stroke(); }
  void operator()(const ChooseTool& intent) { lab.pad.choose(intent.tool); }
  void operator()(const SetPenWidth& intent) { lab.pad.set_width(intent.width); }
  void operator()(const ClearPad&) {
    lab.pad.clear();
    refresh(lab);
  }

  // The zoom.
  void operator()(const HoverMap& intent) {
    if (lab.level() != Level::kNetwork || lab.hovered == intent.map) return;
    lab.hovered = intent.map;
    refresh_without(lab);
  }
  void operator()(const OpenMap& intent) {
    if (!valid(lab, intent.map)) return;
    const bool is_map = lab.column(intent.map.column).kind == ColumnKind::kMaps;
    lab.selected = intent.map;
    if (is_map) {
      lab.cell_y = lab.column(intent.map.column).height() / 2;
      lab.cell_x = lab.column(intent.map.column).width() / 2;
    }
    zoom_to(lab, is_map ? Grain::kChannel : Grain::kTerm);
  }
  void operator()(const OpenCell& intent) {
    if (!valid(lab, intent.map)) return;
    lab.selected = intent.map;
    lab.cell_y = intent.y;
    lab.cell_x = intent.x;
    zoom_to(lab, Grain::kTerm);
  }
  void operator()(const PointAtCell& intent) {
    if (lab.level() != Level::kMap || !valid(lab, lab.selected)) return;
    const Column& column = lab.column(lab.selected->column);
    lab.cell_y = std::clamp<engine::Index>(intent.y, 0, column.height() - 1);
    lab.cell_x = std::clamp<engine::Index>(intent.x, 0, column.width() - 1);
  }
  void operator()(const OpenChannel& intent) { lab.open_channel = intent.channel; }
  void operator()(const ZoomOut&) { zoom_out(lab); }

  // Weights.
  void operator()(const ChooseWeights& intent) {
    if (intent.choice == WeightsChoice::kTrained && lab.trained) {
      use_weights(lab, lab.trained, intent.choice);
    } else if (intent.choice == WeightsChoice::kLive && state.live_weights) {
      use_weights(lab, state.live_weights, intent.choice);
    } else if (intent.choice == WeightsChoice::kRandom) {
      // Asked for again: other ones.
      if (lab.choice == WeightsChoice::kRandom) ++lab.seed;
      use_weights(lab, random_weights("lenet", lab.seed), intent.choice);
    }
    count_errors(state, effects, false);
  }
  void operator()(const OpenWeights& intent) {
    if (!intent.path.empty()) effects.emplace_back(LoadWeights{intent.path});
  }
  void operator()(const ListWeightFiles&) {
    lab.listing = true;
    effects.emplace_back(FindWeightFiles{});
  }
  void operator()(const WeightFilesFound& intent) {
    lab.files = intent.files;
    lab.listing = false;
  }
  void operator()(const WeightsOpened& intent) {
    if (!takes(intent.weights, engine::Shape{1, 28, 28})) {
      update(state, ShowToast{Toast::Tone::kBad,
                              std::string(phrase::kWrongInput.in(state.settings.language))});
      return;
    }
    use_weights(lab, intent.weights, WeightsChoice::kFile);
    count_errors(state, effects, false);
  }

  // The test set.
  void operator()(const ShowTestImage& intent) { show_test_image(state, intent.index); }
  void operator()(const ShowNextWrong&) { show_next_wrong(state); }
  void operator()(const LoadTestImage&) {
    if (lab.test.image.empty()) return;
    const auto values = lab.test.image.values();
    lab.pad.load_picture(engine::Tensor(engine::Shape{28, 28}, {values.begin(), values.end()}),
                         "MNIST #" + std::to_string(lab.test.index));
    refresh(lab);
  }
  void operator()(const CountErrors&) { count_errors(state, effects, true); }

  // Steps.
  void operator()(const SetStep& intent) {
    lab.step = std::clamp(intent.step, 0LL, last_step(lab));
    lab.open_channel.reset();
    lab.step_time_s = 0;
  }
  void operator()(const SetGrain& intent) { zoom_to(lab, intent.grain); }
  void operator()(const SetSpeed& intent) { lab.speed = std::clamp(intent.speed, 0.25, 8.0); }
  void operator()(const TogglePlay&) {
    lab.playing = !lab.playing;
    lab.open_channel.reset();
    lab.step_time_s = 0;
    if (lab.playing && current_step(lab) == last_step(lab)) lab.step = 0;
  }

  void operator()(const ToggleGradientCheck&) {
    const bool seen =
        lab.level() == Level::kCell || (lab.level() == Level::kMap && !state.presenting);
    lab.checking = !lab.checking || !seen;
    if (!seen) zoom_to(lab, Grain::kTerm);
  }

  void operator()(const ExportSheet& intent) {
    if (intent.column < 0 || intent.column >= static_cast<int>(lab.columns.size())) return;
    const SheetRef sheet{intent.column, intent.filters};
    effects.emplace_back(
        CaptureSheet{sheet, std::clamp(intent.scale, 1, 4), sheet_file_name(lab, sheet)});
  }
};

}  // namespace

void zoom_to(NetworkState& lab, Grain grain) {
  if (lab.columns.empty()) return;
  if (level_of(grain) != Level::kNetwork) {
    if (!valid(lab, lab.selected)) lab.selected = lab.focus();
    if (!valid(lab, lab.selected)) lab.selected = first_choice(lab);
    const Column& column = lab.column(lab.selected->column);
    // A unit is one number: there is no map between the network and its terms.
    if (column.kind != ColumnKind::kMaps && level_of(grain) == Level::kMap) grain = Grain::kTerm;
    lab.cell_y = std::clamp<engine::Index>(lab.cell_y, 0, column.height() - 1);
    lab.cell_x = std::clamp<engine::Index>(lab.cell_x, 0, column.width() - 1);
  }
  lab.grain = grain;
  lab.hovered.reset();
  lab.open_channel.reset();
  lab.step = -1;
  lab.playing = false;
  refresh_without(lab);
}

void refresh(NetworkState& lab) {
  engine::Tensor picture = received_picture(lab.pad.drawing());
  if (!takes(lab.weights, picture.shape())) {
    lab.pass = nullptr;
    return;
  }
  lab.pass = run_pass(lab.weights, std::move(picture));
  refresh_without(lab);
}

void use_weights(NetworkState& lab, Weights weights, WeightsChoice choice) {
  lab.weights = std::move(weights);
  lab.choice = choice;
  auto columns = columns_of(*lab.weights.network);
  if (columns != lab.columns) {
    lab.columns = std::move(columns);
    lab.hovered.reset();
    lab.selected.reset();
    lab.grain = Grain::kLayer;
    lab.step = -1;
  }
  refresh(lab);
  judge_test_image(lab);
}

long long last_step(const NetworkState& lab) {
  if (lab.grain == Grain::kLayer) return static_cast<long long>(lab.columns.size());
  if (!lab.pass || !valid(lab, lab.selected)) return 0;
  const Column& column = lab.column(lab.selected->column);
  if (lab.grain == Grain::kCell) return column.plane();
  const long long behind = column.output != column.compute ? 1 : 0;
  if (lab.grain == Grain::kChannel) {
    const MapParts parts = map_parts(*lab.pass, column, lab.selected->map);
    return static_cast<long long>(parts.contributions.size()) + (parts.has_bias ? 1 : 0) + behind;
  }
  const CellParts parts = explain_cell(*lab.pass, column, open_cell(lab));
  return static_cast<long long>(parts.compute.terms.size()) + (parts.compute.bias ? 1 : 0) + behind;
}

long long current_step(const NetworkState& lab) {
  const long long last = last_step(lab);
  return lab.step < 0 ? last : std::min(lab.step, last);
}

std::string sheet_file_name(const NetworkState& lab, const SheetRef& sheet) {
  const auto& node =
      lab.weights.network->nodes()[static_cast<std::size_t>(lab.column(sheet.column).compute)];
  std::string name = node.name + (sheet.filters ? "-filters" : "-feature-maps");
  if (lab.choice == WeightsChoice::kLive) name += "-step" + std::to_string(lab.weights.step);
  return name + ".png";
}

engine::Cell open_cell(const NetworkState& lab) {
  const Column& column = lab.column(lab.selected->column);
  return column.cell(lab.selected->map, lab.cell_y, lab.cell_x);
}

}  // namespace network

using network::NetworkState;

void update_network(AppState& state, const NetworkIntent& intent, Effects& effects) {
  std::visit(network::NetworkUpdater{state, state.network, effects}, intent.what);
}

void enter_network(AppState& state, Effects& effects) {
  NetworkState& lab = state.network;
  if (!lab.weights) {
    network::use_weights(lab, random_weights("lenet", lab.seed), network::WeightsChoice::kRandom);
  }
  request_dataset(state, network::kTestData, effects);
  network::count_errors(state, effects, false);
}

bool pop_network_level(AppState& state) {
  return network::zoom_out(state.network);
}

void undo_network(AppState& state) {
  state.network.pad.undo();
  network::refresh(state.network);
}

void redo_network(AppState& state) {
  state.network.pad.redo();
  network::refresh(state.network);
}

void advance_network(AppState& state, double seconds) {
  NetworkState& lab = state.network;
  if (!lab.playing) return;
  const double pause_s = (lab.grain == network::Grain::kTerm ? 0.6 : 0.9) / lab.speed;
  lab.step_time_s += seconds;
  if (lab.step_time_s < pause_s) return;
  // A late frame makes one step, not many: nothing is skipped.
  lab.step_time_s = 0;
  lab.step = network::current_step(lab) + 1;
  if (lab.step >= network::last_step(lab)) {
    lab.step = -1;
    lab.playing = false;
  }
}

void network_data_loaded(AppState& state, const DatasetLoaded& intent, Effects& effects) {
  if (intent.name != network::kTestData) return;
  network::show_test_image(state, state.network.test.index);
  network::count_errors(state, effects, false);
}

void network_test_set_read(AppState& state, const TestSetRead& intent) {
  network::take_predictions(state, intent);
}

void network_follows(AppState& state) {
  NetworkState& lab = state.network;
  if (lab.choice == network::WeightsChoice::kLive && state.live_weights &&
      !(lab.weights == state.live_weights)) {
    network::use_weights(lab, state.live_weights, network::WeightsChoice::kLive);
  }
  if (state.lab == LabId::kNetwork) network::refresh_check(lab);
}

}  // namespace convscope::state
