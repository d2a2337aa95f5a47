#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/convolution/convolution_state.h"
#include "app/state/datasets.h"
#include "app/state/kernels/kernels_state.h"
#include "app/state/network/network_state.h"
#include "app/state/phrase.h"
#include "app/state/phrases/common.h"
#include "app/state/pixel_shuffle/pixel_shuffle_state.h"
#include "app/state/pooling/pooling_state.h"
#include "app/state/theme.h"
#include "app/state/training/training_state.h"
#include "app/state/weights.h"

namespace convscope::state {

enum class LabId { kConvolution, kPooling, kKernels, kNetwork, kTraining };

struct LabName {
  LabId id;
  std::string_view key;  ///< in scenes and on the command line
  Phrase title;
};
/// The labs that exist, in the order of their tabs.
inline constexpr std::array kLabs{
    LabName{LabId::kConvolution, "convolution", phrase::kConvolution},
    LabName{LabId::kPooling, "pooling", phrase::kPooling},
    LabName{LabId::kKernels, "kernels", phrase::kKernels},
    LabName{LabId::kNetwork, "network", phrase::kNetwork},
    LabName{LabId::kTraining, "training", phrase::kTraining},
};

/// What is remembered from one start to the next.
struct Settings {
  Language language = Language::kEnglish;
  ThemeName theme = ThemeName::kLight;
  bool reduce_motion = false;
  double zoom = 1;  ///< Ctrl +/-, 0.5 to 3, on top of the monitor's content scale
  friend bool operator==(const Settings&, const Settings&) = default;
};

/// What the export panel offers next time.
struct ExportOptions {
  bool whole_window = false;  ///< with panels and bars; otherwise only the figure
  bool transparent = false;
  int scale = 2;     ///< 1 to 4
  std::string path;  ///< empty: a name of its own
  friend bool operator==(const ExportOptions&, const ExportOptions&) = default;
};

/// A sentence at the lower right. Errors stay until closed.
struct Toast {
  enum class Tone { kGood, kWarn, kBad };
  Tone tone = Tone::kGood;
  std::string text;
  std::uint64_t id = 0;
};

/// A training that was cut short, by its autosave.
struct Recovery {
  std::string path;
  std::string data;    ///< name of the data set
  std::string preset;  ///< of the network
  std::int64_t step = 0;
  int epoch = 0;  ///< that was running, from 1
  int epochs = 0;
};

/// Everything the window shows, as one value. Only `update` writes it.
struct AppState {
  LabId lab = LabId::kConvolution;
  Settings settings;
  bool presenting = false;
  bool help_open = false;
  std::vector<Toast> toasts;
  std::uint64_t next_toast = 1;
  ExportOptions export_options;
  std::vector<std::string> recent_files;  ///< absolute paths, the latest first
  std::optional<Recovery> recovery;       ///< offered until it is decided on
  Datasets datasets;                      ///< shared by the labs
  /// What the running training has learnt so far, published by the Training lab; empty: none.
  Weights live_weights;
  ConvolutionState convolution;
  PixelShuffleState pixel_shuffle;  ///< a view of the Convolution lab
  PoolingState pooling;
  KernelsState kernels;
  network::NetworkState network;
  TrainingState training;
};

}  // namespace convscope::state
