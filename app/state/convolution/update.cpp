#include "app/state/convolution/update.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/misprints.h"
#include "app/state/convolution/paste.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/convolution.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Grain;
using engine::Index;
using engine::Tensor;
using Kind = ConvolutionNumber::Kind;

// The numbers that can be edited; null for the others. `output` is the shape of dL/do.
Tensor* tensor_of(ConvolutionSetup& setup, Kind kind, const engine::Shape& output) {
  switch (kind) {
    case Kind::kUpstream:
    case Kind::kArriving:
      // What arrives is edited: behind an activation g follows from it.
      if ((kind == Kind::kArriving) != setup.choices.activation.has_value()) return nullptr;
      setup.upstream = upstream_of(setup, output);
      return &setup.upstream;
    case Kind::kInput:
      return &setup.input;
    case Kind::kWeight:
      return &setup.weight;
    case Kind::kBias:
      return &setup.bias;
    default:
      return nullptr;
  }
}

std::string gesture_of(const ConvolutionNumber& number) {
  return fmt::format("{}{}", static_cast<int>(number.kind), number.index.to_string());
}

double period_s(Grain grain) {
  return grain == Grain::kTerm ? 0.6 : 0.9;
}

// Before another setup takes over.
void leave_step(ConvolutionState& state, const ConvolutionSetup& next) {
  if (next == state.setup()) return;
  state.history.annotate([&](ConvolutionSetup& setup) { setup.left_at = {state.step}; });
  state.history.end_gesture();
}

/// One overload an action.
struct Updater {
  ConvolutionState& state;
  Language language;
  ConvolutionNews news;

  std::string say(const Phrase& phrase) const { return std::string(phrase.in(language)); }

  void set(ConvolutionSetup setup, const std::string& gesture = {}) {
    set_convolution_setup(state, std::move(setup), gesture);
  }
  engine::Shape output_shape() const {
    return state.result ? state.result->layer.output_shape() : engine::Shape{0, 0, 0};
  }
  // A hand on the bar stops playback.
  void go(Index step) {
    state.step = std::clamp<Index>(step, 0, state.last_step());
    state.playing = false;
    state.waited_s = 0;
  }

