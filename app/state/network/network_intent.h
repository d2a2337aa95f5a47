#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/state/network/network_state.h"

namespace convscope::state::network {

// The drawing pad.
struct BeginStroke {
  PadPoint at;
};
struct ExtendStroke {
  PadPoint to;
};
struct EndStroke {};
struct ChooseTool {
  PadTool tool;
};
struct SetPenWidth {
  float width;
};
struct ClearPad {};

// The zoom.
struct HoverMap {
  std::optional<MapRef> map;
};
struct OpenMap {
  MapRef map;
};
struct OpenCell {
  MapRef map;
  engine::Index y = 0;
  engine::Index x = 0;
};
/// The cell that opening would open, in the open map.
struct PointAtCell {
  engine::Index y = 0;
  engine::Index x = 0;
};
/// Writes one input map's products of the open cell large.
struct OpenChannel {
  engine::Index channel;
};
/// Esc or a click on empty space.
struct ZoomOut {};

// Weights.
struct ChooseWeights {
  WeightsChoice choice;  ///< not kFile
};
struct OpenWeights {
  std::string path;
};
/// Looks for files of weights again.
struct ListWeightFiles {};
/// The answer to the effect FindWeightFiles.
struct WeightFilesFound {
  std::vector<WeightsFile> files;
};
/// The answer to the effect LoadWeights.
struct WeightsOpened {
  Weights weights;
};

// The test set.
struct ShowTestImage {
  engine::Index index;  ///< wraps around
};
struct ShowNextWrong {};
struct LoadTestImage {};
struct CountErrors {};

// Steps.
struct SetStep {
  long long step;
};
struct SetGrain {
  Grain grain;
};
struct SetSpeed {
  double speed;
};
struct TogglePlay {};

/// Shows or hides the gradient check; where no term is open, goes to one.
struct ToggleGradientCheck {};

/// All maps or all filters of a column as one PNG picture.
struct ExportSheet {
  int column;
  bool filters;
  int scale = 2;  ///< 1 to 4
};

}  // namespace convscope::state::network

namespace convscope::state {

/// What somebody wants of the Network lab.
struct NetworkIntent {
  std::variant<network::BeginStroke, network::ExtendStroke, network::EndStroke, network::ChooseTool,
               network::SetPenWidth, network::ClearPad, network::HoverMap, network::OpenMap,
               network::OpenCell, network::PointAtCell, network::OpenChannel, network::ZoomOut,
               network::ChooseWeights, network::OpenWeights, network::ListWeightFiles,
               network::WeightFilesFound, network::WeightsOpened, network::ShowTestImage,
               network::ShowNextWrong, network::LoadTestImage, network::CountErrors,
               network::SetStep, network::SetGrain, network::SetSpeed, network::TogglePlay,
               network::ToggleGradientCheck, network::ExportSheet>
      what;
};

}  // namespace convscope::state
