#pragma once

#include <optional>
#include <string>
#include <variant>

#include "app/state/convolution/convolution_state.h"

namespace convscope::state {

// What somebody wants in the Convolution lab.
namespace convolution {
struct ChooseExample {
  int example;
};
struct SetSize {
  ConvolutionSize size;
  engine::Index value;
};
struct SetBias {
  bool on;
};
struct SetHidePending {
  bool on;
};
/// The nearest setting that has an output.
struct Repair {};
/// An input, weight or bias as it was typed: "0.5" or "0,5".
struct TypeNumber {
  ConvolutionNumber number;
  std::string text;
};
/// By dragging or with the wheel: a row of these on one number is undone as one.
struct SetNumber {
  ConvolutionNumber number;
  float value;
};
/// A matrix from a spreadsheet, its first number here; what does not fit is left out.
struct PasteNumbers {
  ConvolutionNumber number;
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
/// To the first step of an output (f, y, x).
struct JumpToOutput {
  engine::Cell output;
};
/// To term k (from 0) of the current output, or of `output`.
struct JumpToTerm {
  engine::Index term;
  std::optional<engine::Cell> output = std::nullopt;
};
/// The same place in another filter's output.
struct ChooseFilter {
  engine::Index filter;
};
struct Hover {
  std::optional<ConvolutionNumber> number;
};
struct Pin {
  std::optional<ConvolutionNumber> number;
};
/// Magnifies the stage or moves what is magnified; clamped to the stage.
struct LookAt {
  StageView view;
};
struct ToggleGradientCheck {};
/// Pins the next number that the example's slide misprints, and says what it prints.
struct ShowMisprint {};
/// Forward, or one of the gradients; each keeps its own step.
struct SetPass {
  ConvolutionPass pass;
};
struct SetChoices {
  ConvolutionChoices choices;
};
struct SetViewKind {
  ConvolutionViewKind kind;
};
struct SetPatches {
  bool on;
};
struct SetFieldStack {
  FieldStack stack;
};
struct SetFieldCell {
  std::optional<FieldCell> cell;
};
/// What arrives for a loss: the sum of the outputs (1 everywhere), or half the sum of their squares
/// (the outputs themselves; behind an activation what it made of them).
struct FillUpstream {
  enum class Loss { kSum, kSquares };
  Loss loss;
};
struct SetLearningRate {
  double rate;
};
/// w - rate * dL/dw for all weights and biases.
struct ApplyGradients {};
}  // namespace convolution

using ConvolutionAction =
    std::variant<convolution::ChooseExample, convolution::SetSize, convolution::SetBias,
                 convolution::SetHidePending, convolution::Repair, convolution::TypeNumber,
                 convolution::SetNumber, convolution::PasteNumbers, convolution::GoToStep,
                 convolution::StepForward, convolution::StepBack, convolution::TogglePlay,
                 convolution::SetGrain, convolution::SetSpeed, convolution::JumpToOutput,
                 convolution::JumpToTerm, convolution::ChooseFilter, convolution::Hover,
                 convolution::Pin, convolution::LookAt, convolution::ToggleGradientCheck,
                 convolution::ShowMisprint, convolution::SetPass, convolution::SetChoices,
                 convolution::FillUpstream, convolution::SetLearningRate,
                 convolution::ApplyGradients, convolution::SetViewKind, convolution::SetPatches,
                 convolution::SetFieldStack, convolution::SetFieldCell>;

struct ConvolutionIntent {
  ConvolutionAction action;
};

}  // namespace convscope::state
