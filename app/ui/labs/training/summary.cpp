#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/training.h"
#include "app/state/training/training_update.h"
#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/bar.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Face;
using figure::Rect;

// The three likeliest classes by the weights of the step looked at.
void draw_likeliest(LabFrame& frame, Rect rest) {
  Ui& ui = frame.ui;
  const state::TrainingState& training = frame.state.training;
  const engine::Index step = state::recorded_step(training, training.step());
  const auto shown = std::ranges::find(training.milestones, step, &state::Milestone::step);
  if (shown == training.milestones.end() || !shown->seen) return;
  const auto& probabilities = shown->seen->probabilities;
  if (!std::ranges::all_of(probabilities, [](double p) { return std::isfinite(p); })) return;
  const auto ranking = shown->seen->ranking();
  const auto room = static_cast<std::size_t>(std::clamp(rest.height / 24, 1.0F, 3.0F));
  const std::size_t count = std::min(room, ranking.size());
  const float pitch = std::min(44.0F, rest.height / static_cast<float>(count));
  const float size = pitch > 36 ? 24 : 20;
  float names = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = state::class_name(frame.state, ranking[i]);
    names = std::max(names, ui.canvas().text_width(name, {Face::kTextSemiBold, size, {}}));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const double p = probabilities[static_cast<std::size_t>(ranking[i])];
    const Rect line = rest.take_top(pitch);
    ui.canvas().text_in(line, state::class_name(frame.state, ranking[i]),
                        {i == 0 ? Face::kTextSemiBold : Face::kText, size, ui.theme().text},
                        Align::kLeft);
    const float left = std::ceil(names) + 16, right = 5.2F * size;
    const Rect bar{line.x + left, line.center_y() - pitch / 4,
                   std::max(16.0F, line.width - left - right), pitch / 2};
    draw_bar(ui.canvas(), ui.theme(), bar, static_cast<float>(p),
             i == 0 ? ui.theme().accent : ui.theme().line_strong, ui.theme().track);
    ui.canvas().text_in(line, state::percent_text(p, 1, ui.language()),
                        {i == 0 ? Face::kMonoBold : Face::kMono, size, ui.theme().text},
                        Align::kRight);
  }
}

}  // namespace

void draw_training_summary(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const state::TrainingState& training = frame.state.training;
  const bool roomy = frame.layout.roominess > 0.5F;
  Rect rest = rect;
  ui.canvas().text({rest.x, rest.y + 30},
                   ui.tr(phrase::kStepTitle) + " " + state::count_text(training.step()),
                   {Face::kTextSemiBold, roomy ? 35.0F : 29.0F, ui.theme().text});
  rest.take_top(40);
  const std::string place = state::place_of_step(training, training.step(), ui.language());
  ui.canvas().text_in(rest.take_top(28), place, {Face::kText, 20, ui.theme().text_dim},
                      Align::kLeft);
  const auto metrics = state::metrics_at(training, training.step());
  const Rect line = rest.take_top(roomy ? 44.0F : 34.0F);
  if (metrics.test && std::isfinite(metrics.test->loss)) {
    std::string words =
        ui.tr(phrase::kTest) + " " + state::percent_text(metrics.test->accuracy, 2, ui.language());
    if (metrics.test->step != training.step()) {
      words += " (" + ui.tr(phrase::kStep) + " " + state::count_text(metrics.test->step) + ")";
    }
    ui.canvas().text_in(line, words, {Face::kMonoMedium, roomy ? 24.0F : 20.0F, ui.theme().text},
                        Align::kLeft);
  }
  // What went wrong, in its first sentence.
  const auto notice = state::training_notice(frame.state);
  if (notice && notice->tone == state::TrainingNotice::Tone::kBad) {
    const std::string& text = notice->text;
    const std::string words = text.substr(0, std::min(text.find('\n'), text.find(". ")));
    ui.canvas().text_in(rest.take_top(28), words, {Face::kTextSemiBold, 20, ui.theme().bad},
                        Align::kLeft);
  }
  rest.take_top(roomy ? 20 : 8);
  draw_likeliest(frame, rest);
}

}  // namespace convscope::ui
