#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "app/state/kernels/kernels_actions.h"
#include "app/state/network/network_state.h"
#include "app/state/phrase.h"
#include "app/state/pixel_shuffle/actions.h"
#include "app/state/training/training_effect.h"
#include "app/state/weights.h"
#include "engine/data/dataset.h"

namespace convscope::state {

// What `update` asks of the world outside, as data; the shell carries it out and answers with
// intents.
struct WriteClipboard {
  std::string text;
};
struct SwitchFullScreen {};
/// Draw the view as PNG into `path`; answered by a toast.
struct CaptureView {
  int scale = 1;
  bool whole_window = false;
  bool transparent = false;
  std::string path;
};
struct SaveSettings {};
struct CloseWindow {};
/// Read a data set by name or path; answered by DatasetProgress, then DatasetLoaded or
/// DatasetFailed.
struct LoadDataset {
  std::string name;
};
/// Let these weights read the whole test set; answered by TestSetRead. Replaces one that runs.
struct ReadTestSet {
  Weights weights;
  std::shared_ptr<const engine::Dataset> data;
};
/// Read weights from a file; answered by network::WeightsOpened or a toast.
struct LoadWeights {
  std::string path;
};
/// Read whatever it is; answered by the intents that open it, or a toast.
struct ReadFile {
  std::string path;
};
/// Answered by a toast and FileRemembered.
struct WriteScene {
  std::string path;
  std::string text;
  Language language = Language::kEnglish;
};
struct SaveRecentFiles {
  std::vector<std::string> files;
};
struct DeleteFile {
  std::string path;
};
/// Look for files of weights: those that ship with the program, then the working directory's;
/// answered by network::WeightFilesFound.
struct FindWeightFiles {};
/// All maps or all filters of a column of the Network lab as one PNG picture.
struct CaptureSheet {
  network::SheetRef sheet;
  int scale = 2;
  std::string path;
};

using Effect =
    std::variant<WriteClipboard, SwitchFullScreen, CaptureView, SaveSettings, CloseWindow,
                 LoadDataset, ReadTestSet, LoadWeights, ReadFile, FindWeightFiles, WriteScene,
                 SaveRecentFiles, DeleteFile, CaptureSheet, LoadPhoto, RunKernelLearning,
                 ChangeKernelLearning, RunPixelShuffle, HoldPixelShuffle, TrainingEffect>;
using Effects = std::vector<Effect>;

}  // namespace convscope::state
