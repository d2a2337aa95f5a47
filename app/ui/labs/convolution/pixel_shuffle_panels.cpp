#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pixel_shuffle.h"
#include "app/state/pixel_shuffle/view.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/labs/settings_panel.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/transport_bar.h"
#include "engine/model/summary.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using state::PixelShuffleSettings;
using Status = state::PixelShuffleState::Status;
namespace phrase = state::phrase;

template <typename Action>
void ask_shuffle(LabFrame& frame, Action action) {
  frame.intents.emplace_back(state::PixelShuffleIntent{std::move(action)});
}

// A change, and the gesture that it is part of.
struct ShuffleEdit {
  PixelShuffleSettings next;
  std::string gesture;
};

void draw_permutation(SettingsPanel& panel, ShuffleEdit& edit) {
  Ui& ui = panel.ui();
  panel.head(phrase::kShuffleHeading);
  const std::array<std::string, 2> kinds{ui.tr(phrase::kShuffleOff), ui.tr(phrase::kShuffleOn)};
  if (const auto pick = segmented(ui, "shuffle.on", panel.take(32), kinds, edit.next.on ? 1 : 0)) {
    edit.next.on = *pick == 1;
  }
  panel.skip(8);
  panel.line(ui.tr(phrase::kShuffleBlock), {Face::kText, 14, ui.theme().text_dim});
  panel.skip(6);
  std::vector<std::string> sizes;
  int chosen = 0;
  for (const Index block : state::kShuffleBlocks) {
    if (block == edit.next.block) chosen = static_cast<int>(sizes.size());
    sizes.push_back(fmt::format("{}", block));
  }
  if (const auto pick = segmented(ui, "shuffle.block", panel.take(32), sizes, chosen)) {
    edit.next.block = state::kShuffleBlocks[static_cast<std::size_t>(*pick)];
    edit.next.on = true;
  }
  panel.skip(6);
  if (const auto share =
          slider_row(ui, "shuffle.share", panel.take(panel.pitch()), ui.tr(phrase::kShuffleShare),
                     100 * edit.next.share, {.least = 0, .most = 100, .step = 5, .usual = 100})) {
    edit.next.share = *share / 100;
    edit.gesture = "share";
  }
  if (const auto seed = slider_row(ui, "shuffle.seed", panel.take(panel.pitch()),
                                   ui.tr(phrase::kShuffleSeed), static_cast<double>(edit.next.seed),
                                   {.least = 1, .most = 20, .step = 1, .usual = 1})) {
    edit.next.seed = static_cast<std::uint64_t>(std::max(*seed, 1.0));
    edit.gesture = "seed";
  }
  panel.skip(8);
  panel.note(ui.tr(phrase::kShuffleSame));
}

void draw_recipe(SettingsPanel& panel, ShuffleEdit& edit) {
  Ui& ui = panel.ui();
  panel.section(phrase::kShuffleTraining);
  panel.line(ui.tr(phrase::kShuffleImages), {Face::kText, 14, ui.theme().text_dim});
  panel.skip(6);
  std::vector<std::string> counts;
  int chosen = -1;
  for (const Index images : state::kShuffleImages) {
    if (images == edit.next.images) chosen = static_cast<int>(counts.size());
    counts.push_back(images == state::kShuffleImages.back() ? ui.tr(phrase::kShuffleAllImages)
                                                            : state::count_text(images));
  }
  if (chosen < 0) {
    chosen = static_cast<int>(counts.size());
    counts.push_back(state::count_text(edit.next.images));
  }
  const auto pick = combo(ui, "shuffle.images", panel.take(32), counts, chosen);
  if (pick && static_cast<std::size_t>(*pick) < state::kShuffleImages.size()) {
    edit.next.images = state::kShuffleImages[static_cast<std::size_t>(*pick)];
  }
  panel.skip(6);
  if (const auto epochs =
          slider_row(ui, "shuffle.epochs", panel.take(panel.pitch()), ui.tr(phrase::kShuffleEpochs),
                     static_cast<double>(edit.next.epochs),
                     {.least = 1,
                      .most = static_cast<double>(state::kMostShuffleEpochs),
                      .step = 1,
                      .usual = 3})) {
    edit.next.epochs = std::llround(*epochs);
    edit.gesture = "epochs";
  }
}

