#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

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

using Effect = std::variant<WriteClipboard, SwitchFullScreen, CaptureView, SaveSettings,
                            CloseWindow, LoadDataset, ReadTestSet>;
using Effects = std::vector<Effect>;

}  // namespace convscope::state
