#include <cmath>
#include <span>
#include <vector>

#include "app/state/network/test_browser.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using state::network::WeightsChoice;

// The strokes as they were drawn; what the network gets is drawn below from the raster.
void draw_strokes(LabFrame& frame, const Rect& pad) {
  figure::Canvas& canvas = frame.ui.canvas();
  const state::Theme& theme = frame.ui.theme();
  const state::Drawing& drawing = frame.state.network.pad.drawing();
  const float scale = pad.width / state::kPadSize;
  canvas.push_clip(pad.grown(-1));
  if (drawing.picture) draw_plane(frame, pad, *drawing.picture, 1, false);
  for (const state::Stroke& stroke : drawing.strokes) {
    const auto color = map_color(theme, state::ColorMap::kSequential,
                                 stroke.tool == state::PadTool::kPen ? 1.0F : 0.0F);
    std::vector<Point> points;
    for (const state::PadPoint p : stroke.points) {
      points.push_back({pad.x + p.x * scale, pad.y + p.y * scale});
      // A little smaller than the line, or its smooth edge would show as a bump.
      canvas.fill_circle(points.back(), stroke.width * scale / 2 - 0.4F, color);
    }
    // One segment at a time: joints are round, as in the raster, not mitred.
    for (std::size_t i = 1; i < points.size(); ++i) {
      canvas.polyline(std::span(points).subspan(i - 1, 2), color, stroke.width * scale);
    }
  }
  canvas.pop_clip();
}

void draw_pad(LabFrame& frame, const Rect& pad) {
  Ui& ui = frame.ui;
  const state::DrawingPad& value = frame.state.network.pad;
  const Interaction it = ui.item("network.pad", pad, false);
  ui.canvas().fill_rect(pad, map_color(ui.theme(), state::ColorMap::kSequential, 0));
  draw_strokes(frame, pad);
  ui.canvas().stroke_rect(pad, ui.theme().line_strong, 1);
  const float scale = state::kPadSize / pad.width;
  const state::PadPoint at{(it.mouse.x - pad.x) * scale, (it.mouse.y - pad.y) * scale};
  if (it.pressed) {
    want(frame, state::network::BeginStroke{at});
  } else if (it.held) {
    want(frame, state::network::ExtendStroke{at});
  } else if (value.drawing_stroke()) {
    want(frame, state::network::EndStroke{});
  }
  if (it.hovered || it.held) {
    // The ring shows how wide the pen is before it touches the paper.
    ui.canvas().stroke_circle(it.mouse, value.width() / scale / 2, ui.theme().line_strong, 1);
  }
}

// In a row, or below each other beside the pad of a low window.
void draw_tools(LabFrame& frame, Rect row, bool upright) {
  Ui& ui = frame.ui;
  const state::DrawingPad& pad = frame.state.network.pad;
  // Longer words get wider buttons.
  const std::string words[] = {ui.tr(phrase::kPen), ui.tr(phrase::kEraser), ui.tr(phrase::kUndo),
                               ui.tr(phrase::kClear)};
  float total = 0;
  const auto width_of = [&](const std::string& label) {
    return ui.canvas().text_width(label, {Face::kTextMedium, 14, {}});
  };
  for (const std::string& label : words) total += width_of(label);
  const float padding = (row.width - 12 - total) / 4;
  const float size = upright || padding < 8 ? 12 : 14;
  std::size_t at = 0;
  const auto next = [&] {
    const float width = std::floor(width_of(words[at++]) + padding);
    const Rect rect{row.x, row.y, upright ? row.width : width, 32};
    if (upright) {
      row.take_top(36);
    } else {
      row.take_left(width + 4);
    }
    return rect;
  };
  if (button(ui, "network.pen", next(), ui.tr(phrase::kPen),
             {.chosen = pad.tool() == state::PadTool::kPen, .size = size})) {
    want(frame, state::network::ChooseTool{state::PadTool::kPen});
  }
  if (button(ui, "network.eraser", next(), ui.tr(phrase::kEraser),
             {.chosen = pad.tool() == state::PadTool::kEraser, .size = size})) {
    want(frame, state::network::ChooseTool{state::PadTool::kEraser});
  }
  if (button(ui, "network.undo", next(), ui.tr(phrase::kUndo), {.size = size, .tip = "Ctrl+Z"})) {
    frame.intents.emplace_back(state::Undo{});
  }
  if (button(ui, "network.clear", next(), ui.tr(phrase::kClear), {.size = size})) {
    want(frame, state::network::ClearPad{});
  }
}

