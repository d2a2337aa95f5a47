#pragma once

#include <optional>
#include <string>
#include <variant>

#include "app/state/pooling/pooling_state.h"

namespace convscope::state {

// What somebody wants in the Pooling lab.
namespace pooling {
struct ChooseExample {
  int example;
};
struct SetMode {
  PoolingMode mode;
};
struct SetSize {
  PoolingSize size;
  engine::Index value;
};
struct SetHidePending {
  bool on;
};
/// The nearest setting that has an output.
struct Repair {};
/// An input, a gradient, a weight or an answer as it was typed: "0.5" or "0,5".
struct TypeNumber {
  PoolingNumber number;
  std::string text;
};
/// By dragging or with the wheel: a row of these on one number is undone as one.
struct SetNumber {
  PoolingNumber number;
  float value;
};
/// A matrix from a spreadsheet, its first number here; what does not fit is left out.
struct PasteNumbers {
  PoolingNumber number;
  std::string text;
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
/// To the first step of an output (c, y, x).
struct JumpToOutput {
  engine::Cell output;
};
/// To term k (from 0) of the current output, or of `output`.
struct JumpToTerm {
  engine::Index term;
  std::optional<engine::Cell> output = std::nullopt;
};
struct Hover {
  std::optional<PoolingNumber> number;
};
struct Pin {
  std::optional<PoolingNumber> number;
};
struct ShowPage {
  PoolingPage page;
};
/// The steps route the gradient; or compute the outputs.
struct SetBackward {
  bool on;
};
/// Judges what was filled in.
struct CheckAnswers {};
/// Empties the exercise's cells.
struct ClearAnswers {};
/// Fills in what is right.
struct ShowAnswers {};
struct ToggleGradientCheck {};
}  // namespace pooling

using PoolingAction =
    std::variant<pooling::ChooseExample, pooling::SetMode, pooling::SetSize,
                 pooling::SetHidePending, pooling::Repair, pooling::TypeNumber, pooling::SetNumber,
                 pooling::PasteNumbers, pooling::GoToStep, pooling::StepForward, pooling::StepBack,
                 pooling::TogglePlay, pooling::SetGrain, pooling::SetSpeed, pooling::JumpToOutput,
                 pooling::JumpToTerm, pooling::Hover, pooling::Pin, pooling::ShowPage,
                 pooling::SetBackward, pooling::CheckAnswers, pooling::ClearAnswers,
                 pooling::ShowAnswers, pooling::ToggleGradientCheck>;

struct PoolingIntent {
  PoolingAction action;
};

}  // namespace convscope::state
