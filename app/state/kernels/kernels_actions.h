#pragma once

#include <optional>
#include <string>
#include <variant>

#include "app/state/kernels/kernels_state.h"

namespace convscope::state {

// What somebody wants in the Kernels lab.
namespace kernels {
struct ChoosePhoto {
  std::string key;
};
/// Answers LoadPhoto.
struct PhotoOpened {
  PhotoPtr photo;
};
struct ChoosePreset {
  KernelPreset preset;
};
struct SetSize {
  engine::Index size;
};
/// A weight of the chosen filter as it was typed: "0.5" or "0,5".
struct TypeWeight {
  engine::Index row, column;
  std::string text;
};
struct SetWeight {
  engine::Index row, column;
  float value;
};
struct PasteWeights {
  engine::Index row, column;
  std::string text;
};
struct SetDivide {
  double value;
};
struct SetAdd {
  double value;
};
struct SetOutput {
  KernelOutput output;
};
struct SetLuminance {
  bool on;
};
struct SetChannel {
  int channel;
};
struct ShowPage {
  KernelsPage page;
};
struct MoveDivider {
  double at;
};
struct Magnify {
  int factor;
};
struct Hover {
  std::optional<KernelsState::Pixel> pixel;
};
/// To this pixel's last term.
struct JumpToPixel {
  KernelsState::Pixel pixel;
};
struct JumpToTerm {
  engine::Index term;
};
struct AddFilter {};
struct RemoveFilter {
  int filter;
};
struct ChooseFilter {
  int filter;
};
struct GoToStep {
  engine::Index step;
};
struct StepForward {
  std::optional<engine::Grain> grain = std::nullopt;  ///< none: the chosen one
};
struct StepBack {
  std::optional<engine::Grain> grain = std::nullopt;
};
struct TogglePlay {};
struct SetGrain {
  engine::Grain grain;
};
struct SetSpeed {
  double speed;
};

// "Learn this kernel".
struct SetLearning {
  LearnSettings settings;
};
/// From noise, or on from the point that is shown.
struct RunLearning {};
struct PauseLearning {};
/// Back to noise.
struct ResetLearning {};
struct RewindLearning {
  engine::Index point;
};
/// Answers of the thread, in order.
struct LearnArrived {
  std::uint64_t run;
  std::vector<engine::KernelPoint> points;
};
struct ToggleGradientCheck {};
/// A weight of the kernel that is learned, row-major; none: the pointer left.
struct HoverWeight {
  std::optional<engine::Index> weight = std::nullopt;
};
/// Pins a weight, or lets go of it if it is the pinned one.
struct PinWeight {
  engine::Index weight;
};
}  // namespace kernels

using KernelsAction = std::variant<
    kernels::ChoosePhoto, kernels::PhotoOpened, kernels::ChoosePreset, kernels::SetSize,
    kernels::TypeWeight, kernels::SetWeight, kernels::PasteWeights, kernels::SetDivide,
    kernels::SetAdd, kernels::SetOutput, kernels::SetLuminance, kernels::SetChannel,
    kernels::ShowPage, kernels::MoveDivider, kernels::Magnify, kernels::Hover, kernels::JumpToPixel,
    kernels::JumpToTerm, kernels::AddFilter, kernels::RemoveFilter, kernels::ChooseFilter,
    kernels::GoToStep, kernels::StepForward, kernels::StepBack, kernels::TogglePlay,
    kernels::SetGrain, kernels::SetSpeed, kernels::SetLearning, kernels::RunLearning,
    kernels::PauseLearning, kernels::ResetLearning, kernels::RewindLearning, kernels::LearnArrived,
    kernels::ToggleGradientCheck, kernels::HoverWeight, kernels::PinWeight>;

struct KernelsIntent {
  KernelsAction action;
};

/// Asks the world outside: a photograph by key or, else, by path; answered by PhotoOpened.
struct LoadPhoto {
  std::string key;
  std::string path = {};
};
/// Learn on a thread, from `start` on, or from a point; answered by LearnArrived. Replaces a run;
/// no `picture`: end.
struct RunKernelLearning {
  std::uint64_t run = 0;
  engine::Plane picture;
  KernelFilter wanted;
  std::vector<float> start;
  std::optional<engine::KernelPoint> from;
  LearnSettings settings;
  engine::Index steps = 0;
};
/// Of the run that goes on: rate, optimizer, noise, photograph.
struct ChangeKernelLearning {
  LearnSettings settings;
  engine::Plane picture;
};

}  // namespace convscope::state
