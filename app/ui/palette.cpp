#include "app/ui/palette.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

#include "app/state/convolution/examples.h"
#include "app/state/phrases/check.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/kernels.h"
#include "app/state/phrases/network.h"
#include "app/state/phrases/pooling.h"
#include "app/state/phrases/training.h"
#include "app/state/update.h"
#include "app/ui/export_panel.h"
#include "app/ui/widgets/chooser.h"
#include "engine/io/assets.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using state::AppState;
using state::Intent;
using state::Phrase;

/// What a command does, given where intents go.
using Deed = std::function<void(Ui&, std::vector<Intent>&)>;

struct Command {
  std::string en, pt;  ///< its name in both languages: either is found
  std::string keys_en, keys_pt;
  Deed deed;

  const std::string& name(state::Language language) const {
    return language == state::Language::kPortuguese ? pt : en;
  }
  const std::string& keys(state::Language language) const {
    return language == state::Language::kPortuguese ? keys_pt : keys_en;
  }
};

// The tip "first step (Home)" as name and keys.
void split_keys(std::string& name, std::string& keys) {
  const auto open = name.rfind(" (");
  if (open == std::string::npos || name.back() != ')') return;
  keys = name.substr(open + 2, name.size() - open - 3);
  name.resize(open);
}

class Commands {
 public:
  void add(const Phrase& name, std::string keys, Intent intent) {
    add(nullptr, name, std::move(keys), std::move(intent));
  }
  // "Example: Blur on 5x5 pixels"
  void add(const Phrase* group, const Phrase& name, std::string keys, Intent intent) {
    add_deed(group, name, std::move(keys),
             [intent = std::move(intent)](Ui&, std::vector<Intent>& intents) {
               intents.push_back(intent);
             });
  }
  void add_deed(const Phrase* group, const Phrase& name, std::string keys, Deed deed) {
    const auto full = [&](state::Language language) {
      return (group == nullptr ? "" : std::string(group->in(language)) + ": ") +
             std::string(name.in(language));
    };
    all_.push_back({full(state::Language::kEnglish), full(state::Language::kPortuguese), keys, keys,
                    std::move(deed)});
  }
  // By the tip of a control, which ends with its keys.
  void add_tip(const Phrase* group, const Phrase& tip, Intent intent) {
    add(group, tip, "", std::move(intent));
    split_keys(all_.back().en, all_.back().keys_en);
    split_keys(all_.back().pt, all_.back().keys_pt);
  }
  std::vector<Command> take() { return std::move(all_); }

 private:
  std::vector<Command> all_;
};

void add_labs(Commands& commands) {
  for (std::size_t i = 0; i < state::kLabs.size(); ++i) {
    commands.add(&phrase::kLabWord, state::kLabs[i].title, "Ctrl+" + std::to_string(i + 1),
                 state::SelectLab{state::kLabs[i].id});
  }
}

void add_files(Commands& commands) {
  commands.add_deed(nullptr, phrase::kOpen, "Ctrl+O",
                    [](Ui& ui, std::vector<Intent>&) { open_chooser(ui, kOpenPopup, ""); });
  commands.add_deed(nullptr, phrase::kSaveScene, "Ctrl+S",
                    [](Ui& ui, std::vector<Intent>&) { open_chooser(ui, kSavePopup, ""); });
  commands.add_deed(nullptr, phrase::kExport, "Ctrl+E",
                    [](Ui& ui, std::vector<Intent>&) { ui.open_popup(kExportPopup); });
  commands.add(phrase::kUndo, "Ctrl+Z", state::Undo{});
  commands.add(phrase::kRedo, "Ctrl+Shift+Z", state::Redo{});
}

void add_view(Commands& commands, const AppState& state) {
  commands.add(phrase::kPresent, "F5", state::TogglePresenting{});
  commands.add(phrase::kFullScreen, "F11", state::ToggleFullScreen{});
  commands.add(phrase::kThemeLight, "T", state::SetTheme{state::ThemeName::kLight});
  commands.add(phrase::kThemeDark, "T", state::SetTheme{state::ThemeName::kDark});
  commands.add(phrase::kThemeContrast, "T", state::SetTheme{state::ThemeName::kHighContrast});
  commands.add(phrase::kInEnglish, "L", state::SetLanguage{state::Language::kEnglish});
  commands.add(phrase::kInPortuguese, "L", state::SetLanguage{state::Language::kPortuguese});
  const bool reduced = state.settings.reduce_motion;
  commands.add(reduced ? phrase::kAllMotion : phrase::kReduceMotion, "",
               state::SetReduceMotion{!reduced});
  const double zoom = state.settings.zoom;
  commands.add(phrase::kLarger, "Ctrl++", state::SetZoom{zoom * 1.1});
  commands.add(phrase::kSmaller, "Ctrl+\u2212", state::SetZoom{zoom / 1.1});
  commands.add(phrase::kUsualSize, "Ctrl+0", state::SetZoom{1});
  commands.add(phrase::kShortcuts, "F1", state::ToggleHelp{});
}