const state::Phrase& run_phrase(Status status) {
  switch (status) {
    case Status::kReady:
      return phrase::kShuffleStart;
    case Status::kWaiting:
      return phrase::kShuffleCancel;
    case Status::kRunning:
      return phrase::kShufflePause;
    case Status::kPaused:
      return phrase::kShuffleContinue;
    case Status::kFinished:
    case Status::kRecorded:
      break;
  }
  return phrase::kShuffleAgain;
}

void draw_run(SettingsPanel& panel) {
  Ui& ui = panel.ui();
  LabFrame& frame = panel.frame();
  const state::PixelShuffleState& lab = frame.state.pixel_shuffle;
  panel.skip(12);
  if (button(ui, "shuffle.run", panel.take(panel.roomy() ? 40.0F : 34.0F),
             ui.tr(run_phrase(lab.status)), {.tone = ButtonTone::kPrimary})) {
    ask_shuffle(frame, state::pixel_shuffle::ToggleRun{});
  }
  panel.skip(8);
  Rect row = panel.take(32);
  if (lab.status == Status::kPaused || lab.running()) {
    const Rect left = row.take_left((row.width - 8) / 2);
    row.take_left(8);
    if (button(ui, "shuffle.restart", left, ui.tr(phrase::kShuffleAgain))) {
      ask_shuffle(frame, state::pixel_shuffle::Restart{});
    }
  }
  if (!lab.points.empty() || lab.started) {
    if (button(ui, "shuffle.reset", row, ui.tr(phrase::kShuffleReset))) {
      ask_shuffle(frame, state::pixel_shuffle::Reset{});
    }
  }
  panel.skip(10);
  if (state::waits_for_restart(lab)) {
    const Rect here = panel.take(0);
    panel.skip(paragraph(ui.canvas(), {here.x, here.y}, panel.width(), ui.tr(phrase::kShuffleWaits),
                         {Face::kText, 12, ui.theme().warn}) +
               6);
  }
  if (lab.status == Status::kRecorded) panel.note(ui.tr(phrase::kShuffleRecorded));
  const auto slot = frame.state.datasets.find(state::kShuffleData);
  const PixelShuffleSettings& used = lab.started ? *lab.started : lab.settings();
  if (slot == frame.state.datasets.end() || !slot->second.data) return;
  const Index all = slot->second.data->train.count();
  if (used.images >= all) return;
  panel.note(fmt::format(fmt::runtime(ui.tr(phrase::kShuffleSubset)),
                         state::count_text(used.images), state::count_text(all)));
}

// "(5*5*1+1)*16" as on paper.
std::string written_product(const std::string& formula) {
  std::string text;
  for (const char sign : formula) text += sign == '*' ? "\u00B7" : std::string(1, sign);
  return text;
}

}  // namespace

void draw_shuffle_settings(LabFrame& frame, const Rect& rect) {
  SettingsPanel panel(frame, rect, "shuffle");
  ShuffleEdit edit{frame.state.pixel_shuffle.settings(), {}};
  draw_permutation(panel, edit);
  draw_recipe(panel, edit);
  draw_run(panel);
  if (!(edit.next == frame.state.pixel_shuffle.settings())) {
    ask_shuffle(frame, state::pixel_shuffle::SetSettings{edit.next, edit.gesture});
  }
  panel.finish();
}

