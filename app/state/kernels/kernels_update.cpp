#include "app/state/kernels/kernels_update.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/convolution/paste.h"
#include "app/state/kernels/kernels_check.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/convolution.h"

namespace convscope::state {
namespace {

using engine::Grain;
using engine::Index;

constexpr double kMostDivisor = 1e6;

Index row_terms(const KernelsState& state) {
  return state.setup().photo->width() * state.result->cursor.terms_per_cell();
}

void recompute_kernels(KernelsState& state) {
  const KernelsState::Pixel pixel = [&] {
    const engine::Cell cell = state.result->cursor.at(state.stepper.step).cell;
    return KernelsState::Pixel{cell[1], cell[2]};
  }();
  state.result = compute_kernels(state.setup());
  const engine::Shape& shape = state.result->cursor.output();
  // The pixel stays, whatever the kernel's size.
  if (state.stepper.step > 0) {
    const engine::Cell cell{0, std::min(pixel.y, shape[1] - 1), std::min(pixel.x, shape[2] - 1)};
    state.stepper.step = state.result->cursor.last_step(cell);
  }
  if (state.hovered && !shape.contains({0, state.hovered->y, state.hovered->x})) {
    state.hovered.reset();
  }
}

bool same_run(const LearnSettings& a, const LearnSettings& b) {
  return a.target == b.target && a.size == b.size && a.seed == b.seed && a.own == b.own;
}

/// One overload an action.
struct KernelsUpdater {
  KernelsState& state;
  Language language;
  Effects& effects;
  KernelsNews news;

  void set(KernelsSetup setup, const std::string& gesture = {}) {
    if (setup == state.setup()) return;
    state.history.set(std::move(setup), gesture);
    recompute_kernels(state);
  }
  void go(Index step) { state.stepper.go(step, state.last_step()); }
  KernelFilter& filter_of(KernelsSetup& setup) const {
    return setup.chain[static_cast<std::size_t>(setup.chosen)];
  }

