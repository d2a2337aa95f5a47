#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/training.h"
#include "app/state/training/training_update.h"
#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/bar.h"
#include "app/ui/widgets/confusion_matrix.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::TrainingState;

constexpr float kHeadingHeight = 24;  // in one line
constexpr float kWordsHeight = 22;
constexpr float kScaleHeight = 22;

// A heading that goes on in a second line rather than out of the panel.
void wrapped_heading(Ui& ui, Rect& rest, const std::string& text) {
  const figure::TextStyle style{Face::kTextSemiBold, 14, ui.theme().text};
  rest.take_top(paragraph(ui.canvas(), {rest.x, rest.y}, rest.width, text, style) + 4);
}

void draw_title(LabFrame& frame, Rect& rest, bool roomy) {
  Ui& ui = frame.ui;
  const TrainingState& training = frame.state.training;
  const Rect row = rest.take_top(roomy ? 32 : 46);
  ui.canvas().text({row.x, row.y + 22},
                   ui.tr(phrase::kStepTitle) + " " + state::count_text(training.step()),
                   {Face::kTextSemiBold, 24, ui.theme().text}, Align::kLeft);
  const std::string place = state::place_of_step(training, training.step(), ui.language());
  const figure::TextStyle dim{Face::kText, 14, ui.theme().text_dim};
  // A narrow card has it in a line of its own, always, so that nothing moves.
  if (roomy) {
    ui.canvas().text({row.right(), row.y + 22}, place, dim, Align::kRight);
  } else {
    ui.canvas().text({row.x, row.y + 42}, place, dim, Align::kLeft);
  }
  const auto notice_text = state::training_notice(frame.state);
  if (!notice_text) return;
  rest.take_top(6);
  using Tone = state::TrainingNotice::Tone;
  const auto tone = notice_text->tone == Tone::kBad    ? ui.theme().bad
                    : notice_text->tone == Tone::kWarn ? ui.theme().warn
                                                       : ui.theme().line_strong;
  // Where space is short the first sentence has to do; what to do says the button below it.
  const std::string& text = notice_text->text;
  auto end = text.find('\n');
  if (const auto stop = text.find(". "); notice_text->offers_halving && stop < end) end = stop + 1;
  const std::string words = roomy ? text : text.substr(0, end);
  rest.take_top(notice(ui, {rest.x, rest.y}, rest.width, words, tone) + 8);
  // Once: not where the filled button of the settings does it.
  const bool primary =
      state::primary_action(frame.state).command == state::TrainingCommand::kHalveRate;
  if (!notice_text->offers_halving || primary) return;
  if (button(ui, "training.halve", rest.take_top(32), ui.tr(phrase::kHalveRate),
             {.tone = ButtonTone::kNormal})) {
    command(frame, state::TrainingCommand::kHalveRate);
  }
  rest.take_top(8);
}

void draw_table(LabFrame& frame, Rect& rest, float pitch) {
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const TrainingState& training = frame.state.training;
  const auto metrics = state::metrics_at(training, training.step());
  const Rect head = rest.take_top(pitch < 24 ? 18 : 24);
  const float loss_x = rest.right() - rest.width * 0.3F;
  const figure::TextStyle heads{Face::kMono, 12, ui.theme().text_dim};
  canvas.text({loss_x, head.y + head.height - 8}, ui.tr(phrase::kLossColumn), heads, Align::kRight);
  canvas.text({rest.right(), head.y + head.height - 8}, ui.tr(phrase::kAccuracyColumn), heads,
              Align::kRight);
  const auto row = [&](const state::Phrase& name, const std::optional<state::MeanMetrics>& value) {
    const Rect line = rest.take_top(pitch);
    const figure::TextStyle words{Face::kText, 14, ui.theme().text};
    const figure::TextStyle digits{Face::kMonoMedium, 14, ui.theme().text};
    canvas.text_in(line, ui.tr(name), words, Align::kLeft);
    const std::string loss = value ? state::loss_text(value->loss, ui.language()) : "\u2013";
    const bool judged = value && std::isfinite(value->loss);
    canvas.text_in({line.x, line.y, loss_x - line.x, line.height}, loss, digits, Align::kRight);
    canvas.text_in(line, judged ? state::percent_text(value->accuracy, 2, ui.language()) : "\u2013",
                   digits, Align::kRight);
    if (!value || value->step == training.step()) return;
    // Of an earlier step, which has to be said.
    const float x = line.x + canvas.text_width(ui.tr(name), words) + 8;
    const float room = loss_x - canvas.text_width(loss, digits) - 10 - x;
    const figure::TextStyle small{Face::kText, 12, ui.theme().text_dim};
    const std::string count = state::count_text(value->step);
    for (const std::string& text : {ui.tr(phrase::kStep) + " " + count, "(" + count + ")"}) {
      if (canvas.text_width(text, small) > room) continue;
      canvas.text_in({x, line.y, room, line.height}, text, small, Align::kLeft);
      break;
    }
  };
  row(phrase::kTrainRow, metrics.train);
  row(phrase::kValidation, metrics.validation);
  row(phrase::kTest, metrics.test);
}

