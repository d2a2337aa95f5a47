#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/state/network/test_browser.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/drawing_area.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using figure::Face;
using figure::Rect;
using state::network::WeightsChoice;

// A name in one line: its beginning and its end.
std::string shortened(Ui& ui, const std::string& name, const figure::TextStyle& style,
                      float width) {
  if (ui.canvas().text_width(name, style) <= width) return name;
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  std::size_t left = name.size() / 2, right = left;
  std::string words;
  do {
    if (left > 0) --left;
    while (left > 0 && !is_start(name[left])) --left;
    if (right < name.size()) ++right;
    while (right < name.size() && !is_start(name[right])) ++right;
    words = name.substr(0, left) + "\u2026" + name.substr(right);
  } while (left > 0 && ui.canvas().text_width(words, style) > width);
  return words;
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
  const figure::TextStyle small{Face::kText, 12, ui.theme().text_dim};
  float top = area.y + 18;
  if (untouched) {
    const std::string& name = drawing.picture_name;
    const std::string words =
        shortened(ui, name.empty() ? ui.tr(phrase::kSomePicture) : name, small, area.right() - x);
    ui.canvas().text({x, top + small.size}, words, small);
    top += 17;
    ui.item("network.received", {x, area.y + 18, area.right() - x, 17}, false);
    if (words != name) ui.tooltip("network.received", name);
  }
  top += 8 + paragraph(ui.canvas(), {x, top}, area.right() - x,
                       ui.tr(untouched ? phrase::kUntouched : phrase::kCentred), small);
  draw_upright_scale(frame, {x, top, 12, std::max(24.0F, picture.bottom() - top)}, 1);
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
  return fmt::format(fmt::runtime(ui.tr(phrase::kWrongOf)), state::count_text(lab.test.wrong),
                     state::count_text(slot->second.data->test.count()));
}

// The picture is a button too.
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
  const auto say = [&](figure::Point at, const state::Phrase& name, const std::string& text) {
    const std::string label = ui.tr(name) + " ";
    ui.canvas().text(at, label, style);
    at.x += ui.canvas().text_width(label, style);
    ui.canvas().text(at, text, value);
    return at.x + ui.canvas().text_width(text, value);
  };
  const bool roomy = side > 70;
  const float pitch = roomy ? 20 : 18;
  float y = area.y + 12;
  // In a low window two lines and the button below them.
  const float end = say({x, y}, phrase::kNumber, std::to_string(test.index));
  if (roomy) y += pitch;
  say({roomy ? x : end + 12, y}, phrase::kLabel, std::to_string(test.label));
  if (test.read_as < 0) return;
  const bool right = test.read_as == test.label;
  say({x, y + pitch}, phrase::kNetworkReadAs,
      std::to_string(test.read_as) + (right ? "" : ", " + ui.tr(phrase::kWrongly)));
}

float draw_test_set(LabFrame& frame, const Rect& area, float side) {
  Ui& ui = frame.ui;
  const auto& lab = frame.state.network;
  draw_test_image(frame, area, side);
  const Rect use{area.x + side + 12, area.y + side - 26, area.width - side - 12, 26};
  if (!lab.test.image.empty() &&
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
  const bool roomy = rect.height > 940, tight = rect.height < 620;
  const float inset = roomy ? 20 : 16, pause = roomy ? 18 : tight ? 9 : 13;
  Rect area = rect.grown(-inset);
  area.height = 4096;  // as high as it needs
  // What does not fit in a very low window is reached with the wheel.
  float& offset = ui.memory().scroll["network.settings"];
  const float most = std::max(0.0F, ui.memory().scroll["network.settings.height"] - rect.height);
  if (rect.contains(ui.input().mouse) && ui.memory().popup.empty()) {
    offset -= ui.input().wheel * 60;
  }
  offset = std::clamp(offset, 0.0F, most);
  area.y -= offset + (tight ? 8 : 0);
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
  const float side = roomy ? area.width : tight ? 112 : 140;
  draw_drawing_pad(frame, "network.", {area.x, area.y, side, side});
  if (roomy) {
    area.take_top(side + 12);
    area.take_top(draw_pad_tools(frame, "network.", area, PadToolsShape::kRow, 32) + 4);
  } else {
    const Rect tools{area.x + side + 8, area.y, area.width - side - 8, side};
    draw_pad_tools(frame, "network.", tools, PadToolsShape::kColumn, (side - 12) / 4);
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
  area.take_top(draw_test_set(frame, area, roomy ? 92 : 64));
  ui.memory().scroll["network.settings.height"] = area.y + 8 + offset - rect.y;
}

}  // namespace convscope::ui::network
