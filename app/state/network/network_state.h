#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/state/drawing_pad.h"
#include "app/state/network/columns.h"
#include "app/state/network/pass.h"
#include "app/state/weights.h"

namespace convscope::state::network {

struct GradientCheck;  // gradient_check.h

/// A feature map, or a unit of a vector: by column and number. Column -1 is the picture.
struct MapRef {
  int column = 0;
  engine::Index map = 0;
  friend bool operator==(const MapRef&, const MapRef&) = default;
};

/// How far one has zoomed in, and what a step of the transport bar is there.
enum class Grain {
  kTerm,     ///< one cell is open: its single products
  kCell,     ///< one map is open: its cells, one after the other
  kChannel,  ///< one map is open: the input maps, one after the other
  kLayer,    ///< the whole network: its columns, one after the other
};
enum class Level { kNetwork, kMap, kCell };
constexpr Level level_of(Grain grain) {
  if (grain == Grain::kLayer) return Level::kNetwork;
  return grain == Grain::kTerm ? Level::kCell : Level::kMap;
}

enum class WeightsChoice { kTrained, kRandom, kLive, kFile };

/// All maps, or all filters, of a column as one figure.
struct SheetRef {
  int column = 0;
  bool filters = false;
  friend bool operator==(const SheetRef&, const SheetRef&) = default;
};

/// A file of weights that could be opened.
struct WeightsFile {
  std::string path;
  std::string name;    ///< the last part of the path
  std::string folder;  ///< where it is, as it is said
  friend bool operator==(const WeightsFile&, const WeightsFile&) = default;
};

/// The browser of the test set.
struct TestBrowser {
  engine::Index index = 0;
  engine::Tensor image;  ///< (1, 28, 28) of the test set; empty until it is there
  int label = -1;
  int read_as = -1;                       ///< by the weights of now
  std::vector<std::uint8_t> predictions;  ///< of all test images; empty: not counted
  Weights counted_by;                     ///< whose predictions those are
  engine::Index wrong = 0;                ///< how many of them
  bool counting = false;
  Weights asked_for;  ///< whose count is on its way
};

/// Everything the Network lab shows. `pass` and the numbers that follow from it are kept up to date
/// by `update_network`, so that drawing a frame computes no network.
struct NetworkState {
  DrawingPad pad;
  Weights trained;  ///< what ships with the program; empty where the file is missing
  Weights weights;  ///< in use
  WeightsChoice choice = WeightsChoice::kRandom;
  std::uint64_t seed = 1;  ///< of the random weights
  std::vector<Column> columns;
  std::shared_ptr<const Pass> pass;  ///< null while there are no weights
  std::vector<WeightsFile> files;    ///< that were found when last asked
  bool listing = false;              ///< they are being looked for

  std::optional<MapRef> hovered;
  std::optional<MapRef> selected;  ///< pinned; the open one when zoomed in
  engine::Index cell_y = 0;        ///< the open cell of `selected`
  engine::Index cell_x = 0;
  std::optional<SheetRef> sheet;  ///< shown in place of everything else: scenes and export
  std::vector<double> without;    ///< probabilities without the map in focus; empty: none
  /// Of the open cell, the input map whose products are written large; none: the step's.
  std::optional<engine::Index> open_channel;

  bool checking = false;  ///< inside a map or cell: the gradient check in place of the derivation
  std::shared_ptr<const GradientCheck> check;  ///< of the open term; null where none is shown

  Grain grain = Grain::kLayer;
  long long step = -1;  ///< of `last_step`; -1: the last
  double speed = 1;
  bool playing = false;
  double step_time_s = 0;  ///< since the last step, while playing

  TestBrowser test;

  Level level() const { return level_of(grain); }
  /// What the card and the wires are about.
  std::optional<MapRef> focus() const {
    if (level() == Level::kNetwork && hovered) return hovered;
    return selected;
  }
  const Column& column(int index) const { return columns[static_cast<std::size_t>(index)]; }
};

}  // namespace convscope::state::network
