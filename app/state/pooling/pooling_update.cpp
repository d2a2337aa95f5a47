#include "app/state/pooling/pooling_update.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
using Kind = PoolingNumber::Kind;

// The numbers that can be edited; null for the others.
Tensor* pooling_tensor(PoolingSetup& setup, Kind kind) {
  switch (kind) {
    case Kind::kInput:
      return &setup.input;
    case Kind::kUpstream:
      return &setup.upstream;
    case Kind::kWeight:
      return &setup.kernel;
    default:
      return nullptr;
  }
}

// Puts one number into its place; whether there is one.
bool put_number(PoolingSetup& setup, const PoolingNumber& number, float value) {
  if (number.kind == Kind::kAnswer) {
    const engine::Shape& shape = setup.upstream.shape();
    if (number.index.rank() != 3 || !shape.contains(number.index)) return false;
    setup.answers[static_cast<std::size_t>(shape.offset(number.index))] = value;
    return true;
  }
  if (number.kind == Kind::kRoute) {
    const engine::Shape& shape = setup.input.shape();
    if (number.index.rank() != 3 || !shape.contains(number.index)) return false;
    setup.routes[static_cast<std::size_t>(shape.offset(number.index))] = value;
    return true;
  }
  Tensor* tensor = pooling_tensor(setup, number.kind);
  if (tensor == nullptr || number.index.rank() != 3) return false;
  if (!tensor->shape().contains(number.index)) return false;
  tensor->at(number.index) = value;
  return true;
}

Index plane_terms(const PoolingResult& result) {
  const engine::Shape& out = result.cursor.output();
  return out[1] * out[2] * result.cursor.terms_per_cell();
}

bool pooling_number_exists(const PoolingState& state, const PoolingNumber& number) {
  if (!state.result) return number.kind == Kind::kInput;
  const PoolingResult& result = *state.result;
  switch (number.kind) {
    case Kind::kInput:
    case Kind::kGradient:
    case Kind::kRoute:
      return state.setup().input.shape().contains(number.index);
    case Kind::kWeight:
      return state.setup().kernel.shape().contains(number.index);
    case Kind::kWindow:
      return number.index[0] < result.cursor.terms_per_cell();
    default:
      return result.cursor.output().contains(number.index);
  }
}

void recompute_pooling(PoolingState& state) {
  const auto before = state.result;
  state.result = compute_pooling(state.setup());
  for (auto* number : {&state.hovered, &state.pinned}) {
    if (*number && !pooling_number_exists(state, **number)) number->reset();
  }
  Index& step = state.stepper.step;
  if (!state.result) {
    state.stepper.playing = false;
    return;
  }
  const engine::Cursor& cursor = state.result->cursor;
  // What was being computed still is, where it is there.
  if (before && step > 0) {
    const engine::Cursor::Position at = before->cursor.at(step);
    if (cursor.output().contains(at.cell)) {
      const bool complete = at.terms_done == before->cursor.terms_per_cell();
      step = complete ? cursor.last_step(at.cell)
                      : std::min(cursor.first_step(at.cell) + at.terms_done - 1,
                                 cursor.last_step(at.cell));
    }
  }
  step = std::clamp<Index>(step, 0, cursor.total());
}

/// One overload an action.
struct PoolingUpdater {
  PoolingState& state;
  Language language;
  PoolingNews news;

  void set(PoolingSetup setup, const std::string& gesture = {}) {
    if (setup == state.setup()) return;
    state.history.set(std::move(setup), gesture);
    recompute_pooling(state);
  }
  void go(Index step) { state.stepper.go(step, state.last_step()); }

