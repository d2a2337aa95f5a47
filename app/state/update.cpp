#include "app/state/update.h"

#include <algorithm>

#include "app/state/convolution/update.h"
#include "app/state/network/update_network.h"
#include "app/state/training/training_update.h"

namespace convscope::state {
namespace {}  // namespace

std::string proposed_name(const AppState& state) {
  const auto lab = std::find_if(kLabs.begin(), kLabs.end(),
                                [&](const LabName& name) { return name.id == state.lab; });
  return "convscope-" + std::string(lab->key) + ".png";
}

namespace {

/// One overload an intent.
struct Updater {
  AppState& state;
  Effects effects;

  void operator()(const SelectLab& intent) {
    state.lab = intent.lab;
    if (state.lab == LabId::kNetwork) enter_network(state, effects);
    if (state.lab == LabId::kTraining) {
      request_dataset(state, state.training.settings.data, effects);
    }
  }
  void operator()(const SetLanguage& intent) {
    state.settings.language = intent.language;
    effects.emplace_back(SaveSettings{});
  }
  void operator()(const SetTheme& intent) {
    state.settings.theme = intent.theme;
    effects.emplace_back(SaveSettings{});
  }
  void operator()(const TogglePresenting&) { state.presenting = !state.presenting; }
  void operator()(const ToggleHelp&) { state.help_open = !state.help_open; }
  void operator()(const ToggleFullScreen&) { effects.emplace_back(SwitchFullScreen{}); }
  void operator()(const SetZoom& intent) {
    state.settings.zoom = std::clamp(intent.zoom, 0.5, 3.0);
    effects.emplace_back(SaveSettings{});
  }
  void operator()(const PopLevel&) {
    if (state.help_open) {
      state.help_open = false;
    } else if (state.lab == LabId::kConvolution && pop_convolution(state.convolution)) {
      return;
    } else if (state.lab == LabId::kNetwork && pop_network_level(state)) {
      return;
    } else if (state.presenting) {
      state.presenting = false;
    }
  }
  void operator()(const ShowToast& intent) {
    state.toasts.push_back({intent.tone, intent.text, state.next_toast++});
  }
  void operator()(const CloseToast& intent) {
    std::erase_if(state.toasts, [&](const Toast& toast) { return toast.id == intent.id; });
  }
  void operator()(const CopyToClipboard& intent) {
    effects.emplace_back(WriteClipboard{intent.text});
    (*this)(
        ShowToast{Toast::Tone::kGood, std::string(phrase::kCopied.in(state.settings.language))});
  }
  void operator()(const ExportView& intent) {
    state.export_options = intent.options;
    const ExportOptions& options = state.export_options;
    effects.emplace_back(CaptureView{std::clamp(options.scale, 1, 4), options.whole_window,
                                     options.transparent && !options.whole_window,
                                     options.path.empty() ? proposed_name(state) : options.path});
  }
  void operator()(const SetExportOptions& intent) { state.export_options = intent.options; }
  void operator()(const Quit&) { effects.emplace_back(CloseWindow{}); }
  void operator()(const Undo&) {
    if (state.lab == LabId::kConvolution) undo_convolution(state.convolution, false);
    if (state.lab == LabId::kNetwork) undo_network(state);
  }
  void operator()(const Redo&) {
    if (state.lab == LabId::kConvolution) undo_convolution(state.convolution, true);
    if (state.lab == LabId::kNetwork) redo_network(state);
  }
  void operator()(const AdvanceTime& intent) {
    advance_convolution(state.convolution, intent.seconds);
    advance_network(state, intent.seconds);
    advance_training(state, intent.seconds);
  }
  void operator()(const DatasetProgress& intent) {
    state.datasets[intent.name].progress = intent.fraction;
  }
  void operator()(const DatasetLoaded& intent) {
    state.datasets[intent.name] = {.data = intent.data, .progress = 1, .error = {}};
    network_data_loaded(state, intent, effects);
    training_data_loaded(state, intent.name, effects);
  }
  void operator()(const DatasetFailed& intent) {
    state.datasets[intent.name] = {.data = nullptr, .progress = 0, .error = intent.message};
    (*this)(ShowToast{Toast::Tone::kBad, intent.message});
  }
  void operator()(const TestSetRead& intent) { network_test_set_read(state, intent); }
  void operator()(const ConvolutionIntent& intent) {
    const ConvolutionNews news =
        update_convolution(state.convolution, intent.action, state.settings.language);
    if (news.text.empty()) return;
    (*this)(ShowToast{news.bad ? Toast::Tone::kBad : Toast::Tone::kGood, news.text});
  }
  void operator()(const NetworkIntent& intent) { update_network(state, intent, effects); }
  void operator()(const TrainingIntent& intent) { update_training(state, intent, effects); }
};

}  // namespace

Effects update(AppState& state, const Intent& intent) {
  Updater updater{state, {}};
  std::visit(updater, intent);
  if (state.lab == LabId::kTraining) refresh_milestones(state);
  network_live_weights_changed(state);
  return std::move(updater.effects);
}

bool wants_time(const AppState& state) {
  return state.convolution.playing || state.network.playing || training_wants_time(state);
}

void request_dataset(AppState& state, const std::string& name, Effects& effects) {
  const auto found = state.datasets.find(name);
  if (found != state.datasets.end() && found->second.error.empty()) return;
  state.datasets[name] = {};
  effects.emplace_back(LoadDataset{name});
}

}  // namespace convscope::state