// The 28 x 28 picture with its scale and what was done to it.
void draw_received(LabFrame& frame, const Rect& area, float side) {
  Ui& ui = frame.ui;
  const auto& lab = frame.state.network;
  const Rect picture{area.x, area.y, side, side};
  if (lab.pass) {
    const engine::Shape& shape = lab.pass->picture.shape();
    draw_map(frame, picture, lab.pass->picture.values(), shape[1], 1, false);
  }
  ui.canvas().stroke_rect(picture, ui.theme().line_strong, 1);
  const float x = picture.right() + 12;
  ui.canvas().text({x, area.y + 11}, "28\u00D728", {Face::kMono, 14, ui.theme().text});
  const state::Drawing& drawing = lab.pad.drawing();
  const bool untouched = drawing.picture && drawing.strokes.empty();
  const float height = paragraph(ui.canvas(), {x, area.y + 18}, area.right() - x,
                                 ui.tr(untouched ? phrase::kUntouched : phrase::kCentred),
                                 {Face::kText, 12, ui.theme().text_dim});
  const float top = area.y + 18 + height + 8;
  draw_upright_scale(frame, {x, top, 12, std::max(24.0F, picture.bottom() - top)}, 1);
}

std::string weights_name(const Ui& ui, WeightsChoice choice) {
  switch (choice) {
    case WeightsChoice::kTrained:
      return ui.tr(phrase::kTrainedWeights);
    case WeightsChoice::kRandom:
      return ui.tr(phrase::kNetworkRandomWeights);
    case WeightsChoice::kLive:
      return ui.tr(phrase::kLiveWeights);
    case WeightsChoice::kFile:
      break;
  }
  return ui.tr(phrase::kFromFile);
}

std::vector<WeightsChoice> offered(const LabFrame& frame) {
  const auto& lab = frame.state.network;
  std::vector<WeightsChoice> choices;
  if (lab.trained) choices.push_back(WeightsChoice::kTrained);
  choices.push_back(WeightsChoice::kRandom);
  if (frame.state.live_weights) choices.push_back(WeightsChoice::kLive);
  if (lab.choice == WeightsChoice::kFile) choices.push_back(WeightsChoice::kFile);
  return choices;
}

std::string weights_words(const LabFrame& frame) {
  const auto& lab = frame.state.network;
  const state::Language language = frame.ui.language();
  if (!lab.weights) return {};
  std::string words = state::count_text(lab.weights.network->parameter_count()) + " " +
                      frame.ui.tr(phrase::kParameterCount);
  if (lab.choice == WeightsChoice::kRandom) return words + ", " + frame.ui.tr(phrase::kUntrained);
  if (lab.choice == WeightsChoice::kLive) {
    words += " \u00B7 " + frame.ui.tr(phrase::kStepOfTraining) + " " +
             state::count_text(lab.weights.step);
  }
  if (counted(lab)) {
    const auto count = static_cast<double>(lab.test.predictions.size());
    words += " \u00B7 " + frame.ui.tr(phrase::kTestAccuracy) + " " +
             state::percent_text(1 - static_cast<double>(lab.test.wrong) / count, 2, language);
  }
  return words;
}

float draw_weights(LabFrame& frame, const Rect& area) {
  Ui& ui = frame.ui;
  const auto choices = offered(frame);
  std::vector<std::string> names;
  int chosen = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    std::string name = weights_name(ui, choices[i]);
    if (choices[i] == frame.state.network.choice) chosen = static_cast<int>(i);
    names.push_back(std::move(name));
  }
  const auto asked = combo(ui, "network.weights", {area.x, area.y, area.width, 32}, names, chosen);
  if (asked && choices[static_cast<std::size_t>(*asked)] != WeightsChoice::kFile) {
    want(frame, state::network::ChooseWeights{choices[static_cast<std::size_t>(*asked)]});
  }
  float y = area.y + 38;
  y += paragraph(ui.canvas(), {area.x, y}, area.width, weights_words(frame),
                 {Face::kText, 12, ui.theme().text_dim}) +
       4;
  const float half = std::floor((area.width - 8) / 2);
  const Rect left{area.x, y, half, 32}, right{area.x + half + 8, y, half, 32};
  if (button(ui, "network.random", left, ui.tr(phrase::kRandomShort),
             {.tip = phrase::kStartRandom.in(ui.language())})) {
    want(frame, state::network::ChooseWeights{WeightsChoice::kRandom});
  }
  if (ui.is_editing("network.path")) {
    const auto path =
        ui.edit("network.path", {area.x, y, area.width, 32}, {Face::kMono, 14, ui.theme().text});
    if (path) want(frame, state::network::OpenWeights{*path});
  } else if (button(ui, "network.open", right, ui.tr(phrase::kNetworkOpenWeights),
                    {.tip = phrase::kOpenWeightsTip.in(ui.language())})) {
    ui.start_edit("network.path", "");
  }
  return y + 32 - area.y;
}

std::string count_words(const LabFrame& frame) {
  const auto& lab = frame.state.network;
  const Ui& ui = frame.ui;
  const auto slot = frame.state.datasets.find(state::network::kTestData);
  if (slot == frame.state.datasets.end()) return {};
  if (!slot->second.error.empty()) return slot->second.error;
  if (!slot->second.data) {
    return ui.tr(phrase::kLoading) + " MNIST " +
           state::percent_text(slot->second.progress, 0, ui.language());
  }
  if (lab.test.counting) return ui.tr(phrase::kCounting) + " \u2026";
  if (!counted(lab)) return {};
  return state::count_text(lab.test.wrong) + " " + ui.tr(phrase::kNetworkOf) + " " +
         state::count_text(slot->second.data->test.count()) + " " + ui.tr(phrase::kWrong);
}