  void operator()(const convolution::ChooseExample& action) {
    const auto count = static_cast<int>(convolution_examples().size());
    ConvolutionSetup example = example_setup(std::clamp(action.example, 0, count - 1));
    leave_step(state, example);
    set(std::move(example));
    go(0);
    state.pinned.reset();
    state.view = {};
  }
  void operator()(const convolution::SetSize& action) {
    set(with_size(state.setup(), action.size, action.value),
        fmt::format("size{}", static_cast<int>(action.size)));
  }
  void operator()(const convolution::SetBias& action) {
    ConvolutionSetup setup = state.setup();
    setup.has_bias = action.on;
    set(std::move(setup));
  }
  void operator()(const convolution::SetHidePending& action) { state.hide_pending = action.on; }
  void operator()(const convolution::Repair&) {
    set(with_sizes(state.setup(), nearest_working(state.setup().sizes, state.setup().choices)));
  }
  void operator()(const convolution::TypeNumber& action) {
    const auto typed = typed_number(action.text);
    if (!typed || !std::isfinite(static_cast<float>(*typed))) {
      news = {fmt::format(fmt::runtime(phrase::kNotANumber.in(language)), action.text), true};
      return;
    }
    state.history.end_gesture();
    (*this)(convolution::SetNumber{action.number, static_cast<float>(*typed)});
    state.history.end_gesture();
  }
  void operator()(const convolution::SetNumber& action) {
    ConvolutionSetup setup = state.setup();
    Tensor* tensor = tensor_of(setup, action.number.kind, output_shape());
    if (tensor == nullptr || !tensor->shape().contains(action.number.index)) return;
    tensor->at(action.number.index) = action.value;
    set(std::move(setup), gesture_of(action.number));
  }
  void operator()(const convolution::PasteNumbers& action) {
    const PastedMatrix matrix = parse_matrix(action.text);
    if (matrix.bad_row > 0) {
      news = {fmt::format(fmt::runtime(phrase::kPasteFailed.in(language)), matrix.bad_row,
                          matrix.bad_column),
              true};
      return;
    }
    ConvolutionSetup setup = state.setup();
    Tensor* tensor = tensor_of(setup, action.number.kind, output_shape());
    if (tensor == nullptr) return;
    const int rank = tensor->shape().rank();
    int pasted = 0;
    for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
      for (std::size_t c = 0; c < matrix.rows[r].size(); ++c) {
        Cell cell = action.number.index;
        if (cell.rank() != rank) return;
        cell[rank - 1] += static_cast<Index>(c);
        if (rank > 1) cell[rank - 2] += static_cast<Index>(r);
        if (!tensor->shape().contains(cell) || (rank == 1 && r > 0)) continue;
        tensor->at(cell) = matrix.rows[r][c];
        ++pasted;
      }
    }
    state.history.end_gesture();
    set(std::move(setup));
    news = {fmt::format(fmt::runtime(phrase::kPasted.in(language)), pasted), false};
  }
  void operator()(const convolution::GoToStep& action) { go(action.step); }
  const engine::Cursor& cursor() const { return state.equation->cursor(); }
  void operator()(const convolution::StepForward& action) {
    if (state.equation) go(cursor().next(state.step, action.grain.value_or(state.grain)));
  }
  void operator()(const convolution::StepBack& action) {
    if (state.equation) go(cursor().previous(state.step, action.grain.value_or(state.grain)));
  }
  void operator()(const convolution::TogglePlay&) {
    state.playing = !state.playing && state.result != nullptr;
    state.waited_s = 0;
    if (state.playing && state.step == state.last_step()) state.step = 0;
  }
  void operator()(const convolution::SetGrain& action) { state.grain = action.grain; }
  void operator()(const convolution::SetSpeed& action) {
    state.speed = std::clamp(action.speed, 0.25, 8.0);
  }
  void operator()(const convolution::JumpToOutput& action) {
    if (!state.equation || !cursor().output().contains(action.output)) return;
    const Index before = cursor().first_step(action.output) - 1;
    // A grain larger than an output ends with it.
    go(std::min(before + (state.grain == Grain::kTerm      ? 1
                          : state.grain == Grain::kChannel ? cursor().terms_per_channel()
                                                           : cursor().terms_per_cell()),
                cursor().last_step(action.output)));
    state.pinned.reset();
  }
  void operator()(const convolution::JumpToTerm& action) {
    if (!state.equation) return;
    const Cell cell = action.output.value_or(cursor().at(state.step).cell);
    if (!cursor().output().contains(cell)) return;
    go(std::min(cursor().first_step(cell) + std::max<Index>(action.term, 0),
                cursor().last_step(cell)));
  }
  void operator()(const convolution::ChooseFilter& action) {
    if (!state.equation) return;
    const engine::Cursor::Position now = cursor().at(state.step);
    Cell cell = now.cell;
    cell[0] = action.filter;
    if (!cursor().output().contains(cell)) return;
    go(cursor().first_step(cell) + std::max<Index>(now.terms_done, 1) - 1);
  }
  void operator()(const convolution::SetPass& action) {
    if (action.pass == state.pass) return;
    state.left_at[static_cast<std::size_t>(state.pass)] = state.step;
    state.pass = action.pass;
    state.hovered.reset();
    state.pinned.reset();
    compute(state);
    go(state.left_at[static_cast<std::size_t>(action.pass)]);
  }
  void operator()(const convolution::SetViewKind& action) {
    state.kind = action.kind;
    state.view = {};
  }
  void operator()(const convolution::SetPatches& action) { state.as_patches = action.on; }
  void operator()(const convolution::SetFieldStack& action) {
    ConvolutionSetup setup = state.setup();
    setup.stack = action.stack;
    set(std::move(setup));
    state.field_cell.reset();
  }
  void operator()(const convolution::SetFieldCell& action) { state.field_cell = action.cell; }
  void operator()(const convolution::SetChoices& action) {
    set(with_choices(state.setup(), action.choices));
  }
  void operator()(const convolution::FillUpstream& action) {
    if (!state.result) return;
    ConvolutionSetup setup = state.setup();
    setup.upstream = {};
    if (action.loss == convolution::FillUpstream::Loss::kSquares) {
      const ConvolutionResult& result = *state.result;
      const auto values = (result.activation ? result.activated : result.output).values();
      setup.upstream = Tensor(output_shape(), {values.begin(), values.end()});
    }
    set(std::move(setup));
  }
  void operator()(const convolution::SetLearningRate& action) {
    if (std::isfinite(action.rate)) state.learning_rate = std::clamp(action.rate, 0.0, 10.0);
  }
  void operator()(const convolution::ApplyGradients&) {
    if (!state.gradients) return;
    ConvolutionSetup setup = state.setup();
    const auto rate = static_cast<float>(state.learning_rate);
    const Tensor& d_weight = state.gradients->d_weight;
    for (Index i = 0; i < d_weight.size(); ++i) {
      setup.weight.at(setup.weight_index(d_weight.shape().cell_at(i))) -= rate * d_weight[i];
    }
    for (Index f = 0; setup.has_bias && f < setup.bias.size(); ++f) {
      setup.bias[f] -= rate * state.gradients->d_bias[f];
    }
    state.history.end_gesture();
    set(std::move(setup));
  }
  void operator()(const convolution::Hover& action) { state.hovered = action.number; }
  void operator()(const convolution::Pin& action) { state.pinned = action.number; }
  void operator()(const convolution::ToggleGradientCheck&) { state.checking = !state.checking; }
  void operator()(const convolution::ShowMisprint&) {
    const auto all = misprints_of(state.setup());
    if (all.empty()) return;
    std::size_t next = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (state.pinned == all[i].number()) next = (i + 1) % all.size();
    }
    const Misprint& misprint = all[next];
    const bool rows = state.kind == ConvolutionViewKind::kNumbers ||
                      state.kind == ConvolutionViewKind::kProducts ||
                      state.kind == ConvolutionViewKind::kHues;
    // Where it is on the stage.
    if (!rows) state.kind = ConvolutionViewKind::kNumbers;
    (*this)(convolution::SetPass{ConvolutionPass::kForward});
    state.pinned = misprint.number();
    state.playing = false;
    news = {misprint_text(misprint, language), false};
  }
  void operator()(const convolution::LookAt& action) {
    state.view = action.view;
    state.view.level = std::clamp(action.view.level, 0, StageView::kMost);
    const double most = 1 - 1 / state.view.magnification();
    state.view.x = std::clamp(action.view.x, 0.0, most);
    state.view.y = std::clamp(action.view.y, 0.0, most);
  }
};

