#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/training.h"
#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/plot.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Face;
using figure::Rect;
using state::PlotPoint;
using state::TrainingState;

enum class Quantity { kLoss, kAccuracy };

/// One plot with the points it shows.
struct CurvePlot {
  PlotModel model;
  std::vector<PlotPoint> train, validation;
};

std::string value_text(double value, Quantity quantity, state::Language language) {
  return quantity == Quantity::kLoss ? state::loss_text(value, language)
                                     : state::percent_text(value, 1, language);
}

void add_step_axis(PlotModel& model, const TrainingState& training, const Ui& ui) {
  if (!training.snapshot) return;
  const Index per_epoch = training.snapshot->steps_per_epoch;
  const Index shown = state::steps_shown(training.last_step(), per_epoch);
  model.last = static_cast<double>(shown);
  model.step_ticks.push_back({0, "0"});
  for (Index end = per_epoch; end <= shown; end += per_epoch) {
    if (end < shown) model.limits.push_back(static_cast<double>(end));
    model.step_ticks.push_back({static_cast<double>(end), state::count_text(end)});
    model.step_names.push_back({static_cast<double>(end) - static_cast<double>(per_epoch) / 2,
                                ui.tr(phrase::kEpoch) + " " + state::count_text(end / per_epoch)});
  }
  if (shown < per_epoch) model.step_ticks.push_back({model.last, state::count_text(shown)});
  if (training.rewound_to) model.now = static_cast<double>(*training.rewound_to);
}

// The first value where it is off the scale, in words, and the largest where the loss shot up.
void add_remarks(PlotModel& model, const state::SmoothedCurve& curve, Quantity quantity,
                 const Ui& ui) {
  if (curve.empty()) return;
  const double first = static_cast<double>(curve.at(1).most);
  const bool above = quantity == Quantity::kLoss && first > model.axis.most;
  const bool below = quantity == Quantity::kAccuracy && first < model.axis.least;
  model.remarks_below = below;
  const auto say = [&](Index step, double value, const state::Phrase& where) {
    model.remarks.push_back(ui.tr(phrase::kStep) + " " + state::count_text(step) + ": " +
                            value_text(value, quantity, ui.language()) + " (" + ui.tr(where) + ")");
  };
  if (above || below) say(1, first, above ? phrase::kAboveScale : phrase::kBelowScale);
  if (quantity == Quantity::kAccuracy) return;
  const auto buckets = curve.buckets();
  const auto most = std::ranges::max_element(buckets, {}, &state::CurveBucket::most);
  const double largest = static_cast<double>(most->most);
  // A batch that stands out a little needs no words.
  if (largest <= 1.5 * std::max(model.axis.most, first)) return;
  say((most - buckets.begin()) * curve.stride() + 1, largest, phrase::kAboveScale);
}

CurvePlot make_plot(const LabFrame& frame, Quantity quantity, int columns) {
  const TrainingState& training = frame.state.training;
  const state::TrainingRecord& record = training.record;
  Ui& ui = frame.ui;
  const bool loss = quantity == Quantity::kLoss;
  const state::SmoothedCurve& curve = loss ? record.loss : record.accuracy;
  CurvePlot plot;
  plot.model.title = ui.tr(loss ? phrase::kLoss : phrase::kAccuracy);
  plot.model.large = frame.state.presenting;
  add_step_axis(plot.model, training, ui);
  std::vector<double> others;
  for (const engine::ValidationMetrics& look : record.validation) {
    // What was judged while nothing was finite is no point of a curve.
    if (!std::isfinite(look.loss) || look.step > training.last_step()) continue;
    const double value = loss ? look.loss : look.accuracy;
    const auto y = static_cast<float>(value);
    others.push_back(value);
    plot.validation.push_back({static_cast<double>(look.step), y, y, y});
  }
  plot.model.axis = loss ? state::loss_axis(curve, others, training.log_scale, ui.language())
                         : state::accuracy_axis(curve, others, training.log_scale, ui.language());
  // Metrics arrive before the snapshot of their step: the curve ends where the card stands.
  const double end = std::min(plot.model.last, static_cast<double>(training.last_step()));
  plot.train = state::plot_points(curve, 0, end, columns);
  add_remarks(plot.model, curve, quantity, ui);
  return plot;
}