void add_convolution(Commands& commands, const AppState& state) {
  const auto examples = state::convolution_examples();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const int index = static_cast<int>(i);
    commands.add_deed(
        &phrase::kExample, examples[i].name, "", [index](Ui&, std::vector<Intent>& intents) {
          intents.emplace_back(state::SelectLab{state::LabId::kConvolution});
          intents.emplace_back(state::ConvolutionIntent{state::convolution::ChooseExample{index}});
        });
  }
  if (state.lab != state::LabId::kConvolution) return;
  const auto want = [](state::ConvolutionAction action) {
    return state::ConvolutionIntent{std::move(action)};
  };
  const Phrase* lab = &phrase::kConvolution;
  commands.add_tip(lab, state.convolution.playing ? phrase::kPause : phrase::kPlay,
                   want(state::convolution::TogglePlay{}));
  commands.add_tip(lab, phrase::kFirstStep, want(state::convolution::GoToStep{0}));
  commands.add_tip(lab, phrase::kLastStep,
                   want(state::convolution::GoToStep{state.convolution.last_step()}));
  commands.add_tip(lab, phrase::kWholeStage, want(state::convolution::LookAt{}));
  commands.add(lab, phrase::kGradientCheck, "G", want(state::convolution::ToggleGradientCheck{}));
}

void add_pooling(Commands& commands, const AppState& state) {
  const auto examples = state::pooling_examples();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const int index = static_cast<int>(i);
    commands.add_deed(
        &phrase::kPooling, examples[i].name, "", [index](Ui&, std::vector<Intent>& intents) {
          intents.emplace_back(state::SelectLab{state::LabId::kPooling});
          intents.emplace_back(state::PoolingIntent{state::pooling::ChooseExample{index}});
        });
  }
  if (state.lab != state::LabId::kPooling) return;
  const Phrase* lab = &phrase::kPooling;
  const auto want = [](state::PoolingAction action) {
    return state::PoolingIntent{std::move(action)};
  };
  commands.add_tip(lab, state.pooling.stepper.playing ? phrase::kPause : phrase::kPlay,
                   want(state::pooling::TogglePlay{}));
  commands.add(lab, phrase::kGradientCheck, "G", want(state::pooling::ToggleGradientCheck{}));
  commands.add(lab, phrase::kPoolForward, "", want(state::pooling::SetBackward{false}));
  commands.add(lab, phrase::kPoolBackward, "", want(state::pooling::SetBackward{true}));
  commands.add(lab, phrase::kPoolNumbers, "",
               want(state::pooling::ShowPage{state::PoolingPage::kNumbers}));
  commands.add(lab, phrase::kPoolStrided, "",
               want(state::pooling::ShowPage{state::PoolingPage::kStrided}));
  commands.add(lab, phrase::kPoolVolumes, "",
               want(state::pooling::ShowPage{state::PoolingPage::kVolumes}));
  commands.add(lab, phrase::kPoolExercise, "",
               want(state::pooling::ShowPage{state::PoolingPage::kExercise}));
}

void add_kernels(Commands& commands, const AppState& state) {
  const auto want = [](state::KernelsAction action) {
    return state::KernelsIntent{std::move(action)};
  };
  if (state.lab != state::LabId::kKernels) return;
  for (const auto& info : state::kernel_presets()) {
    commands.add(&phrase::kKernels, info.name, "", want(state::kernels::ChoosePreset{info.preset}));
  }
  for (const auto& photo : state::kPhotos) {
    commands.add(&phrase::kPhotograph, photo.name, "",
                 want(state::kernels::ChoosePhoto{std::string(photo.key)}));
  }
  const Phrase* lab = &phrase::kKernels;
  commands.add(lab, phrase::kPageSplit, "",
               want(state::kernels::ShowPage{state::KernelsPage::kSplit}));
  commands.add(lab, phrase::kPageSide, "",
               want(state::kernels::ShowPage{state::KernelsPage::kSideBySide}));
  commands.add(lab, phrase::kPageChain, "",
               want(state::kernels::ShowPage{state::KernelsPage::kChain}));
  commands.add(lab, phrase::kPageLearn, "",
               want(state::kernels::ShowPage{state::KernelsPage::kLearn}));
  if (state.kernels.page != state::KernelsPage::kLearn) return;
  commands.add(lab, phrase::kGradientCheck, "G", want(state::kernels::ToggleGradientCheck{}));
}