ConfusionModel confusion_model(const Ui& ui, const engine::ConfusionMatrix& matrix) {
  ConfusionModel model;
  model.classes = static_cast<int>(matrix.classes());
  model.rows_title = ui.tr(phrase::kTrueClass);
  model.columns_title = ui.tr(phrase::kPredictedClass);
  for (engine::Index truth = 0; truth < matrix.classes(); ++truth) {
    model.names.push_back(std::to_string(truth));
    for (engine::Index predicted = 0; predicted < matrix.classes(); ++predicted) {
      model.counts.push_back(matrix.at(truth, predicted));
    }
  }
  return model;
}

long long count_of(const ConfusionModel& model, ConfusionCell cell) {
  return model.counts[static_cast<std::size_t>(cell.truth * model.classes + cell.predicted)];
}

// The largest confusion in words, or that of the cell under the pointer.
void draw_confusion_words(LabFrame& frame, Rect& rest, const ConfusionModel& model,
                          std::optional<ConfusionCell> hovered) {
  Ui& ui = frame.ui;
  const figure::TextStyle style{Face::kText, 14, ui.theme().text};
  // "Coat (4)": the name, and the number that stands at the matrix.
  const auto name = [&](int label, bool number) {
    const std::string words = state::class_name(frame.state, label), digits = std::to_string(label);
    return words == digits || !number ? words : words + " (" + digits + ")";
  };
  const auto worst = most_confused(model);
  std::string text = ui.tr(phrase::kNoConfusion);
  const auto cell = hovered ? hovered : model.marked ? model.marked : worst;
  if (cell) {
    for (const bool number : {true, false}) {
      text = state::confusion_text(name(cell->truth, number), name(cell->predicted, number),
                                   count_of(model, *cell), ui.language());
      if (ui.canvas().text_width(text, style) <= rest.width) break;
    }
    const std::string longer = ui.tr(phrase::kMostCommon) + " " + text;
    if (cell == worst && ui.canvas().text_width(longer, style) <= rest.width) text = longer;
  }
  ui.canvas().text_in(rest.take_top(kWordsHeight), text, style, Align::kLeft);
}

void draw_confusion_scale(Ui& ui, Rect& rest, const ConfusionModel& model) {
  const Rect scale = rest.take_top(kScaleHeight);
  const figure::TextStyle small{Face::kText, 12, ui.theme().text_dim};
  const figure::TextStyle digits{Face::kMono, 12, ui.theme().text_dim};
  float x = scale.x;
  const auto word = [&](const std::string& words, const figure::TextStyle& style) {
    ui.canvas().text_in({x, scale.y, 10, scale.height}, words, style, Align::kLeft);
    x += ui.canvas().text_width(words, style) + 6;
  };
  const auto worst = most_confused(model);
  const std::string most = std::to_string(worst ? count_of(model, *worst) : 0);
  const std::string diagonal = ui.tr(phrase::kDiagonal);
  word(ui.tr(phrase::kErrors), small);
  word("0", digits);
  // The colours take what the words leave.
  const float room = scale.right() - x - ui.canvas().text_width(most, digits) -
                     ui.canvas().text_width(diagonal, small) - 3 * 6;
  const float ramp = std::floor(std::clamp(room, 16.0F, 80.0F) / 2);
  for (float i = 0; i < ramp; ++i) {
    const float t = i / (ramp - 1) * kConfusionStrongest;
    ui.canvas().fill_rect({x + i * 2, scale.center_y() - 5, 2, 10},
                          state::map_color(ui.theme(), state::ColorMap::kSequential, t));
  }
  x += 2 * ramp + 6;
  word(most, digits);
  x += std::min(6.0F, std::max(room - 2 * ramp, 0.0F));
  word(diagonal, small);
}

