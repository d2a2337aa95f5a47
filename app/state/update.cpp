#include "app/state/update.h"

#include <algorithm>
#include <filesystem>

#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/update.h"
#include "app/state/kernels/kernels_update.h"
#include "app/state/network/update_network.h"
#include "app/state/pixel_shuffle/update.h"
#include "app/state/pooling/pooling_update.h"
#include "app/state/scene_text.h"
#include "app/state/training/training_update.h"

namespace convscope::state {
namespace {

// The labs with the drawing pad.
bool has_drawing(LabId lab) {
  return lab == LabId::kNetwork || lab == LabId::kTraining;
}

// Whether one was there. What goes by itself is not in the way of a level.
bool close_problem(std::vector<Toast>& toasts) {
  const auto newest = std::find_if(toasts.rbegin(), toasts.rend(), [](const Toast& toast) {
    return toast.tone == Toast::Tone::kBad;
  });
  if (newest == toasts.rend()) return false;
  toasts.erase(std::next(newest).base());
  return true;
}

}  // namespace

std::string proposed_name(const AppState& state) {
  const auto lab = std::find_if(kLabs.begin(), kLabs.end(),
                                [&](const LabName& name) { return name.id == state.lab; });
  return "convscope-" + std::string(lab->key) + ".png";
}

std::string proposed_scene_name(const AppState& state) {
  const std::string picture = proposed_name(state);
  return picture.substr(0, picture.size() - 4) + ".json";
}

namespace {

constexpr std::size_t kMostRecentFiles = 12;

/// One overload an intent.
struct Updater {
  AppState& state;
  Effects effects;

