#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/training.h"
#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/controls.h"
#include "engine/data/catalog.h"
#include "engine/model/presets.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::TrainingCommand;
using state::TrainingSettings;

/// Walks down the panel; gaps and titles shrink in a low window.
struct Column {
  LabFrame& frame;
  Rect rest;
  bool roomy;

  float x() const { return rest.x; }
  float width() const { return rest.width; }
  Rect row(float height) { return rest.take_top(height); }
  void gap(float roomy_gap, float tight_gap) { rest.take_top(roomy ? roomy_gap : tight_gap); }
  void line() {
    gap(14, 3);
    rule(frame.ui, rest.x, rest.y, rest.width);
    gap(16, 6);
  }
};

constexpr float kTightLabel = 80;  // in a low window labels stand beside the choices

std::string sized_title(const state::AppState& app, const std::string& name) {
  const std::string title = state::dataset_title(name);
  const auto slot = app.datasets.find(name);
  if (slot == app.datasets.end()) return title;
  if (!slot->second.error.empty()) {
    return title + " (" + std::string(phrase::kNotInstalled.in(app.settings.language)) + ")";
  }
  if (!slot->second.data) return title;
  const state::TrainingSplit split =
      state::split_of(*slot->second.data, app.training.settings.limit);
  return title + ", " + state::count_text(split.train) + " + " +
         state::count_text(split.validation);
}

std::string model_title(const state::AppState& app, const std::string& name) {
  const auto& snapshot = app.training.snapshot;
  if (!snapshot || !app.training.started || app.training.started->preset != name) {
    return state::preset_title(name);
  }
  // With its size beside it, the name alone has to do.
  const std::string title = name == "lenet5" ? "LeNet-5" : state::preset_title(name);
  return title + ", " + state::count_text(snapshot->network->parameter_count()) + " " +
         std::string(phrase::kModelParameters.in(app.settings.language));
}

std::optional<int> titled_combo(Column& column, std::string_view id, const state::Phrase& title,
                                const std::vector<std::string>& items, int chosen) {
  Ui& ui = column.frame.ui;
  if (column.roomy) heading(ui, {column.x(), column.row(18).y + 12}, ui.tr(title));
  Rect row = column.row(column.roomy ? 32 : 27);
  if (!column.roomy) {
    ui.canvas().text_in(row.take_left(kTightLabel), ui.tr(title),
                        {Face::kText, 14, ui.theme().text_dim}, Align::kLeft);
  }
  const auto wanted = combo(ui, id, row, items, chosen);
  column.gap(12, 4);
  return wanted;
}

int index_in(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<int>(std::ranges::find(names, name) - names.begin());
}

void draw_choices(Column& column, TrainingSettings& wanted) {
  const state::AppState& app = column.frame.state;
  std::vector<std::string> data = engine::dataset_names();
  // A folder that was opened is one of them for as long as it is chosen.
  if (std::ranges::find(data, wanted.data) == data.end()) data.push_back(wanted.data);
  std::vector<std::string> titles;
  // Beside the chevron; where the sizes do not fit the name alone has to do.
  const auto fits = [&](const std::string& title) {
    const figure::TextStyle style{Face::kText, 14, {}};
    const float label = column.roomy ? 0 : kTightLabel;
    return column.frame.ui.canvas().text_width(title, style) <= column.width() - label - 38;
  };
  for (const std::string& name : data) {
    std::string title = sized_title(app, name);
    if (!fits(title)) title = title.substr(0, title.find(", "));
    titles.push_back(std::move(title));
  }
  if (const auto i = titled_combo(column, "training.data", phrase::kData, titles,
                                  index_in(data, wanted.data))) {
    wanted.data = data[static_cast<std::size_t>(*i)];
  }
  const std::vector<std::string> presets = engine::preset_names_for({1, 28, 28});
  titles.clear();
  for (const std::string& name : presets) {
    std::string title = model_title(app, name);
    if (!fits(title)) title = state::preset_title(name);
    if (!fits(title)) title = title.substr(0, title.find(" ("));
    titles.push_back(std::move(title));
  }
  if (const auto i = titled_combo(column, "training.preset", phrase::kModel, titles,
                                  index_in(presets, wanted.preset))) {
    wanted.preset = presets[static_cast<std::size_t>(*i)];
  }
  titles.clear();
  int chosen = 0;
  for (const auto& info : state::kTrainingOptimizers) {
    if (info.optimizer == wanted.optimizer) chosen = static_cast<int>(titles.size());
    titles.emplace_back(info.title);
  }
  if (const auto i =
          titled_combo(column, "training.optimizer", phrase::kOptimizer, titles, chosen)) {
    wanted.optimizer = state::kTrainingOptimizers[static_cast<std::size_t>(*i)].optimizer;
  }
  const std::vector<std::string> schedules{column.frame.ui.tr(phrase::kConstantRate),
                                           column.frame.ui.tr(phrase::kOneCycle)};
  const bool cycle = wanted.schedule == engine::ScheduleKind::kOneCycle;
  if (const auto i =
          titled_combo(column, "training.schedule", phrase::kSchedule, schedules, cycle ? 1 : 0)) {
    wanted.schedule = *i == 1 ? engine::ScheduleKind::kOneCycle : engine::ScheduleKind::kConstant;
  }
}