// "Confusion matrix, test: 10 000 images, step 50", as much of it as one line holds.
std::string confusion_title(Ui& ui, const TrainingState& training, float width) {
  const figure::TextStyle style{Face::kTextSemiBold, 14, ui.theme().text};
  const std::string title = ui.tr(phrase::kConfusionTitle);
  const auto test = state::test_at(training, training.step());
  if (!test) return title;
  std::string step;
  if (test->step != training.step()) {
    step = ", " + ui.tr(phrase::kStep) + " " + state::count_text(test->step);
  }
  const std::string count = state::count_text(test->evaluation.metrics.count);
  for (const std::string& words : {": " + count + " " + ui.tr(phrase::kImages), ": " + count}) {
    if (ui.canvas().text_width(title + words + step, style) <= width) return title + words + step;
  }
  return title + step;
}

/// What of the matrix there is room for.
struct ConfusionRoom {
  float matrix = 0;  ///< height; 0: none
  bool scale = false;
};

// Digits before the scale of colours, colours before nothing.
ConfusionRoom room_for_confusion(float width, float height, int classes) {
  const float words = kWordsHeight + 6;
  for (const bool digits : {true, false}) {
    const float least = confusion_least_height(classes, digits);
    for (const bool scale : {true, false}) {
      const float left = height - words - (scale ? kScaleHeight : 0);
      if (left >= least) return {std::min(left, confusion_height(width, classes)), scale};
    }
  }
  return {};
}

// The matrix keeps its place when nothing can be counted: empty, and the reason below it.
void draw_no_confusion(LabFrame& frame, Rect& rest, float bottom, const state::Phrase& why) {
  Ui& ui = frame.ui;
  const figure::TextStyle style{Face::kText, 14, ui.theme().text_dim};
  const auto slot = frame.state.datasets.find(frame.state.training.settings.data);
  const bool known = slot != frame.state.datasets.end() && slot->second.data;
  const std::size_t classes = known ? slot->second.data->classes.size() : 10;
  const engine::ConfusionMatrix nothing(static_cast<engine::Index>(classes));
  const ConfusionModel model = confusion_model(ui, nothing);
  const float reason = paragraph(ui.canvas(), {}, rest.width, ui.tr(why), style, true);
  const float more = std::max(0.0F, reason + 10 - kWordsHeight - 6);  // than usual below the matrix
  const ConfusionRoom room = room_for_confusion(rest.width, bottom - rest.y - more, model.classes);
  if (room.matrix > 0) {
    confusion_matrix(ui, "training.confusion", rest.take_top(room.matrix), model);
    rest.take_top(10);
  }
  rest.take_top(paragraph(ui.canvas(), {rest.x, rest.y}, rest.width, ui.tr(why), style));
}

void draw_confusion(LabFrame& frame, Rect& rest, float bottom) {
  Ui& ui = frame.ui;
  const TrainingState& training = frame.state.training;
  const auto test = state::test_at(training, training.step());
  wrapped_heading(ui, rest, confusion_title(ui, training, rest.width));
  if (!test || !state::is_finite(*test)) {
    draw_no_confusion(frame, rest, bottom, test ? phrase::kNoAnswers : phrase::kNoTestYet);
    return;
  }
  ConfusionModel model = confusion_model(ui, test->evaluation.confusion);
  if (const auto& chosen = training.chosen_confusion) {
    model.marked = ConfusionCell{chosen->first, chosen->second};
  } else {
    model.marked = most_confused(model);
  }
  const ConfusionRoom room = room_for_confusion(rest.width, bottom - rest.y, model.classes);
  ConfusionPointing pointing;
  if (room.matrix > 0) {
    pointing = confusion_matrix(ui, "training.confusion", rest.take_top(room.matrix), model);
    rest.take_top(6);
  }
  if (const auto& cell = pointing.clicked) {
    using Chosen = std::optional<std::pair<int, int>>;
    const std::pair<int, int> chosen{cell->truth, cell->predicted};
    want(frame,
         state::ChooseConfusion{training.chosen_confusion == chosen ? Chosen() : Chosen(chosen)});
  }
  draw_confusion_words(frame, rest, model, pointing.hovered);
  if (room.scale) draw_confusion_scale(ui, rest, model);
}

