#include "app/ui/labs/settings_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/view.h"
#include "app/state/kernels/kernels_actions.h"
#include "app/state/number_text.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/kernels_lab.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/grid_editor.h"

namespace convscope::ui::kernels {
namespace {

using engine::Index;
using figure::Face;
using figure::Rect;
namespace phrase = state::phrase;
namespace action = state::kernels;

void want(SettingsPanel& panel, state::KernelsAction what) {
  panel.frame().intents.emplace_back(state::KernelsIntent{std::move(what)});
}

const state::KernelsState& lab_of(const SettingsPanel& panel) {
  return panel.frame().state.kernels;
}

void draw_photo(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const state::Photo& photo = *lab_of(panel).setup().photo;
  std::vector<std::string> names;
  int chosen = -1;
  for (std::size_t i = 0; i < state::kPhotos.size(); ++i) {
    names.push_back(ui.tr(state::kPhotos[i].name));
    if (state::kPhotos[i].key == photo.key) chosen = static_cast<int>(i);
  }
  names.push_back(ui.tr(phrase::kTestPicture));
  if (photo.key == "test") chosen = static_cast<int>(names.size()) - 1;
  if (chosen < 0) {
    names.push_back(photo.name);
    chosen = static_cast<int>(names.size()) - 1;
  }
  names[static_cast<std::size_t>(chosen)] +=
      fmt::format(", {}\u00D7{}", photo.width(), photo.height());
  if (panel.roomy()) {
    const Rect title = panel.take(22);
    heading(ui, {title.x, title.y + 14}, ui.tr(phrase::kPhotograph));
  }
  if (const auto pick = combo(ui, "kernels.photo", panel.take(32), names, chosen)) {
    const auto at = static_cast<std::size_t>(*pick);
    if (at < state::kPhotos.size()) {
      want(panel, action::ChoosePhoto{std::string(state::kPhotos[at].key)});
    } else if (at == state::kPhotos.size()) {
      want(panel, action::ChoosePhoto{"test"});
    }
  }
  if (!panel.roomy()) return panel.skip(2);
  panel.skip(4);
  panel.note(ui.tr(phrase::kDropPhoto));
}

// The numbers of the chosen kernel; without digits where they have no room.
void draw_weights(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const state::KernelFilter& filter = lab_of(panel).setup().filter();
  const auto k = static_cast<int>(filter.size);
  const float room = std::min(panel.width() - 8, panel.roomy() ? 220.0F : 150.0F);
  const float cell =
      std::min(std::floor(room / static_cast<float>(k)), panel.roomy() ? 56.0F : 32.0F);
  state::GridModel grid{k, k, {}, state::scale_of(filter.values)};
  for (const float value : filter.values) grid.cells.push_back({value, state::kMarkPatch});
  const Rect row = panel.take(cell * static_cast<float>(k) + 16);
  const float side = cell * static_cast<float>(k);
  const GridLook look{.origin = {row.x + std::floor((row.width - side) / 2), row.y + 6},
                      .cell_width = cell,
                      .cell_height = cell,
                      .digits = fit_digits(ui.canvas(), cell, cell, grid.scale),
                      .role = ui.theme().filter,
                      .frame = true};
  draw_grid(ui, grid, look);
  auto& memory = ui.memory().scroll;
  std::optional<GridPlace> cursor;
  const auto at = static_cast<int>(memory["kernels.cursor"]) - 1;
  if (at >= 0 && at < k * k) cursor = GridPlace{at / k, at % k};
  const GridEdit edit = edit_grid_cells(ui, "kernels.w", grid, look, cursor);
  const Index y = edit.place.row, x = edit.place.column;
  if (edit.typed) want(panel, action::TypeWeight{y, x, *edit.typed});
  if (edit.value) want(panel, action::SetWeight{y, x, *edit.value});
  if (edit.pasted) want(panel, action::PasteWeights{y, x, *edit.pasted});
  if (edit.pin)
    memory["kernels.cursor"] = static_cast<float>(edit.pin->row * k + edit.pin->column + 1);
  double sum = 0;
  for (const float value : filter.values) sum += static_cast<double>(value);
  panel.note(fmt::format(fmt::runtime(ui.tr(phrase::kKernelSum)),
                         state::number_text(sum, -5, ui.language())));
}

// All of them, to be reached without scrolling.
void draw_presets(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const float gap = panel.roomy() ? 6 : 3, height = panel.roomy() ? 28 : 22;
  constexpr int kColumns = 3;
  const float width = std::floor((panel.width() - gap * (kColumns - 1)) / kColumns);
  const auto presets = state::kernel_presets();
  Rect row{};
  for (std::size_t i = 0; i < presets.size(); ++i) {
    const auto column = static_cast<int>(i) % kColumns;
    if (column == 0) row = panel.take(height + gap);
    const Rect box{row.x + (width + gap) * static_cast<float>(column), row.y, width, height};
    const bool chosen = lab_of(panel).setup().filter().preset == presets[i].preset;
    if (button(ui, fmt::format("kernels.preset.{}", presets[i].key), box, ui.tr(presets[i].label),
               {.chosen = chosen, .size = 12, .tip = presets[i].name.in(ui.language())})) {
      want(panel, action::ChoosePreset{presets[i].preset});
    }
  }
}

void draw_kernel(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const state::KernelFilter& filter = lab_of(panel).setup().filter();
  panel.head(phrase::kKernelHeading);
  draw_presets(panel);
  const SliderRange sizes{.least = 1, .most = state::kMostKernel, .step = 1, .usual = 3};
  if (const auto size =
          slider_row(ui, "kernels.size", panel.take(panel.pitch()), ui.tr(phrase::kKernelSize),
                     static_cast<double>(filter.size), sizes)) {
    want(panel, action::SetSize{static_cast<Index>(std::llround(*size))});
  }
  if (state::keeps_its_core(filter)) panel.note(ui.tr(phrase::kCoreCentred));
  draw_weights(panel);
  const auto most = static_cast<double>(std::max(std::fabs(filter.divide), 20.0F));
  // A divisor that is no whole number is shown as it is.
  const bool whole = filter.divide == std::round(filter.divide);
  const SliderRange divide{
      .least = 1, .most = most, .step = whole ? 1 : 0.001, .decimals = whole ? 0 : 3, .usual = 1};
  if (const auto value =
          slider_row(ui, "kernels.divide", panel.take(panel.pitch()), ui.tr(phrase::kDivideBy),
                     static_cast<double>(filter.divide), divide)) {
    want(panel, action::SetDivide{*value});
  }
  const SliderRange add{.least = -255, .most = 255, .step = 1, .usual = 0};
  if (const auto value = slider_row(ui, "kernels.add", panel.take(panel.pitch()),
                                    ui.tr(phrase::kAddTo), static_cast<double>(filter.add), add)) {
    want(panel, action::SetAdd{*value});
  }
}

void draw_output(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  panel.section(phrase::kOutputKind);
  const std::array<const state::Phrase*, 4> names{&phrase::kOutSigned, &phrase::kOutAbsolute,
                                                  &phrase::kOutMagnitude, &phrase::kOutDirection};
  const float gap = 8, width = std::floor((panel.width() - gap) / 2);
  Rect row{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i % 2 == 0) row = panel.take(panel.roomy() ? 38.0F : 28.0F);
    const Rect box{row.x + (width + gap) * static_cast<float>(i % 2), row.y, width,
                   panel.roomy() ? 32.0F : 25.0F};
    const bool chosen = static_cast<std::size_t>(lab_of(panel).setup().output) == i;
    if (button(ui, fmt::format("kernels.output.{}", i), box, ui.tr(*names[i]),
               {.chosen = chosen})) {
      want(panel, action::SetOutput{static_cast<state::KernelOutput>(i)});
    }
  }
  const Rect line = panel.take(panel.pitch());
  if (const auto on = checkbox(ui, "kernels.luminance", {line.x, line.y + 4},
                               ui.tr(phrase::kOnLuminance), lab_of(panel).setup().luminance)) {
    want(panel, action::SetLuminance{*on});
  }
  const state::KernelsSetup& setup = lab_of(panel).setup();
  if (!shows_one_channel(setup, *lab_of(panel).result)) return;
  const std::array<std::string, 3> channels{"R", "G", "B"};
  const Rect choice{line.right() - 84, line.y, 84, panel.roomy() ? 28.0F : 22.0F};
  if (const auto pick = segmented(ui, "kernels.channel", choice, channels, setup.channel)) {
    want(panel, action::SetChannel{*pick});
  }
}

void draw_chain(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const state::KernelsSetup& setup = lab_of(panel).setup();
  panel.section(phrase::kChainHeading);
  const float height = panel.roomy() ? 30 : 25;
  for (std::size_t i = 0; i < setup.chain.size(); ++i) {
    Rect row = panel.take(height + 4);
    row.height = height;
    const std::string name = fmt::format("{}  {} {}\u00D7{}", i + 1,
                                         ui.tr(state::preset_info(setup.chain[i].preset).label),
                                         setup.chain[i].size, setup.chain[i].size);
    Rect remove = setup.chain.size() > 1 ? row.take_right(height) : Rect{};
    if (setup.chain.size() > 1) row.take_right(6);
    const bool chosen = setup.chosen == static_cast<int>(i);
    if (button(ui, fmt::format("kernels.chain.{}", i), row, name, {.chosen = chosen})) {
      want(panel, action::ChooseFilter{static_cast<int>(i)});
    }
    if (!remove.empty() && button(ui, fmt::format("kernels.chain.{}.remove", i), remove, "\u00D7",
                                  {.size = 17, .tip = ui.tr(phrase::kChainRemove)})) {
      want(panel, action::RemoveFilter{static_cast<int>(i)});
    }
  }
  if (setup.chain.size() >= state::kMostFilters) return;
  Rect row = panel.take(height + 4);
  row.height = height;
  if (button(ui, "kernels.chain.add", row, ui.tr(phrase::kChainAdd), {})) {
    want(panel, action::AddFilter{});
  }
}

// In place of the kernel's own settings while one is learned.
void draw_learning(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  const state::LearnState& learn = lab_of(panel).learn;
  state::LearnSettings next = learn.settings;
  panel.head(phrase::kLearnTarget);
  std::vector<std::string> names;
  for (const auto& info : state::kernel_presets()) names.push_back(ui.tr(info.name));
  names.push_back(ui.tr(phrase::kLearnOwn));
  const int own = static_cast<int>(names.size()) - 1;
  const int chosen = next.own ? own : static_cast<int>(next.target);
  if (const auto pick = combo(ui, "kernels.target", panel.take(32), names, chosen)) {
    next.own = *pick == own;
    if (!next.own) {
      next.target = static_cast<state::KernelPreset>(*pick);
      next.size = state::preset_info(next.target).size;
    }
  }
  if (!next.own) {
    const SliderRange sizes{.least = 1, .most = state::kMostKernel, .step = 1, .usual = 3};
    if (const auto size =
            slider_row(ui, "kernels.learn.size", panel.take(panel.pitch()),
                       ui.tr(phrase::kKernelSize), static_cast<double>(next.size), sizes)) {
      next.size = static_cast<Index>(std::llround(*size));
    }
  }
  panel.head(phrase::kLearnHeading);
  const std::array<std::string, 3> optimizers{"SGD", "Adam", "RMSprop"};
  constexpr std::array kKinds{engine::OptimizerKind::kSgd, engine::OptimizerKind::kAdam,
                              engine::OptimizerKind::kRmsProp};
  const auto kind = std::find(kKinds.begin(), kKinds.end(), next.optimizer) - kKinds.begin();
  if (const auto pick =
          segmented(ui, "kernels.optimizer", panel.take(32), optimizers, static_cast<int>(kind))) {
    next.optimizer = kKinds[static_cast<std::size_t>(*pick)];
  }
  panel.skip(6);
  const SliderRange rates{
      .least = 0.0001, .most = 1, .step = 0, .logarithmic = true, .decimals = 4, .usual = 0.05};
  if (const auto rate = slider_row(ui, "kernels.rate", panel.take(panel.pitch()),
                                   ui.tr(phrase::kLearnRate), next.rate, rates)) {
    next.rate = *rate;
  }
  const SliderRange noises{.least = 0, .most = 1, .step = 0.05, .decimals = 2, .usual = 0};
  if (const auto noise = slider_row(ui, "kernels.noise", panel.take(panel.pitch()),
                                    ui.tr(phrase::kLearnNoise), next.noise, noises)) {
    next.noise = *noise;
  }
  const SliderRange seeds{.least = 1, .most = 20, .step = 1, .usual = 1};
  if (const auto seed =
          slider_row(ui, "kernels.seed", panel.take(panel.pitch()), ui.tr(phrase::kLearnSeed),
                     static_cast<double>(next.seed), seeds)) {
    next.seed = static_cast<std::uint64_t>(std::llround(*seed));
  }
  panel.skip(8);
  panel.note(ui.tr(phrase::kLearnAsk), 5);
  if (!(next == learn.settings)) want(panel, action::SetLearning{next});
}

}  // namespace

void draw_settings(LabFrame& frame, const Rect& rect) {
  SettingsPanel panel(frame, rect, "kernels");
  draw_photo(panel);
  if (frame.state.kernels.page == state::KernelsPage::kLearn) {
    draw_learning(panel);
  } else {
    draw_kernel(panel);
    draw_output(panel);
    draw_chain(panel);
  }
  panel.finish();
}

}  // namespace convscope::ui::kernels