void draw_shuffle_card(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const state::Theme& theme = ui.theme();
  Rect rest = rect.grown(-20);
  heading(ui, {rest.x, rest.y + 12}, ui.tr(phrase::kShuffleNetworks));
  rest.take_top(26);
  for (const bool convolutional : {false, true}) {
    const auto summary = engine::summarise(state::shuffle_network(convolutional));
    const std::size_t series = convolutional ? 2 : 1;
    const Rect title = rest.take_top(24);
    ui.canvas().text({title.x, title.y + 15}, convolutional ? "CNN" : "MLP",
                     {Face::kTextSemiBold, 14, theme.series[series]});
    ui.canvas().text({title.right(), title.y + 15}, state::count_text(summary.parameters),
                     {Face::kMonoBold, 14, theme.text}, figure::Align::kRight);
    for (const auto& layer : summary.layers) {
      if (layer.parameters == 0) continue;
      const Rect line = rest.take_top(20);
      ui.canvas().text({line.x, line.y + 13}, layer.name, {Face::kMono, 12, theme.text_dim});
      ui.canvas().text({line.right(), line.y + 13}, written_product(layer.parameters_formula),
                       {Face::kMono, 12, theme.text_dim}, figure::Align::kRight);
    }
    rest.take_top(10);
  }
  rule(ui, rest.x, rest.y, rest.width);
  rest.take_top(14);
  heading(ui, {rest.x, rest.y + 12}, ui.tr(phrase::kShuffleWhy));
  rest.take_top(22);
  for (const state::Phrase* words :
       {&phrase::kShuffleWhyMlp, &phrase::kShuffleWhyCnn, &phrase::kShuffleTry}) {
    const TextStyle style{Face::kText, 14, theme.text};
    rest.take_top(paragraph(ui.canvas(), {rest.x, rest.y}, rest.width, ui.tr(*words), style) + 10);
  }
}

namespace {

TransportModel shuffle_transport_model(Ui& ui, const state::PixelShuffleState& lab) {
  TransportModel model;
  model.playing = lab.running();
  model.speed = 0;  // as fast as the machine trains
  model.step = lab.looked_at && lab.point() != nullptr ? lab.point()->step : lab.step;
  model.last_step = std::max<Index>(lab.total_steps, 1);
  const PixelShuffleSettings& used = lab.started ? *lab.started : lab.settings();
  const Index per_epoch = std::max<Index>(lab.total_steps / std::max<Index>(used.epochs, 1), 1);
  if (lab.total_steps == 0) return model;
  model.position = fmt::format(fmt::runtime(ui.tr(phrase::kShufflePosition)),
                               state::count_text(model.step), state::count_text(lab.total_steps));
  for (Index e = 0; e < used.epochs; ++e) {
    model.ticks.push_back({e * per_epoch, fmt::format("{}", e + 1)});
  }
  const Index epoch = std::min((std::max<Index>(model.step, 1) - 1) / per_epoch + 1, used.epochs);
  model.detail =
      fmt::format(fmt::runtime(ui.tr(phrase::kShuffleEpochPosition)), epoch, used.epochs);
  return model;
}

// Points of the curves are the steps; at the last one a step trains on.
void read_shuffle_request(LabFrame& frame, const TransportRequest& request) {
  const state::PixelShuffleState& lab = frame.state.pixel_shuffle;
  const std::size_t count = lab.points.size();
  const std::size_t at = count == 0 ? 0 : std::min(lab.looked_at.value_or(count - 1), count - 1);
  const auto look = [&](std::optional<std::size_t> point) {
    ask_shuffle(frame, state::pixel_shuffle::LookAtPoint{point});
  };
  if (request.toggle_play) ask_shuffle(frame, state::pixel_shuffle::ToggleRun{});
  if (request.first && count > 0) look(std::size_t{0});
  if (request.last) look(std::nullopt);
  if (request.back && at > 0) look(at - 1);
  if (request.forward && lab.looked_at) {
    look(at + 1);
  } else if (request.forward) {
    ask_shuffle(frame, state::pixel_shuffle::OneStretch{});
  }
  if (!request.step || count == 0) return;
  const auto nearest = std::ranges::min_element(
      lab.points, {}, [&](const auto& point) { return std::abs(point.step - *request.step); });
  look(static_cast<std::size_t>(nearest - lab.points.begin()));
}

}  // namespace

void draw_shuffle_transport(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const TransportModel model = shuffle_transport_model(ui, frame.state.pixel_shuffle);
  read_shuffle_request(frame, transport(ui, rect, model, frame.state.presenting));
}

}  // namespace convscope::ui::convolution