void add_series(CurvePlot& plot, const LabFrame& frame, Quantity quantity) {
  Ui& ui = frame.ui;
  const auto end_of = [&](const std::vector<PlotPoint>& points) {
    return points.empty()
               ? std::string()
               : value_text(static_cast<double>(points.back().smooth), quantity, ui.language());
  };
  plot.model.series.push_back({.label = ui.tr(phrase::kTrain),
                               .end_value = end_of(plot.train),
                               .color = ui.theme().series[1],
                               .points = plot.train,
                               .raw = true,
                               .smooth = frame.state.training.smooth});
  plot.model.series.push_back({.label = ui.tr(phrase::kValidation),
                               .end_value = end_of(plot.validation),
                               .color = ui.theme().series[2],
                               .points = plot.validation,
                               .markers = true});
}

// "training 0.069 · validation 0.085" at a step.
std::string reading_text(const LabFrame& frame, Quantity quantity, Index step) {
  const auto metrics = state::metrics_at(frame.state.training, step);
  std::string text;
  const auto add = [&](const state::Phrase& what, const std::optional<state::MeanMetrics>& value) {
    if (!value || !std::isfinite(value->loss)) return;
    const double number = quantity == Quantity::kLoss ? value->loss : value->accuracy;
    text += (text.empty() ? "" : " \u00B7 ") + frame.ui.tr(what) + " " +
            value_text(number, quantity, frame.ui.language());
  };
  add(phrase::kTrain, metrics.train);
  add(phrase::kValidation, metrics.validation);
  return text;
}

struct PlotPlace {
  Rect rect;
  Quantity quantity;
  std::string_view id;
};

// What will be here, before anything is.
void draw_invitation(Ui& ui, const Rect& area, bool running) {
  const figure::TextStyle style{Face::kText, 17, ui.theme().text_dim};
  const std::string text = ui.tr(running ? phrase::kFirstStepComing : phrase::kEmptyCurves);
  const Rect inside = area.grown(-20);
  const float height = paragraph(ui.canvas(), {inside.x, 0}, inside.width, text, style, true);
  const float top = area.center_y() - height / 2;
  ui.canvas().fill_rect({area.x, top - 10, area.width, height + 16}, ui.theme().surface);
  paragraph(ui.canvas(), {inside.x, top}, inside.width, text, style);
}

}  // namespace

void draw_training_curves(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const TrainingState& training = frame.state.training;
  Rect lower = rect;
  // In a low window beside each other, or there would be no height to read.
  const bool low = !frame.state.presenting && rect.height < 260;
  const Rect upper = low ? lower.take_left(rect.width / 2) : lower.take_top(rect.height / 2);
  const PlotPlace places[] = {{upper, Quantity::kLoss, "training.loss_plot"},
                              {lower, Quantity::kAccuracy, "training.accuracy_plot"}};
  std::optional<Index> read = training.rewound_to;
  std::vector<CurvePlot> plots;
  for (const PlotPlace& place : places) {
    const Rect area = plot_area(place.rect, frame.state.presenting);
    const auto columns = static_cast<int>(std::max(area.width, 1.0F));
    CurvePlot& plot = plots.emplace_back(make_plot(frame, place.quantity, columns));
    const Interaction it = ui.item(place.id, area, false);
    if ((!it.hovered && !it.held) || training.record.loss.empty()) continue;
    const double at = plot_step_at(plot.model, area, it.mouse.x);
    read = std::clamp<Index>(std::llround(at), 1, training.record.loss.steps());
    if (it.clicked) want(frame, state::LookAtStep{read});
  }
  for (std::size_t i = 0; i < plots.size(); ++i) {
    const PlotPlace& place = places[i];
    add_series(plots[i], frame, place.quantity);
    draw_plot(ui.canvas(), ui.theme(), place.rect, plots[i].model);
    if (!read) continue;
    const bool first = i == 0;
    draw_plot_reading(
        ui.canvas(), ui.theme(), place.rect, plots[i].model,
        {.step = static_cast<double>(*read),
         .title = first ? ui.tr(phrase::kStep) + " " + state::count_text(*read) : std::string(),
         .text = reading_text(frame, place.quantity, *read)});
  }
  if (training.record.loss.empty())
    draw_invitation(ui, plot_area(upper, frame.state.presenting), training.running());
}

}  // namespace convscope::ui