  void operator()(const SelectLab& intent) {
    state.lab = intent.lab;
    enter_pixel_shuffle(state, effects);
    if (state.lab == LabId::kKernels) enter_kernels(state.kernels, effects);
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
  void operator()(const SetReduceMotion& intent) {
    state.settings.reduce_motion = intent.on;
    effects.emplace_back(SaveSettings{});
  }
  void operator()(const TogglePresenting&) {
    state.presenting = !state.presenting;
    // What the pointer was on is nothing for the projector.
    state.convolution.hovered.reset();
    state.convolution.pinned.reset();
    refresh_check(state.convolution);
    state.pooling.hovered.reset();
    state.pooling.pinned.reset();
    state.kernels.hovered.reset();
    state.kernels.learn.hovered.reset();
  }
  void operator()(const ToggleHelp&) { state.help_open = !state.help_open; }
  void operator()(const ToggleFullScreen&) { effects.emplace_back(SwitchFullScreen{}); }
  void operator()(const SetZoom& intent) {
    state.settings.zoom = std::clamp(intent.zoom, 0.5, 3.0);
    effects.emplace_back(SaveSettings{});
  }
  void operator()(const PopLevel&) {
    if (state.help_open) {
      state.help_open = false;
    } else if (close_problem(state.toasts)) {
      return;
    } else if (state.lab == LabId::kConvolution && pop_convolution(state.convolution)) {
      return;
    } else if (state.lab == LabId::kPooling && pop_pooling(state.pooling)) {
      return;
    } else if (state.lab == LabId::kKernels && pop_kernels(state.kernels)) {
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
  void operator()(const OpenFile& intent) {
    if (!intent.path.empty()) effects.emplace_back(ReadFile{intent.path});
  }
  void operator()(const SaveScene& intent) {
    const std::string path = intent.path.empty() ? proposed_scene_name(state) : intent.path;
    const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
    effects.emplace_back(WriteScene{path, scene_text(state, folder), state.settings.language});
    const std::string remark = scene_remark(state);
    if (!remark.empty()) (*this)(ShowToast{Toast::Tone::kWarn, remark});
  }
  void operator()(const DecideRecovery& intent) {
    if (!state.recovery) return;
    const std::string path = state.recovery->path;
    state.recovery.reset();
    if (intent.choice == RecoveryChoice::kDelete) effects.emplace_back(DeleteFile{path});
    if (intent.choice == RecoveryChoice::kContinue) {
      effects.emplace_back(std::in_place_type<TrainingEffect>, RecoverTraining{path});
    }
  }
  // What is opened keeps the window's own things: settings, data, what was read, the training.
  void operator()(const SceneOpened& intent) {
    const AppState& scene = *intent.scene;
    state.presenting = scene.presenting;
    state.help_open = false;
    if (scene.lab == LabId::kConvolution) open_convolution(state.convolution, scene.convolution);
    if (shows_pixel_shuffle(scene)) {
      open_pixel_shuffle(state.pixel_shuffle, scene.pixel_shuffle, effects);
    }
    if (scene.lab == LabId::kPooling) open_pooling(state.pooling, scene.pooling);
    if (scene.lab == LabId::kKernels) open_kernels(state.kernels, scene.kernels, effects);
    if (scene.lab == LabId::kNetwork) state.network = scene.network;
    if (scene.lab == LabId::kTraining) {
      state.training.settings = scene.training.settings;
      state.training.opened = scene.training.opened;
      state.training.log_scale = scene.training.log_scale;
      state.training.smooth = scene.training.smooth;
      state.training.by_epoch = scene.training.by_epoch;
    }
    (*this)(SelectLab{scene.lab});
    const auto tests = state.datasets.find(network::kTestData);
    if (scene.lab == LabId::kNetwork && tests != state.datasets.end() && tests->second.data) {
      network_data_loaded(state, {network::kTestData, tests->second.data}, effects);
    }
  }
  void operator()(const PictureOpened& intent) {
    // In the lab of photographs it is one.
    if (state.lab == LabId::kKernels && !intent.path.empty()) {
      effects.emplace_back(LoadPhoto{{}, intent.path});
      return;
    }
    (*this)(SelectLab{LabId::kNetwork});
    state.network.pad.load_picture(intent.picture, intent.name);
    network::refresh(state.network);
  }
  void operator()(const DataOpened& intent) {
    state.datasets[intent.name] = {.data = intent.data, .progress = 1, .error = {}};
    state.training.settings.data = intent.name;
    (*this)(SelectLab{LabId::kTraining});
  }
  void operator()(const FileRemembered& intent) {
    std::erase(state.recent_files, intent.path);
    state.recent_files.insert(state.recent_files.begin(), intent.path);
    if (state.recent_files.size() > kMostRecentFiles) state.recent_files.resize(kMostRecentFiles);
    effects.emplace_back(SaveRecentFiles{state.recent_files});
  }
  void operator()(const RecoveryFound& intent) { state.recovery = intent.recovery; }
  void operator()(const Quit&) { effects.emplace_back(CloseWindow{}); }
  void operator()(const Undo&) {
    if (shows_pixel_shuffle(state)) {
      undo_pixel_shuffle(state.pixel_shuffle, false);
    } else if (state.lab == LabId::kConvolution) {
      undo_convolution(state.convolution, false);
    }
    if (state.lab == LabId::kPooling) undo_pooling(state.pooling, false);
    if (state.lab == LabId::kKernels) undo_kernels(state.kernels, false);
    if (has_drawing(state.lab)) undo_network(state);
  }
  void operator()(const Redo&) {
    if (shows_pixel_shuffle(state)) {
      undo_pixel_shuffle(state.pixel_shuffle, true);
    } else if (state.lab == LabId::kConvolution) {
      undo_convolution(state.convolution, true);
    }
    if (state.lab == LabId::kPooling) undo_pooling(state.pooling, true);
    if (state.lab == LabId::kKernels) undo_kernels(state.kernels, true);
    if (has_drawing(state.lab)) redo_network(state);
  }
  void operator()(const AdvanceTime& intent) {
    advance_convolution(state.convolution, intent.seconds);
    advance_pooling(state.pooling, intent.seconds);
    advance_kernels(state.kernels, intent.seconds);
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
    pixel_shuffle_data(state, intent.name, effects);
  }
  void operator()(const DatasetFailed& intent) {
    state.datasets[intent.name] = {.data = nullptr, .progress = 0, .error = intent.message};
    pixel_shuffle_data(state, intent.name, effects);
    (*this)(ShowToast{Toast::Tone::kBad, intent.message});
  }
  void operator()(const TestSetRead& intent) { network_test_set_read(state, intent); }
  void operator()(const ConvolutionIntent& intent) {
    const ConvolutionNews news =
        update_convolution(state.convolution, intent.action, state.settings.language);
    if (std::holds_alternative<convolution::SetViewKind>(intent.action)) {
      enter_pixel_shuffle(state, effects);
    }
    if (news.text.empty()) return;
    (*this)(ShowToast{news.bad ? Toast::Tone::kBad : Toast::Tone::kGood, news.text});
  }
  void operator()(const PixelShuffleIntent& intent) {
    update_pixel_shuffle(state, intent, effects);
  }
  void operator()(const PoolingIntent& intent) {
    const PoolingNews news = update_pooling(state.pooling, intent.action, state.settings.language);
    if (news.text.empty()) return;
    (*this)(ShowToast{news.bad ? Toast::Tone::kBad : Toast::Tone::kGood, news.text});
  }
  void operator()(const KernelsIntent& intent) {
    const KernelsNews news =
        update_kernels(state.kernels, intent.action, state.settings.language, effects);
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
  network_follows(state);
  return std::move(updater.effects);
}

bool wants_time(const AppState& state) {
  return state.convolution.playing || state.pooling.stepper.playing ||
         state.kernels.stepper.playing || state.network.playing || training_wants_time(state);
}

bool learns(const AppState& state) {
  return state.training.running() || state.kernels.learn.running || state.pixel_shuffle.running();
}

void request_dataset(AppState& state, const std::string& name, Effects& effects) {
  const auto found = state.datasets.find(name);
  if (found != state.datasets.end() && found->second.error.empty()) return;
  state.datasets[name] = {};
  effects.emplace_back(LoadDataset{name});
}

}  // namespace convscope::state