void draw_sliders(Column& column, TrainingSettings& wanted) {
  Ui& ui = column.frame.ui;
  const float pitch = column.roomy ? 34 : 26;
  const auto slider = [&](std::string_view id, const state::Phrase& label, double value,
                          const SliderRange& range) {
    return slider_row(ui, id, column.row(pitch), ui.tr(label), value, range);
  };
  const double usual = state::optimizer_info(wanted.optimizer).usual_rate;
  if (const auto v = slider("training.rate", phrase::kRate, wanted.learning_rate,
                            {.least = 1e-5,
                             .most = 10,
                             .step = 0,
                             .logarithmic = true,
                             .decimals = 4,
                             .usual = usual})) {
    wanted.learning_rate = *v;
  }
  if (const auto v = slider("training.batch", phrase::kBatchSize, static_cast<double>(wanted.batch),
                            {.least = 16, .most = 512, .step = 16, .usual = 128})) {
    wanted.batch = static_cast<engine::Index>(*v);
  }
  if (const auto v = slider("training.epochs", phrase::kEpochs, static_cast<double>(wanted.epochs),
                            {.least = 1, .most = 20, .step = 1, .usual = 4})) {
    wanted.epochs = static_cast<engine::Index>(*v);
  }
  if (const auto v = slider("training.seed", phrase::kSeed, static_cast<double>(wanted.seed),
                            {.least = 1, .most = 20, .step = 1, .usual = 1})) {
    wanted.seed = static_cast<std::uint64_t>(std::max(*v, 0.0));
  }
}

// What a change does, in words.
std::string hint_text(const Column& column, float width, const figure::TextStyle& style) {
  Ui& ui = column.frame.ui;
  const state::Weights& opened = column.frame.state.training.opened;
  if (opened) return ui.tr(phrase::kStartsFrom) + " " + opened.name;
  const auto waiting = state::waiting_settings(column.frame.state);
  if (waiting.empty()) return ui.tr(phrase::kRateAtNextBatch);
  std::string text = ui.tr(phrase::kWaitsForStart);
  for (std::size_t i = 0; i < waiting.size(); ++i) text += (i > 0 ? ", " : " ") + waiting[i];
  // In a low window there are two lines; of more names there is their number.
  const float height = paragraph(ui.canvas(), {}, width, text, style, true);
  if (column.roomy || height <= 3 * style.size) return text;
  return fmt::format(fmt::runtime(ui.tr(phrase::kManyWait)), waiting.size());
}

void draw_hint(Column& column) {
  Ui& ui = column.frame.ui;
  const bool waits =
      !column.frame.state.training.opened && !state::waiting_settings(column.frame.state).empty();
  const figure::TextStyle style{Face::kText, 12, waits ? ui.theme().warn : ui.theme().text_dim};
  const Rect& rest = column.rest;
  const std::string text = hint_text(column, rest.width, style);
  column.row(paragraph(ui.canvas(), {rest.x, rest.y + 2}, rest.width, text, style) + 2);
}

// A training that has not ended is thrown away by a second click only, in the next seconds.
void draw_restart(const Column& column, const Rect& rect) {
  constexpr float kAsked_s = 4;
  Ui& ui = column.frame.ui;
  float& asked = ui.memory().scroll["training.restart.asked"];
  const auto now = static_cast<float>(ui.input().time_s);
  const bool asking = asked > 0 && now >= asked && now - asked < kAsked_s;
  const state::TrainingState& training = column.frame.state.training;
  const std::string label =
      asking ? fmt::format(fmt::runtime(ui.tr(phrase::kRestartSure)),
                           state::count_text(training.snapshot ? training.snapshot->step : 0))
             : ui.tr(phrase::kRestart);
  if (asking) ui.request_frame();  // until it is too late
  const std::string tip = asking ? ui.tr(phrase::kRestartSureTip) : std::string();
  const ButtonLook look{.tone = asking ? ButtonTone::kPrimary : ButtonTone::kNormal, .tip = tip};
  if (!button(ui, "training.restart", rect, label, look)) return;
  asked = asking ? 0 : std::max(now, 1e-3F);
  if (asking) command(column.frame, TrainingCommand::kRestart);
}