  void operator()(const kernels::ChoosePhoto& action) {
    if (action.key == "test") return (*this)(kernels::PhotoOpened{test_picture()});
    effects.emplace_back(LoadPhoto{action.key});
  }
  void operator()(const kernels::PhotoOpened& action) {
    if (!action.photo) return;
    KernelsSetup setup = state.setup();
    const bool first = setup.photo->key == "test" && !state.history.can_undo();
    setup.photo = action.photo;
    state.history.end_gesture();
    if (first) {
      state.history = History<KernelsSetup>(std::move(setup));
      recompute_kernels(state);
    } else {
      set(std::move(setup));
    }
    // A learning that runs goes on with it.
    if (state.learn.running) change_learning();
  }
  void operator()(const kernels::ChoosePreset& action) {
    KernelsSetup setup = state.setup();
    const KernelPresetName& info = preset_info(action.preset);
    const bool parametric = info.preset == filter_of(setup).preset;
    filter_of(setup) =
        preset_filter(action.preset, parametric ? filter_of(setup).size : info.size,
                      static_cast<std::uint64_t>(state.history.can_undo() ? setup.chosen + 2 : 1));
    state.history.end_gesture();
    set(std::move(setup));
  }
  void operator()(const kernels::SetSize& action) {
    KernelsSetup setup = state.setup();
    KernelFilter& filter = filter_of(setup);
    const bool edited = filter != preset_filter(filter.preset, filter.size) &&
                        filter.preset != KernelPreset::kRandom;
    filter = edited ? resized(filter, action.size) : preset_filter(filter.preset, action.size);
    set(std::move(setup), "size");
  }
  void operator()(const kernels::TypeWeight& action) {
    const auto typed = typed_number(action.text);
    if (!typed || !std::isfinite(static_cast<float>(*typed))) {
      news = {fmt::format(fmt::runtime(phrase::kNotANumber.in(language)), action.text), true};
      return;
    }
    state.history.end_gesture();
    (*this)(kernels::SetWeight{action.row, action.column, static_cast<float>(*typed)});
    state.history.end_gesture();
  }
  void operator()(const kernels::SetWeight& action) {
    KernelsSetup setup = state.setup();
    KernelFilter& filter = filter_of(setup);
    if (action.row < 0 || action.row >= filter.size) return;
    if (action.column < 0 || action.column >= filter.size) return;
    const Index at = action.row * filter.size + action.column;
    filter.values[static_cast<std::size_t>(at)] = action.value;
    set(std::move(setup), fmt::format("weight{}", at));
  }
  void operator()(const kernels::PasteWeights& action) {
    const PastedMatrix matrix = parse_matrix(action.text);
    if (matrix.bad_row > 0) {
      news = {fmt::format(fmt::runtime(phrase::kPasteFailed.in(language)), matrix.bad_row,
                          matrix.bad_column),
              true};
      return;
    }
    KernelsSetup setup = state.setup();
    KernelFilter& filter = filter_of(setup);
    int pasted = 0;
    for (std::size_t r = 0; r < matrix.rows.size(); ++r) {
      for (std::size_t c = 0; c < matrix.rows[r].size(); ++c) {
        const Index y = action.row + static_cast<Index>(r),
                    x = action.column + static_cast<Index>(c);
        if (y < 0 || x < 0 || y >= filter.size || x >= filter.size) continue;
        filter.values[static_cast<std::size_t>(y * filter.size + x)] = matrix.rows[r][c];
        ++pasted;
      }
    }
    state.history.end_gesture();
    set(std::move(setup));
    news = {fmt::format(fmt::runtime(phrase::kPasted.in(language)), pasted), false};
  }
  void operator()(const kernels::SetDivide& action) {
    KernelsSetup setup = state.setup();
    const double size = std::clamp(std::fabs(action.value), 1 / kMostDivisor, kMostDivisor);
    filter_of(setup).divide = static_cast<float>(action.value < 0 ? -size : size);
    set(std::move(setup), "divide");
  }
  void operator()(const kernels::SetAdd& action) {
    KernelsSetup setup = state.setup();
    filter_of(setup).add =
        static_cast<float>(std::clamp(action.value, -kMostDivisor, kMostDivisor));
    set(std::move(setup), "add");
  }
  void operator()(const kernels::SetOutput& action) {
    KernelsSetup setup = state.setup();
    setup.output = action.output;
    set(std::move(setup));
  }
  void operator()(const kernels::SetLuminance& action) {
    KernelsSetup setup = state.setup();
    setup.luminance = action.on;
    set(std::move(setup));
  }
  void operator()(const kernels::SetChannel& action) {
    KernelsSetup setup = state.setup();
    setup.channel = std::clamp(action.channel, 0, 2);
    set(std::move(setup), "channel");
  }
  void operator()(const kernels::ShowPage& action) {
    state.page = action.page;
    state.hovered.reset();
    state.learn.hovered.reset();
  }
  void operator()(const kernels::MoveDivider& action) {
    state.divider = std::clamp(action.at, 0.0, 1.0);
  }
  void operator()(const kernels::Magnify& action) {
    state.magnified = std::clamp(action.factor, 0, 4);
  }
  void operator()(const kernels::Hover& action) { state.hovered = action.pixel; }
  void operator()(const kernels::JumpToPixel& action) {
    const engine::Cell cell{0, action.pixel.y, action.pixel.x};
    if (!state.result->cursor.output().contains(cell)) return;
    go(state.result->cursor.last_step(cell));
  }
  void operator()(const kernels::JumpToTerm& action) {
    const KernelsState::Pixel at = state.pixel();
    const engine::Cursor& cursor = state.result->cursor;
    const engine::Cell cell{0, at.y, at.x};
    go(std::min(cursor.first_step(cell) + std::max<Index>(action.term, 0), cursor.last_step(cell)));
    state.hovered.reset();
  }
  void operator()(const kernels::AddFilter&) {
    KernelsSetup setup = state.setup();
    if (setup.chain.size() >= kMostFilters) return;
    setup.chain.push_back(preset_filter(KernelPreset::kGaussian, 5));
    setup.chosen = static_cast<int>(setup.chain.size()) - 1;
    set(std::move(setup));
  }
  void operator()(const kernels::RemoveFilter& action) {
    KernelsSetup setup = state.setup();
    const auto count = static_cast<int>(setup.chain.size());
    if (count < 2 || action.filter < 0 || action.filter >= count) return;
    setup.chain.erase(setup.chain.begin() + action.filter);
    setup.chosen = std::min(setup.chosen, count - 2);
    set(std::move(setup));
  }
  void operator()(const kernels::ChooseFilter& action) {
    KernelsSetup setup = state.setup();
    setup.chosen = std::clamp(action.filter, 0, static_cast<int>(setup.chain.size()) - 1);
    set(std::move(setup), "choose");
  }
  void operator()(const kernels::GoToStep& action) { go(action.step); }
  void operator()(const kernels::StepForward& action) {
    go(next_pixel_step(state, state.stepper.step, action.grain.value_or(state.stepper.grain)));
  }
  void operator()(const kernels::StepBack& action) {
    go(previous_pixel_step(state, state.stepper.step, action.grain.value_or(state.stepper.grain)));
  }
  void operator()(const kernels::TogglePlay&) { state.stepper.toggle(state.last_step()); }
  void operator()(const kernels::SetGrain& action) { state.stepper.grain = action.grain; }
  void operator()(const kernels::SetSpeed& action) {
    state.stepper.speed = std::clamp(action.speed, 0.25, 8.0);
  }