void add_network(Commands& commands, const AppState& state) {
  if (state.lab != state::LabId::kNetwork) return;
  using namespace state::network;
  const Phrase* lab = &phrase::kNetwork;
  commands.add(lab, Phrase{"clear the drawing", "limpar o desenho"}, "",
               state::NetworkIntent{ClearPad{}});
  commands.add(lab, Phrase{"next image read wrongly", "próxima imagem lida errado"}, "",
               state::NetworkIntent{ShowNextWrong{}});
  commands.add(lab, phrase::kGradientCheck, "G", state::NetworkIntent{ToggleGradientCheck{}});
  commands.add(lab, Phrase{"trained weights", "pesos treinados"}, "",
               state::NetworkIntent{ChooseWeights{WeightsChoice::kTrained}});
  commands.add(lab, Phrase{"random weights", "pesos aleatórios"}, "",
               state::NetworkIntent{ChooseWeights{WeightsChoice::kRandom}});
}

void add_training(Commands& commands, const AppState& state) {
  if (state.lab != state::LabId::kTraining) return;
  const Phrase* lab = &phrase::kTraining;
  const auto command = [](state::TrainingCommand what) {
    return state::TrainingIntent(state::CommandTraining{what});
  };
  using enum state::TrainingCommand;
  commands.add(lab, Phrase{"start or go on", "iniciar ou continuar"}, "", command(kRun));
  commands.add(lab, Phrase{"pause", "pausar"}, "", command(kPause));
  commands.add(lab, Phrase{"one batch", "um lote (batch)"}, "", command(kOneBatch));
  commands.add(lab, Phrase{"one epoch", "uma época"}, "", command(kOneEpoch));
  commands.add(lab, Phrase{"stop", "parar"}, "", command(kStop));
}

std::vector<Command> commands_of(const AppState& state) {
  Commands commands;
  add_labs(commands);
  add_convolution(commands, state);
  add_pooling(commands, state);
  add_kernels(commands, state);
  add_network(commands, state);
  add_training(commands, state);
  add_files(commands);
  add_view(commands, state);
  commands.add(phrase::kQuit, "", state::Quit{});
  return commands.take();
}

// The names of the scenes that ship with the program.
std::vector<std::string> shipped_scenes() {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& folder : engine::asset_folders()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder / "scenes", error)) {
      if (entry.path().extension() == ".json") names.insert(entry.path().stem().string());
    }
    if (!names.empty()) break;
  }
  return {names.begin(), names.end()};
}

}  // namespace

void draw_palette(Ui& ui, const AppState& state, const figure::Rect& window,
                  std::vector<Intent>& intents) {
  if (!ui.popup_open(kPalettePopup)) return;
  auto commands = commands_of(state);
  ChooserModel model{.title = ui.tr(phrase::kCommands),
                     .items = {},
                     .nothing = ui.tr(phrase::kNoCommand),
                     .action = {}};
  for (const Command& command : commands) {
    model.items.push_back(
        {command.name(ui.language()), command.keys(ui.language()), command.en + " " + command.pt});
  }
  draw_chooser(ui, kPalettePopup, window, std::move(model),
               [&ui, &intents, commands = std::move(commands)](const Choice& choice) {
                 if (choice.item) commands[*choice.item].deed(ui, intents);
               });
}

void draw_open_panel(Ui& ui, const AppState& state, const figure::Rect& window,
                     std::vector<Intent>& intents) {
  if (!ui.popup_open(kOpenPopup)) return;
  ChooserModel model{.title = ui.tr(phrase::kOpenTitle),
                     .items = {},
                     .nothing = ui.tr(phrase::kOpenTyped),
                     .action = ui.tr(phrase::kOpen)};
  std::vector<std::string> paths;
  for (const std::string& file : state.recent_files) {
    model.items.push_back({file, ui.tr(phrase::kRecentFile), {}});
    paths.push_back(file);
  }
  for (const std::string& scene : shipped_scenes()) {
    model.items.push_back({scene, ui.tr(phrase::kShippedScene), {}});
    paths.push_back(scene);
  }
  draw_chooser(
      ui, kOpenPopup, window, std::move(model),
      [&intents, paths = std::move(paths)](const Choice& choice) {
        intents.emplace_back(state::OpenFile{choice.item ? paths[*choice.item] : choice.typed});
      });
}

void draw_save_panel(Ui& ui, const AppState& state, const figure::Rect& window,
                     std::vector<Intent>& intents) {
  if (!ui.popup_open(kSavePopup)) return;
  ChooserModel model{.title = ui.tr(phrase::kSaveScene),
                     .items = {},
                     .nothing = {},
                     .action = ui.tr(phrase::kSave)};
  // Opened without a name: the proposed one.
  if (ui.memory().edit_started && ui.memory().edit_text.empty()) {
    ui.memory().edit_text = proposed_scene_name(state);
  }
  draw_chooser(ui, kSavePopup, window, std::move(model), [&intents](const Choice& choice) {
    intents.emplace_back(state::SaveScene{choice.typed});
  });
}

}  // namespace convscope::ui