void draw_actions(Column& column) {
  Ui& ui = column.frame.ui;
  const auto action = state::primary_action(column.frame.state);
  if (button(ui, "training.run", column.row(column.roomy ? 40 : 32), action.label,
             {.tone = ButtonTone::kPrimary})) {
    command(column.frame, action.command);
  }
  column.gap(8, 4);
  const auto pair = [&](std::string_view id_a, const state::Phrase& a, TrainingCommand command_a,
                        std::string_view id_b, const state::Phrase& b, TrainingCommand command_b) {
    Rect row = column.row(column.roomy ? 32 : 28);
    const Rect left = row.take_left((row.width - 8) / 2);
    row.take_left(8);
    if (button(ui, id_a, left, ui.tr(a))) command(column.frame, command_a);
    if (button(ui, id_b, row, ui.tr(b))) command(column.frame, command_b);
    column.gap(8, 4);
  };
  // Stopping only while something runs; starting again only where the filled button does not. Each
  // has its place, whether the other is there or not: who stops twice must not start again.
  const state::TrainingState& training = column.frame.state.training;
  const bool stop =
      training.running() || training.pending != state::TrainingState::Pending::kNothing;
  const bool restart = training.started && action.command != TrainingCommand::kRestart;
  pair("training.one_batch", phrase::kOneBatch, TrainingCommand::kOneBatch, "training.one_epoch",
       phrase::kOneEpoch, TrainingCommand::kOneEpoch);
  if (!stop && !restart) return;
  Rect row = column.row(column.roomy ? 32 : 28);
  const Rect left = row.take_left((row.width - 8) / 2);
  row.take_left(8);
  column.gap(8, 4);
  if (stop && button(ui, "training.stop", left, ui.tr(phrase::kStop))) {
    command(column.frame, TrainingCommand::kStop);
  }
  if (stop) ui.tooltip("training.stop", ui.tr(phrase::kStopTip));
  if (restart) draw_restart(column, row);
}

void draw_progress(Column& column) {
  Ui& ui = column.frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const auto progress = state::training_progress(column.frame.state);
  const Rect title = column.row(22);
  heading(ui, {title.x, title.y + 13}, ui.tr(phrase::kProgress));
  canvas.text({title.right(), title.y + 13},
              state::percent_text(progress.fraction, 0, ui.language()),
              {Face::kMonoMedium, 14, theme.text}, Align::kRight);
  const Rect bar = column.row(6);
  const auto epochs = static_cast<float>(std::min<engine::Index>(progress.epochs, 40));
  for (float i = 0; i < epochs; ++i) {
    const float width = bar.width / epochs;
    const Rect part{bar.x + i * width, bar.y, width - (i + 1 < epochs ? 2.0F : 0.0F), bar.height};
    canvas.fill_rect(part, theme.track, 2);
    const float done = std::clamp(static_cast<float>(progress.fraction) * epochs - i, 0.0F, 1.0F);
    if (done > 0)
      canvas.fill_rect({part.x, part.y, part.width * done, part.height}, theme.accent, 2);
  }
  column.gap(8, 4);
  for (const auto& [what, value] : progress.rows) {
    const Rect row = column.row(column.roomy ? 24 : 17);
    canvas.text_in(row, what, {Face::kText, 14, theme.text_dim}, Align::kLeft);
    canvas.text_in(row, value, {Face::kMono, 14, theme.text}, Align::kRight);
  }
}

