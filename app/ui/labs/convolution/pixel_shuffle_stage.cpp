#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pixel_shuffle.h"
#include "app/state/phrases/training.h"
#include "app/state/pixel_shuffle/view.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/plot.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using state::kShuffleRuns;
namespace phrase = state::phrase;

template <typename Action>
void want_shuffle(LabFrame& frame, Action action) {
  frame.intents.emplace_back(state::PixelShuffleIntent{std::move(action)});
}

/// Sizes at a desk and for the last row.
struct ShuffleMeasures {
  float type, caption, number, digit, row, gap;
};
ShuffleMeasures shuffle_measures(const LabFrame& frame) {
  if (frame.state.presenting) {
    const Rect& stage = frame.layout.stage;
    const float s = std::clamp(std::min(stage.width / 1920, stage.height / 1072), 0.5F, 1.5F);
    return {std::floor(24 * s),  std::floor(20 * s), std::floor(50 * s),
            std::floor(280 * s), std::floor(84 * s), std::floor(40 * s)};
  }
  if (frame.layout.roominess > 0.5F) return {17, 14, 35, 196, 62, 32};
  return {14, 12, 29, 140, 46, 20};
}

// The digit as it is and shuffled, side by side; returns the width used.
float draw_digits(LabFrame& frame, const Rect& area, const ShuffleMeasures& m) {
  Ui& ui = frame.ui;
  const state::ShuffledDigit digit = state::shuffled_digit(frame.state);
  const float width = 2 * m.digit + m.gap;
  const float top = area.y + m.type + 8;
  const TextStyle title{Face::kTextSemiBold, m.type, ui.theme().text};
  const std::array<const state::Phrase*, 2> names{&phrase::kShufflePlainDigit,
                                                  &phrase::kShuffleShuffledDigit};
  for (std::size_t i = 0; i < 2; ++i) {
    const Rect box{area.x + static_cast<float>(i) * (m.digit + m.gap), top, m.digit, m.digit};
    ui.canvas().text({box.x, area.y + m.type * 0.8F}, ui.tr(*names[i]), title);
    if (digit.label >= 0) {
      ui.canvas().heat_map(box, {.values = i == 0 ? digit.plain : digit.shuffled,
                                 .width = 28,
                                 .height = 28,
                                 .limit = 1,
                                 .map = state::ColorMap::kSequential});
    }
    ui.canvas().stroke_rect(box.grown(1), ui.theme().line_strong, 1);
    ui.record_part(i == 0 ? "shuffle.plain" : "shuffle.shuffled", box);
  }
  const float below = top + m.digit + 8;
  if (digit.label < 0) {
    const bool failed = frame.state.datasets.contains(state::kShuffleData) &&
                        !frame.state.datasets.find(state::kShuffleData)->second.error.empty();
    paragraph(ui.canvas(), {area.x + 8, top + 8}, m.digit - 16,
              state::shuffle_data_words(frame.state),
              {Face::kText, m.caption, failed ? ui.theme().bad : ui.theme().text_dim});
    return width;
  }
  if (frame.state.presenting || frame.figure_only()) return width;
  const std::string words = ui.tr(phrase::kShuffleNext) + " \u203A";
  if (button(ui, "shuffle.next", {area.x, below, 140, 26}, words, {})) {
    const Index next = frame.state.pixel_shuffle.digit + 1;
    want_shuffle(frame, state::pixel_shuffle::ShowDigit{next});
  }
  return width;
}

// Networks down, plain and shuffled across: the numbers of the last row of the room.
void draw_accuracies(LabFrame& frame, Rect area, const ShuffleMeasures& m) {
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const state::PixelShuffleState& lab = frame.state.pixel_shuffle;
  const TextStyle head{Face::kTextMedium, m.type, theme.text_dim};
  const float first = m.number * 2.6F;
  const float column = std::floor((area.width - first) / 3);
  const auto right = [&](int i) { return area.x + first + column * static_cast<float>(i + 1) - 8; };
  const std::array<const state::Phrase*, 3> heads{&phrase::kShufflePlain, &phrase::kShuffleShuffled,
                                                  &phrase::kShuffleDifference};
  const Rect top = area.take_top(m.type + 12);
  for (int i = 0; i < 3; ++i) {
    canvas.text({right(i), top.y + m.type * 0.8F}, ui.tr(*heads[static_cast<std::size_t>(i)]), head,
                Align::kRight);
  }
  const auto rows = state::shuffle_rows(lab, ui.language());
  // One size for all of them.
  TextStyle number{Face::kMonoBold, m.number, theme.text};
  for (const auto& row : rows) {
    for (const std::string* text : {&row.plain, &row.shuffled, &row.difference}) {
      while (number.size > 14 && canvas.text_width(*text, number) > column - 16) number.size -= 1;
    }
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Rect row = area.take_top(m.row);
    rule(ui, row.x, row.y, row.width);
    const figure::Color color = theme.series[1 + r];
    const float base = row.center_y() + 0.364F * m.number;
    canvas.text({row.x, base}, rows[r].name, {Face::kTextSemiBold, m.number, color});
    const std::array<const std::string*, 3> cells{&rows[r].plain, &rows[r].shuffled,
                                                  &rows[r].difference};
    for (int i = 0; i < 3; ++i) {
      const std::string& text = *cells[static_cast<std::size_t>(i)];
      canvas.text({right(i), base}, text.empty() ? "\u2013" : text, number, Align::kRight);
      ui.record_part(fmt::format("shuffle.cell[{},{}]", r, i),
                     {right(i) - column + 8, row.y, column, row.height});
    }
  }
  rule(ui, area.x, area.y, area.width);
  const TextStyle dim{Face::kText, m.caption, theme.text_dim};
  area.take_top(8);
  const float used = paragraph(canvas, {area.x, area.y}, area.width,
                               state::shuffle_judged(lab, ui.language()), dim);
  area.take_top(used + 6);
  const bool bad = !lab.error.empty();
  paragraph(canvas, {area.x, area.y}, area.width, state::shuffle_words(lab, ui.language()),
            {Face::kText, m.type, bad ? theme.bad : theme.text});
}