// The picture and the three likeliest classes by the weights of the step looked at.
void draw_probabilities(LabFrame& frame, Rect& rest, bool roomy) {
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const TrainingState& training = frame.state.training;
  const engine::Index step = state::recorded_step(training, training.step());
  const auto shown = std::ranges::find(training.milestones, step, &state::Milestone::step);
  if (shown == training.milestones.end() || !shown->seen) return;
  wrapped_heading(ui, rest,
                  ui.tr(training.picture.drawn ? phrase::kYourDrawingAt : phrase::kTestImageAt) +
                      " " + state::count_text(step));
  const float side = roomy ? 84 : 60, pitch = side / 3;
  const Rect row = rest.take_top(side);
  const Rect picture{row.x, row.y, side, side};
  canvas.heat_map(picture, {training.picture.pixels, 28, 28, 1, state::ColorMap::kSequential});
  canvas.stroke_rect(picture, ui.theme().line_strong);
  const auto ranking = shown->seen->ranking();
  if (!std::ranges::all_of(shown->seen->probabilities, [](double p) { return std::isfinite(p); })) {
    paragraph(canvas, {picture.right() + 16, row.y}, row.right() - picture.right() - 16,
              ui.tr(phrase::kNoAnswers), {Face::kText, 14, ui.theme().text_dim});
    return;
  }
  // Digits by themselves are large; names need more room.
  std::vector<std::string> names;
  float widest = 0;
  const bool digits = state::class_name(frame.state, 0) == "0";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranking.size()); ++i) {
    names.push_back(state::class_name(frame.state, ranking[i]));
    widest = std::max(widest, canvas.text_width(names.back(), {Face::kTextSemiBold, 14, {}}));
  }
  const float name_width = digits ? 28 : std::ceil(widest) + 10;
  float y = row.y;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranking.size()); ++i, y += pitch) {
    const double p = shown->seen->probabilities[static_cast<std::size_t>(ranking[i])];
    const Rect line{picture.right() + 16, y, row.right() - picture.right() - 16, pitch};
    const Face face = digits ? (i == 0 ? Face::kMonoBold : Face::kMonoMedium)
                             : (i == 0 ? Face::kTextSemiBold : Face::kText);
    canvas.text_in(line, names[i], {face, digits ? 17.0F : 14.0F, ui.theme().text}, Align::kLeft,
                   digits ? 3.0F : 0.0F);
    const Rect bar{line.x + name_width, line.center_y() - pitch / 4,
                   std::max(8.0F, line.width - name_width - 66), pitch / 2};
    draw_bar(canvas, ui.theme(), bar, static_cast<float>(p),
             i == 0 ? ui.theme().accent : ui.theme().line_strong, ui.theme().track);
    canvas.text_in(line, state::percent_text(p, 1, ui.language()),
                   {Face::kMonoMedium, 14, ui.theme().text}, Align::kRight);
  }
}

}  // namespace

void draw_training_card(LabFrame& frame, const Rect& rect) {
  const bool roomy = rect.height >= 860;
  Rect rest = rect.grown(roomy ? -20.0F : -14.0F);
  const auto line = [&](float above, float below) {
    rest.take_top(roomy ? above : above / 2);
    rule(frame.ui, rest.x, rest.y, rest.width);
    rest.take_top(roomy ? below : below / 2);
  };
  draw_title(frame, rest, roomy);
  line(12, 8);
  draw_table(frame, rest, roomy ? 27 : 21);
  line(16, 18);
  // The picture at the foot keeps its place whatever the matrix needs, but where a long notice
  // would leave the matrix none.
  const float foot = roomy ? 84 + 24 + 30 : 60 + 21 + 15;
  const auto has_matrix = [&](float height) {
    return room_for_confusion(rest.width, height - kHeadingHeight, 10).matrix > 0;
  };
  if (!has_matrix(rest.height - foot) && has_matrix(rest.height)) {
    draw_confusion(frame, rest, rest.bottom());
    return;
  }
  draw_confusion(frame, rest, rest.bottom() - foot);
  line(12, 18);
  draw_probabilities(frame, rest, roomy);
}

}  // namespace convscope::ui