void draw_files(Column& column) {
  Ui& ui = column.frame.ui;
  const state::TrainingState& training = column.frame.state.training;
  const Rect field = column.row(column.roomy ? 32 : 26);
  const figure::TextStyle style{Face::kText, 14, ui.theme().text};
  if (ui.is_editing("training.path")) {
    const auto typed = ui.edit("training.path", field, style);
    ui.canvas().stroke_rect(field.grown(1), ui.theme().accent, 2, 4);
    if (typed && !typed->empty()) want(column.frame, state::SetWeightsPath{*typed});
  } else {
    const Interaction it = ui.item("training.path", field);
    ui.canvas().fill_rect(field, it.hovered ? ui.theme().select : ui.theme().control, 4);
    ui.canvas().stroke_rect(field, ui.theme().line_strong, 1, 4);
    ui.canvas().push_clip(field.grown(-2));
    // The end of a path says more than its beginning.
    const bool fits = ui.canvas().text_width(training.weights_path, style) < field.width - 20;
    ui.canvas().text_in(field, training.weights_path, style, fits ? Align::kLeft : Align::kRight,
                        10);
    ui.canvas().pop_clip();
    ui.focus_ring(it, field);
    ui.tooltip("training.path", ui.tr(phrase::kWeightsFile));
    if (it.clicked) ui.start_edit("training.path", training.weights_path);
  }
  column.gap(8, 4);
  Rect row = column.row(column.roomy ? 32 : 28);
  const Rect left = row.take_left((row.width - 8) / 2);
  row.take_left(8);
  if (button(ui, "training.save", left, ui.tr(phrase::kSaveWeights))) {
    command(column.frame, TrainingCommand::kSaveWeights);
  }
  // Weights that were opened can be put away again.
  const bool opened = static_cast<bool>(training.opened);
  if (button(ui, "training.open", row,
             ui.tr(opened ? phrase::kRandomWeights : phrase::kOpenWeights))) {
    command(column.frame, opened ? TrainingCommand::kForgetWeights : TrainingCommand::kOpenWeights);
  }
}

void draw_view_options(Column& column) {
  Ui& ui = column.frame.ui;
  const state::TrainingState& training = column.frame.state.training;
  const auto row = [&] { return column.row(column.roomy ? 28 : 22); };
  Rect place = row();
  if (const auto log = checkbox(ui, "training.log", {place.x, place.y + 4},
                                ui.tr(phrase::kLogCurves), training.log_scale)) {
    want(column.frame, state::ShowCurves{*log, training.smooth});
  }
  place = row();
  if (const auto smooth = checkbox(ui, "training.smooth", {place.x, place.y + 4},
                                   ui.tr(phrase::kSmoothCurves), training.smooth)) {
    want(column.frame, state::ShowCurves{training.log_scale, *smooth});
  }
}

constexpr float kAllTight = 622;  // what everything takes where gaps are smallest

// A part of the panel that is one line until it is opened; whether it is.
bool section(Column& column, int index, const state::Phrase& title) {
  Ui& ui = column.frame.ui;
  float& open = ui.memory().scroll["training.section"];
  const Rect head = column.row(24);
  const std::string id = "training.section." + std::to_string(index);
  const Interaction it = ui.item(id, head);
  if (it.clicked) open = static_cast<float>(index);
  const bool is_open = std::lround(open) == index;
  const float x = head.x + 4, y = head.center_y();
  const figure::Point right[] = {{x, y - 4}, {x + 4, y}, {x, y + 4}};
  const figure::Point down[] = {{x - 2, y - 2}, {x + 2, y + 2}, {x + 6, y - 2}};
  ui.canvas().polyline(is_open ? down : right, ui.theme().text_dim, 1.5F);
  ui.canvas().text_in(head, ui.tr(title),
                      {it.hovered ? Face::kTextSemiBold : Face::kTextMedium, 14, ui.theme().text},
                      Align::kLeft, 18);
  ui.focus_ring(it, head);
  return is_open;
}

// In a low window one part at a time, so that nothing lies on anything else.
void draw_in_sections(Column& column, TrainingSettings& wanted) {
  if (section(column, 0, phrase::kSections)) {
    draw_choices(column, wanted);
    draw_sliders(column, wanted);
    draw_hint(column);
  }
  column.line();
  draw_actions(column);
  column.line();
  if (section(column, 1, phrase::kProgress)) draw_progress(column);
  if (section(column, 2, phrase::kFilesAndView)) {
    draw_files(column);
    column.gap(12, 4);
    draw_view_options(column);
  }
}

}  // namespace

void draw_training_settings(LabFrame& frame, const Rect& rect) {
  const bool roomy = rect.height >= 940;
  Column column{frame, rect.grown(roomy ? -20.0F : -10.0F), roomy};
  TrainingSettings wanted = frame.state.training.settings;
  if (rect.height < kAllTight) {
    frame.ui.canvas().push_clip(rect);
    draw_in_sections(column, wanted);
    frame.ui.canvas().pop_clip();
    if (wanted != frame.state.training.settings) want(frame, state::SetTrainingSettings{wanted});
    return;
  }
  draw_choices(column, wanted);
  draw_sliders(column, wanted);
  draw_hint(column);
  if (wanted != frame.state.training.settings) want(frame, state::SetTrainingSettings{wanted});
  column.line();
  draw_actions(column);
  column.line();
  draw_progress(column);
  column.line();
  draw_files(column);
  column.gap(12, 4);
  draw_view_options(column);
}

}  // namespace convscope::ui