// Whether a number is still on the stage.
bool exists(const ConvolutionState& state, const ConvolutionNumber& number) {
  const ConvolutionSetup& setup = state.setup();
  if (!state.result)
    return number.kind == Kind::kInput && setup.input.shape().contains(number.index);
  switch (number.kind) {
    case Kind::kInput:
      return setup.input.shape().contains(number.index);
    case Kind::kWeight:
    case Kind::kWeightGradient:
      return state.result->weight.shape().contains(number.index);
    case Kind::kBias:
      return setup.has_bias && setup.bias.shape().contains(number.index);
    case Kind::kBiasGradient:
      return setup.bias.shape().contains(number.index);
    case Kind::kOutput:
    case Kind::kUpstream:
      return state.result->cursor.output().contains(number.index);
    case Kind::kArriving:
      return state.result->activation && state.result->cursor.output().contains(number.index);
    case Kind::kInputGradient:
      return setup.input.shape().contains(number.index);
    case Kind::kProduct:
      break;
  }
  return number.index[0] < state.equation->cursor().terms_per_cell();
}

void recompute(ConvolutionState& state) {
  const std::optional<Equation> before = state.equation;
  compute(state);
  for (auto* number : {&state.hovered, &state.pinned}) {
    if (*number && !exists(state, **number)) number->reset();
  }
  if (!state.equation) {
    state.playing = false;
    return;
  }
  const engine::Cursor& cursor = state.equation->cursor();
  if (before && state.step > 0) {
    const engine::Cursor::Position at = before->cursor().at(state.step);
    if (cursor.output().contains(at.cell)) {
      const bool complete = at.terms_done == before->cursor().terms_per_cell();
      state.step = complete ? cursor.last_step(at.cell)
                            : std::min(cursor.first_step(at.cell) + at.terms_done - 1,
                                       cursor.last_step(at.cell));
    }
  }
  state.step = std::clamp<Index>(state.step, 0, cursor.total());
}

}  // namespace

void set_convolution_setup(ConvolutionState& state, ConvolutionSetup setup,
                           const std::string& gesture) {
  if (setup == state.setup()) return;
  state.history.set(std::move(setup), gesture);
  recompute(state);
}

ConvolutionNews update_convolution(ConvolutionState& state, const ConvolutionAction& action,
                                   Language language) {
  Updater updater{state, language, {}};
  std::visit(updater, action);
  refresh_check(state);
  return updater.news;
}

void open_convolution(ConvolutionState& state, const ConvolutionState& scene) {
  leave_step(state, scene.setup());
  History<ConvolutionSetup> history = state.history;
  history.set(scene.setup());
  history.end_gesture();
  state = scene;
  state.history = std::move(history);
  refresh_check(state);
}

void undo_convolution(ConvolutionState& state, bool redo) {
  const ConvolutionSetup* next = redo ? state.history.later() : state.history.earlier();
  if (next == nullptr) return;
  const Index step = next->left_at.step;
  // The way back again leads to the step that is left now.
  if (step >= 0) leave_step(state, *next);
  if (redo) {
    state.history.redo();
  } else {
    state.history.undo();
  }
  recompute(state);
  refresh_check(state);
  if (step < 0) return;
  state.history.annotate([](ConvolutionSetup& setup) { setup.left_at = {}; });
  state.step = std::clamp<Index>(step, 0, state.last_step());
  state.playing = false;
  refresh_check(state);
}

void advance_convolution(ConvolutionState& state, double seconds) {
  if (!state.playing || !state.equation) return;
  const double period = period_s(state.grain) / state.speed;
  // A frame that took long (the window was hidden) makes up for at most a second.
  state.waited_s += std::clamp(seconds, 0.0, 1.0);
  while (state.waited_s >= period && state.playing) {
    state.waited_s -= period;
    state.step = state.equation->cursor().next(state.step, state.grain);
    state.playing = state.step < state.last_step();
  }
  refresh_check(state);
}

bool pop_convolution(ConvolutionState& state) {
  if (state.pinned) {
    state.pinned.reset();
    refresh_check(state);
  } else if (state.view.level > 0) {
    state.view = {};
  } else {
    return false;
  }
  return true;
}

}  // namespace convscope::state