/// One quantity of the four runs as curves.
struct ShufflePlot {
  PlotModel model;
  std::array<std::vector<state::PlotPoint>, kShuffleRuns> points;
};

state::PlotAxis shuffle_axis(bool loss, const state::PixelShuffleState& lab,
                             state::Language language) {
  state::PlotAxis axis;
  if (!loss) {
    // What is missing to 100 %: 97 and 91 are far apart.
    axis = {state::PlotScale::kLogComplement, 0, 0.995, {}};
    for (const double level : {0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99}) {
      axis.ticks.push_back({level, state::percent_text(level, 0, language)});
    }
    return axis;
  }
  double most = 2.5;
  for (const auto& point : lab.points) most = std::max(most, std::ranges::max(point.loss));
  axis.most = 0.5 * std::ceil(std::min(most, 5.0) / 0.5);
  for (double v = 0; v <= axis.most + 0.01; v += 0.5) {
    axis.ticks.push_back({v, state::number_text(v, 1, language)});
  }
  return axis;
}

void draw_curves(LabFrame& frame, const Rect& rect, bool loss) {
  Ui& ui = frame.ui;
  const state::PixelShuffleState& lab = frame.state.pixel_shuffle;
  const state::PixelShuffleSettings& used = lab.started ? *lab.started : lab.settings();
  ShufflePlot plot;
  PlotModel& model = plot.model;
  model.title = ui.tr(loss ? phrase::kShuffleLoss : phrase::kShuffleAccuracy);
  model.large = frame.state.presenting;
  model.axis = shuffle_axis(loss, lab, ui.language());
  model.last = static_cast<double>(std::max<Index>(lab.total_steps, 1));
  model.step_ticks.push_back({0, "0"});
  for (Index e = 1; lab.total_steps > 0 && e <= used.epochs; ++e) {
    const double end = model.last * static_cast<double>(e) / static_cast<double>(used.epochs);
    if (e < used.epochs) model.limits.push_back(end);
    model.step_ticks.push_back({end, state::count_text(std::llround(end))});
    model.step_names.push_back({end - model.last / static_cast<double>(used.epochs) / 2,
                                ui.tr(phrase::kEpoch) + " " + state::count_text(e)});
  }
  for (std::size_t run = 0; run < kShuffleRuns; ++run) {
    for (const state::ShufflePoint& point : lab.points) {
      const auto y = static_cast<float>(loss ? point.loss[run] : point.accuracy[run]);
      plot.points[run].push_back({static_cast<double>(point.step), y, y, y});
    }
    if (plot.points[run].empty()) continue;
    const auto end = static_cast<double>(plot.points[run].back().smooth);
    const state::Phrase& name =
        state::is_shuffled(run) ? phrase::kShuffleLineShuffled : phrase::kShuffleLinePlain;
    model.series.push_back({.label = fmt::format(fmt::runtime(ui.tr(name)),
                                                 state::is_convolutional(run) ? "CNN" : "MLP"),
                            .end_value = loss ? state::number_text(end, 3, ui.language())
                                              : state::percent_text(end, 1, ui.language()),
                            .color = ui.theme().series[state::is_convolutional(run) ? 2 : 1],
                            .points = plot.points[run],
                            .markers = state::is_shuffled(run)});
  }
  if (lab.looked_at && lab.point() != nullptr) model.now = static_cast<double>(lab.point()->step);
  draw_plot(ui.canvas(), ui.theme(), rect, model);
  const Rect inside = plot_area(rect, model.large);
  const Interaction it = ui.item(loss ? "shuffle.loss" : "shuffle.accuracy", inside, false);
  if (model.now) {
    draw_plot_reading(ui.canvas(), ui.theme(), rect, model, {*model.now, {}, {}});
  }
  if (!it.clicked || lab.points.empty()) return;
  const double at = plot_step_at(model, inside, it.mouse.x);
  const auto nearest = std::ranges::min_element(lab.points, {}, [&](const auto& point) {
    return std::fabs(static_cast<double>(point.step) - at);
  });
  want_shuffle(frame, state::pixel_shuffle::LookAtPoint{
                          static_cast<std::size_t>(nearest - lab.points.begin())});
}

}  // namespace

void draw_shuffle_stage(LabFrame& frame, const Rect& rect) {
  const ShuffleMeasures m = shuffle_measures(frame);
  const bool bare = frame.state.presenting || frame.figure_only();
  Rect rest = rect.grown(frame.state.presenting ? -40.0F : -20.0F);
  if (!bare) {
    // The place of the switches in the other views.
    const Rect header = layout_stage(rect, frame.layout.roominess, {.header = true}).header;
    draw_header(frame, header);
    rest.take_top(header.bottom() + 16 - rest.y);
  }
  frame.ui.canvas().push_clip(rect);
  Rect top = rest.take_top(m.digit + m.type + 8 + (bare ? 16.0F : 44.0F));
  const float digits = draw_digits(frame, top, m);
  top.take_left(digits + m.gap * 1.5F);
  draw_accuracies(frame, top, m);
  rest.take_top(m.gap / 2);
  const Rect left = rest.take_left(std::floor(rest.width / 2));
  draw_curves(frame, left, false);
  draw_curves(frame, rest, true);
  frame.ui.canvas().pop_clip();
}

}  // namespace convscope::ui::convolution