// In a low window the picture itself is the button.
void draw_test_image(LabFrame& frame, const Rect& area, float side) {
  Ui& ui = frame.ui;
  const auto& test = frame.state.network.test;
  const Rect picture{area.x, area.y, side, side};
  const Interaction it = ui.item("network.testimage", picture);
  if (!test.image.empty()) draw_map(frame, picture, test.image.values(), 28, 1, false);
  ui.canvas().stroke_rect(picture, it.hovered ? ui.theme().accent : ui.theme().line_strong,
                          it.hovered ? 2 : 1);
  ui.tooltip("network.testimage", ui.tr(phrase::kUseAsInput));
  ui.focus_ring(it, picture, 0);
  if (it.clicked) want(frame, state::network::LoadTestImage{});
  if (test.label < 0) return;
  const float x = picture.right() + 12;
  const figure::TextStyle style{Face::kText, 14, ui.theme().text};
  const figure::TextStyle value{Face::kMonoMedium, 14, ui.theme().text};
  const auto line = [&](float y, const state::Phrase& name, const std::string& text) {
    const std::string label = ui.tr(name) + " ";
    ui.canvas().text({x, y}, label, style);
    ui.canvas().text({x + ui.canvas().text_width(label, style), y}, text, value);
  };
  const float pitch = side > 70 ? 20 : 18;
  line(area.y + 13, phrase::kNumber, std::to_string(test.index));
  line(area.y + 13 + pitch, phrase::kLabel, std::to_string(test.label));
  if (test.read_as >= 0) {
    const bool right = test.read_as == test.label;
    line(area.y + 13 + 2 * pitch, phrase::kNetworkReadAs,
         std::to_string(test.read_as) + (right ? "" : "  \u2717"));
  }
}

float draw_test_set(LabFrame& frame, const Rect& area, float side) {
  Ui& ui = frame.ui;
  const auto& lab = frame.state.network;
  draw_test_image(frame, area, side);
  const Rect use{area.x + side + 12, area.y + side - 26, area.width - side - 12, 26};
  if (side > 70 && !lab.test.image.empty() &&
      button(ui, "network.use", use, ui.tr(phrase::kUseAsInput), {.size = 12})) {
    want(frame, state::network::LoadTestImage{});
  }
  const float y = area.y + side + 10, half = std::floor((area.width - 8) / 2);
  if (button(ui, "network.next", {area.x, y, half, 32}, ui.tr(phrase::kNext))) {
    want(frame, state::network::ShowTestImage{lab.test.index + 1});
  }
  const Rect right{area.x + half + 8, y, half, 32};
  if (counted(lab) || lab.test.counting || lab.test.image.empty()) {
    if (button(ui, "network.nextwrong", right, ui.tr(phrase::kNextWrong))) {
      want(frame, state::network::ShowNextWrong{});
    }
  } else if (button(ui, "network.count", right, ui.tr(phrase::kCountErrors))) {
    want(frame, state::network::CountErrors{});
  }
  ui.canvas().text({area.x, y + 32 + 18}, count_words(frame),
                   {Face::kText, 12, ui.theme().text_dim});
  return side + 10 + 32 + 22;
}

}  // namespace

void draw_settings(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const bool roomy = rect.height > 800;
  const float inset = roomy ? 20 : 16, pause = roomy ? 18 : 14;
  Rect area = rect.grown(-inset);
  area.height += inset;
  const auto title = [&](const state::Phrase& words) {
    heading(ui, {area.x, area.y + 12}, ui.tr(words));
    area.take_top(roomy ? 22 : 19);
  };
  const auto divide = [&] {
    area.take_top(pause);
    if (roomy) rule(ui, area.x, area.y, area.width);
    area.take_top(roomy ? pause : 0);
  };
  title(phrase::kDrawHere);
  const float side = roomy ? area.width : 140;
  draw_pad(frame, {area.x, area.y, side, side});
  if (roomy) {
    area.take_top(side + 12);
    draw_tools(frame, area, false);
    area.take_top(36);
  } else {
    draw_tools(frame, {area.x + side + 8, area.y, area.width - side - 8, side}, true);
    area.take_top(side + 6);
  }
  if (const auto width =
          slider_row(ui, "network.penwidth", {area.x, area.y, area.width, 34},
                     ui.tr(phrase::kPenWidth), static_cast<double>(frame.state.network.pad.width()),
                     {.least = 6, .most = 48, .step = 1, .usual = 20.0})) {
    want(frame, state::network::SetPenWidth{static_cast<float>(*width)});
  }
  area.take_top(34);
  divide();
  title(phrase::kReceived);
  const float picture = roomy ? 140 : 84;
  draw_received(frame, area, picture);
  area.take_top(picture);
  divide();
  title(phrase::kWeights);
  area.take_top(draw_weights(frame, area));
  divide();
  title(phrase::kTestSet);
  draw_test_set(frame, area, roomy ? 92 : 58);
}

}  // namespace convscope::ui::network
