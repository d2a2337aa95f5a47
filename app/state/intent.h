#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/convolution/actions.h"
#include "app/state/kernels/kernels_actions.h"
#include "app/state/network/network_intent.h"
#include "app/state/pixel_shuffle/actions.h"
#include "app/state/pooling/pooling_actions.h"
#include "app/state/training/training_intent.h"

namespace convscope::state {

// What somebody wants, as plain values: panels and keys produce them, `update` carries them out.
struct SelectLab {
  LabId lab;
};
struct SetLanguage {
  Language language;
};
struct SetTheme {
  ThemeName theme;
};
struct SetReduceMotion {
  bool on;
};
struct TogglePresenting {};
struct ToggleHelp {};
struct ToggleFullScreen {};
struct SetZoom {
  double zoom;
};
/// Esc: closes what was opened last, one level.
struct PopLevel {};
struct ShowToast {
  Toast::Tone tone;
  std::string text;
};
struct CloseToast {
  std::uint64_t id;
};
struct CopyToClipboard {
  std::string text;
};
/// Ctrl+E: a picture of what is seen.
struct ExportView {
  ExportOptions options;
};
struct SetExportOptions {
  ExportOptions options;
};
/// A scene, weights, a picture or a directory of IDX files, by its path or a shipped scene's name.
struct OpenFile {
  std::string path;
};
/// What is seen, as a scene.
struct SaveScene {
  std::string path;
};
/// What to do with the training that was cut short.
enum class RecoveryChoice { kContinue, kDelete, kLater };
struct DecideRecovery {
  RecoveryChoice choice;
};
struct Quit {};
/// Ctrl+Z and Ctrl+Shift+Z: the last edit of the lab that is shown.
struct Undo {};
struct Redo {};
/// Time goes by, for playback; sent once a frame while `wants_time`.
struct AdvanceTime {
  double seconds;
};

// Answers from effects.
struct SceneOpened {
  std::shared_ptr<const AppState> scene;
};
/// A picture (28, 28) as the network shall see it, for the drawing pad.
struct PictureOpened {
  engine::Tensor picture;
  std::string name = {};  ///< of its file
  std::string path = {};
};
/// A data set from a directory, for the Training lab.
struct DataOpened {
  std::string name;
  std::shared_ptr<const engine::Dataset> data;
};
/// A file was opened or saved: it is among the recent ones now.
struct FileRemembered {
  std::string path;
};
struct RecoveryFound {
  Recovery recovery;
};
struct DatasetProgress {
  std::string name;
  double fraction;
};
struct DatasetLoaded {
  std::string name;
  std::shared_ptr<const engine::Dataset> data;
};
struct DatasetFailed {
  std::string name;
  std::string message;  ///< one line
};
/// What weights read in every image of the test set: one class an image.
struct TestSetRead {
  Weights weights;
  std::shared_ptr<const engine::Dataset> data;
  std::vector<std::uint8_t> predictions;
};

using Intent =
    std::variant<SelectLab, SetLanguage, SetTheme, SetReduceMotion, TogglePresenting, ToggleHelp,
                 ToggleFullScreen, SetZoom, PopLevel, ShowToast, CloseToast, CopyToClipboard,
                 ExportView, SetExportOptions, OpenFile, SaveScene, DecideRecovery, Quit, Undo,
                 Redo, AdvanceTime, SceneOpened, PictureOpened, DataOpened, FileRemembered,
                 RecoveryFound, DatasetProgress, DatasetLoaded, DatasetFailed, TestSetRead,
                 ConvolutionIntent, PixelShuffleIntent, PoolingIntent, KernelsIntent, NetworkIntent,
                 TrainingIntent>;

}  // namespace convscope::state