  void operator()(const pooling::ChooseExample& action) {
    const auto count = static_cast<int>(pooling_examples().size());
    const int example = std::clamp(action.example, 0, count - 1);
    state.history.end_gesture();
    set(pooling_example_setup(example));
    go(0);
    state.pinned.reset();
    state.checked = false;
    const bool exercise = pooling_examples()[static_cast<std::size_t>(example)].exercise;
    if (exercise) state.page = PoolingPage::kExercise;
    if (!exercise && state.page == PoolingPage::kExercise) state.page = PoolingPage::kNumbers;
  }
  void operator()(const pooling::SetMode& action) {
    PoolingSetup setup = state.setup();
    setup.mode = action.mode;
    set(std::move(setup));
  }
  void operator()(const pooling::SetSize& action) {
    set(with_size(state.setup(), action.size, action.value),
        fmt::format("size{}", static_cast<int>(action.size)));
  }
  void operator()(const pooling::SetHidePending& action) { state.hide_pending = action.on; }
  void operator()(const pooling::Repair&) {
    const PoolingSizes wanted = nearest_working(state.setup().sizes);
    PoolingSetup setup = state.setup();
    for (std::size_t i = 0; i < kPoolingSizes; ++i) {
      if (setup.sizes.values[i] == wanted.values[i]) continue;
      setup = with_size(std::move(setup), static_cast<PoolingSize>(i), wanted.values[i]);
    }
    set(std::move(setup));
  }
  void operator()(const pooling::TypeNumber& action) {
    const auto typed = typed_number(action.text);
    if (!typed || !std::isfinite(static_cast<float>(*typed))) {
      news = {fmt::format(fmt::runtime(phrase::kNotANumber.in(language)), action.text), true};
      return;
    }
    state.history.end_gesture();
    (*this)(pooling::SetNumber{action.number, static_cast<float>(*typed)});
    state.history.end_gesture();
  }
  void operator()(const pooling::SetNumber& action) {
    PoolingSetup setup = state.setup();
    if (!put_number(setup, action.number, action.value)) return;
    set(std::move(setup),
        fmt::format("{}{}", static_cast<int>(action.number.kind), action.number.index.to_string()));
  }
  void operator()(const pooling::PasteNumbers& action) {
    const PastedMatrix matrix = parse_matrix(action.text);
    if (matrix.bad_row > 0) {
      news = {fmt::format(fmt::runtime(phrase::kPasteFailed.in(language)), matrix.bad_row,
                          matrix.bad_column),
              true};
      return;
    }
    PoolingSetup setup = state.setup();
    int pasted = 0;
    for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
      for (std::size_t c = 0; c < matrix.rows[r].size(); ++c) {
        PoolingNumber number = action.number;
        if (number.index.rank() != 3) return;
        number.index[1] += static_cast<Index>(r);
        number.index[2] += static_cast<Index>(c);
        pasted += put_number(setup, number, matrix.rows[r][c]) ? 1 : 0;
      }
    }
    state.history.end_gesture();
    set(std::move(setup));
    news = {fmt::format(fmt::runtime(phrase::kPasted.in(language)), pasted), false};
  }
  void operator()(const pooling::GoToStep& action) { go(action.step); }
  void operator()(const pooling::StepForward& action) {
    const Grain grain = action.grain.value_or(state.stepper.grain);
    if (state.result) go(next_pooling_step(*state.result, state.stepper.step, grain));
  }
  void operator()(const pooling::StepBack& action) {
    const Grain grain = action.grain.value_or(state.stepper.grain);
    if (state.result) go(previous_pooling_step(*state.result, state.stepper.step, grain));
  }
  void operator()(const pooling::TogglePlay&) { state.stepper.toggle(state.last_step()); }
  void operator()(const pooling::SetGrain& action) { state.stepper.grain = action.grain; }
  void operator()(const pooling::SetSpeed& action) {
    state.stepper.speed = std::clamp(action.speed, 0.25, 8.0);
  }
  void operator()(const pooling::JumpToOutput& action) {
    if (!state.result || !state.result->cursor.output().contains(action.output)) return;
    const engine::Cursor& cursor = state.result->cursor;
    const bool term = state.stepper.grain == Grain::kTerm;
    go(term ? cursor.first_step(action.output) : cursor.last_step(action.output));
    state.pinned.reset();
  }
  void operator()(const pooling::JumpToTerm& action) {
    if (!state.result) return;
    const engine::Cursor& cursor = state.result->cursor;
    const Cell cell = action.output.value_or(cursor.at(state.stepper.step).cell);
    if (!cursor.output().contains(cell)) return;
    go(std::min(cursor.first_step(cell) + std::max<Index>(action.term, 0), cursor.last_step(cell)));
  }
  void operator()(const pooling::Hover& action) { state.hovered = action.number; }
  void operator()(const pooling::Pin& action) { state.pinned = action.number; }
  void operator()(const pooling::ShowPage& action) {
    state.page = action.page;
    state.pinned.reset();
    state.hovered.reset();
  }
  void operator()(const pooling::SetBackward& action) {
    if (state.backward != action.on) state.checked = false;
    state.backward = action.on;
    state.pinned.reset();
    state.hovered.reset();
  }
  void operator()(const pooling::CheckAnswers&) { state.checked = true; }
  void operator()(const pooling::ClearAnswers&) {
    PoolingSetup setup = state.setup();
    std::ranges::fill(state.backward ? setup.routes : setup.answers, std::nullopt);
    set(std::move(setup));
    state.checked = false;
  }
  void operator()(const pooling::ShowAnswers&) {
    if (!state.result) return;
    PoolingSetup setup = state.setup();
    auto& answers = state.backward ? setup.routes : setup.answers;
    const Tensor& right = state.backward ? state.result->gradient : state.result->output;
    for (std::size_t i = 0; i < answers.size(); ++i) answers[i] = right[static_cast<Index>(i)];
    set(std::move(setup));
    state.checked = true;
  }
  void operator()(const pooling::ToggleGradientCheck&) { state.checking = !state.checking; }
};

}  // namespace

Index next_pooling_step(const PoolingResult& result, Index step, Grain grain) {
  if (grain != Grain::kChannel) return result.cursor.next(step, grain);
  const Index plane = plane_terms(result);
  return std::min((step / plane + 1) * plane, result.cursor.total());
}

Index previous_pooling_step(const PoolingResult& result, Index step, Grain grain) {
  if (grain != Grain::kChannel) return result.cursor.previous(step, grain);
  const Index plane = plane_terms(result);
  return std::max<Index>((step - 1) / plane * plane, 0);
}

PoolingNews update_pooling(PoolingState& state, const PoolingAction& action, Language language) {
  PoolingUpdater updater{state, language, {}};
  std::visit(updater, action);
  return updater.news;
}

void open_pooling(PoolingState& state, const PoolingState& scene) {
  History<PoolingSetup> history = state.history;
  history.end_gesture();
  history.set(scene.setup());
  history.end_gesture();
  state = scene;
  state.history = std::move(history);
}

void undo_pooling(PoolingState& state, bool redo) {
  if (!(redo ? state.history.redo() : state.history.undo())) return;
  recompute_pooling(state);
}

void advance_pooling(PoolingState& state, double seconds) {
  if (!state.result) return;
  state.stepper.advance(seconds, state.last_step(), [&](Index step) {
    return next_pooling_step(*state.result, step, state.stepper.grain);
  });
}

bool pop_pooling(PoolingState& state) {
  if (state.pinned) {
    state.pinned.reset();
  } else if (state.page != PoolingPage::kNumbers) {
    state.page = PoolingPage::kNumbers;
  } else {
    return false;
  }
  return true;
}

}  // namespace convscope::state