  void end_learning() {
    if (state.learn.running) effects.emplace_back(RunKernelLearning{.run = ++state.learn.run});
    state.learn.running = false;
  }
  void change_learning() {
    effects.emplace_back(
        ChangeKernelLearning{state.learn.settings, learn_picture(state.setup().photo)});
  }
  void operator()(const kernels::SetLearning& action) {
    LearnSettings settings = action.settings;
    settings.rate = std::clamp(settings.rate, 1e-5, 10.0);
    settings.noise = std::clamp(settings.noise, 0.0, 1.0);
    settings.size = std::clamp<Index>(settings.size, 1, kMostKernel);
    const bool goes_on = same_run(settings, state.learn.settings);
    state.learn.settings = settings;
    // Another kernel is another run.
    if (!goes_on) return (*this)(kernels::ResetLearning{});
    if (state.learn.running) change_learning();
  }
  void operator()(const kernels::RunLearning&) {
    LearnState& learn = state.learn;
    if (learn.running) return;
    if (learn.rewound) learn.points.resize(static_cast<std::size_t>(*learn.rewound) + 1);
    if (learn.points.empty()) learn.wanted = wanted_filter(state);
    const Index done = std::max<Index>(learn.last(), 0);
    if (done >= kMostLearnSteps) return;
    std::optional<engine::KernelPoint> from;
    // The first point of a run that goes on is the last one that is there.
    if (!learn.points.empty()) {
      from = std::move(learn.points.back());
      learn.points.pop_back();
    }
    learn.rewound.reset();
    learn.running = true;
    effects.emplace_back(RunKernelLearning{.run = ++learn.run,
                                           .picture = learn_picture(state.setup().photo),
                                           .wanted = learn.wanted,
                                           .start = start_kernel(learn.settings, learn.wanted.size),
                                           .from = std::move(from),
                                           .settings = learn.settings,
                                           .steps = kMostLearnSteps - done});
  }
  void operator()(const kernels::PauseLearning&) { end_learning(); }
  void operator()(const kernels::ResetLearning&) {
    end_learning();
    state.learn.points.clear();
    state.learn.rewound.reset();
    state.learn.hovered.reset();
    state.learn.pinned.reset();
  }
  void operator()(const kernels::RewindLearning& action) {
    if (state.learn.points.empty()) return;
    end_learning();
    const Index point = std::clamp<Index>(action.point, 0, state.learn.last());
    state.learn.rewound = point;
    if (point == state.learn.last()) state.learn.rewound.reset();
  }
  void operator()(const kernels::ToggleGradientCheck&) {
    state.learn.checking = !state.learn.checking;
  }
  void operator()(const kernels::HoverWeight& action) { state.learn.hovered = action.weight; }
  void operator()(const kernels::PinWeight& action) {
    const bool again = state.learn.pinned == action.weight;
    state.learn.pinned.reset();
    if (!again && action.weight >= 0) state.learn.pinned = action.weight;
  }
  void operator()(const kernels::LearnArrived& action) {
    LearnState& learn = state.learn;
    if (action.run != learn.run || !learn.running) return;
    for (const engine::KernelPoint& point : action.points) learn.points.push_back(point);
    // Thirty times below what rounding leaves of the kernel: nothing will change any more.
    const bool done = learn.last() >= kMostLearnSteps || learn.points.back().loss < 1e-10 ||
                      !std::isfinite(learn.points.back().loss);
    if (done) end_learning();
  }
};

}  // namespace

Index next_pixel_step(const KernelsState& state, Index step, Grain grain) {
  if (grain != Grain::kChannel) return state.result->cursor.next(step, grain);
  const Index row = row_terms(state);
  return std::min((step / row + 1) * row, state.last_step());
}

Index previous_pixel_step(const KernelsState& state, Index step, Grain grain) {
  if (grain != Grain::kChannel) return state.result->cursor.previous(step, grain);
  const Index row = row_terms(state);
  return std::max<Index>((step - 1) / row * row, 0);
}

KernelsNews update_kernels(KernelsState& state, const KernelsAction& action, Language language,
                           Effects& effects) {
  KernelsUpdater updater{state, language, effects, {}};
  std::visit(updater, action);
  refresh_learn_check(state);
  return updater.news;
}

void enter_kernels(KernelsState& state, Effects& effects) {
  if (state.asked || state.setup().photo->key != "test") return;
  state.asked = true;
  effects.emplace_back(LoadPhoto{std::string(kPhotos[0].key)});
}

void open_kernels(KernelsState& state, const KernelsState& scene, Effects& effects) {
  KernelsUpdater{state, Language::kEnglish, effects, {}}.end_learning();
  History<KernelsSetup> history = state.history;
  history.end_gesture();
  history.set(scene.setup());
  history.end_gesture();
  const std::uint64_t run = state.learn.run;
  state = scene;
  state.learn.run = run;
  state.asked = true;
  state.history = std::move(history);
}

void undo_kernels(KernelsState& state, bool redo) {
  if (!(redo ? state.history.redo() : state.history.undo())) return;
  recompute_kernels(state);
  refresh_learn_check(state);
}

void advance_kernels(KernelsState& state, double seconds) {
  state.stepper.advance(seconds, state.last_step(), [&](Index step) {
    return next_pixel_step(state, step, state.stepper.grain);
  });
}

bool pop_kernels(KernelsState& state) {
  if (state.page == KernelsPage::kLearn && state.learn.pinned) {
    state.learn.pinned.reset();
    refresh_learn_check(state);
    return true;
  }
  if (state.page == KernelsPage::kSplit) return false;
  state.page = KernelsPage::kSplit;
  return true;
}

}  // namespace convscope::state
