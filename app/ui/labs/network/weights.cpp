#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app/state/network/test_browser.h"
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
using figure::Rect;
using state::network::WeightsChoice;
using state::network::WeightsFile;

constexpr std::string_view kFilesPopup = "network.files";
constexpr float kFileRow = 40;
constexpr std::size_t kMostFiles = 9;

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

std::string file_id(std::size_t i) {
  return "network.file." + std::to_string(i);
}

// The end of a path says more than its beginning.
std::string shortened(const figure::Canvas& canvas, const std::string& path,
                      const figure::TextStyle& style, float width) {
  if (canvas.text_width(path, style) <= width) return path;
  std::size_t start = 0;
  while (start < path.size()) {
    const std::size_t slash = path.find('/', start + 1);
    if (slash == std::string::npos) break;
    start = slash;
    if (canvas.text_width("\u2026" + path.substr(start), style) <= width) break;
  }
  return "\u2026" + path.substr(start);
}

void open_file(LabFrame& frame, const std::string& path) {
  frame.ui.close_popup();
  want(frame, state::network::OpenWeights{path});
}

void draw_file_row(LabFrame& frame, const Rect& row, std::size_t i, const WeightsFile& file) {
  Ui& ui = frame.ui;
  const Interaction it = ui.item(file_id(i), row);
  if (it.hovered || (it.focused && ui.memory().focus_visible)) {
    ui.canvas().fill_rect(row, ui.theme().select, 4);
  }
  const figure::TextStyle name{Face::kTextMedium, 14, ui.theme().text};
  const figure::TextStyle folder{Face::kText, 12, ui.theme().text_dim};
  ui.canvas().push_clip(row);
  ui.canvas().text({row.x + 8, row.y + 17}, file.name, name);
  ui.canvas().text({row.x + 8, row.y + 33},
                   shortened(ui.canvas(), file.folder, folder, row.width - 16), folder);
  ui.canvas().pop_clip();
  if (it.clicked) open_file(frame, file.path);
}

void draw_path_field(LabFrame& frame, const Rect& field) {
  Ui& ui = frame.ui;
  constexpr std::string_view kId = "network.path";
  const figure::TextStyle style{Face::kText, 14, ui.theme().text};
  if (ui.is_editing(kId)) {
    const auto path = ui.edit(kId, field, style);
    ui.canvas().stroke_rect(field.grown(1), ui.theme().accent, 2, 4);
    if (path && !path->empty()) open_file(frame, *path);
    return;
  }
  const Interaction it = ui.item(kId, field);
  ui.canvas().fill_rect(field, it.hovered ? ui.theme().select : ui.theme().surface, 4);
  ui.canvas().stroke_rect(field, ui.theme().line_strong, 1, 4);
  ui.canvas().text_in(field, ui.tr(phrase::kTypeAPath), {Face::kText, 14, ui.theme().text_dim},
                      Align::kLeft, 10);
  ui.focus_ring(it, field);
  if (it.clicked) ui.start_edit(kId, "");
}

// The arrows walk through the rows and the field below them.
void walk_through_files(Ui& ui, std::size_t rows) {
  std::string& focused = ui.memory().focused;
  const int step = ui.take_key(Key::kDown) ? 1 : ui.take_key(Key::kUp) ? -1 : 0;
  if (step == 0) return;
  int at = -1;
  const int count = static_cast<int>(rows) + 1;
  const auto id = [&](int i) {
    return i == count - 1 ? std::string("network.path") : file_id(static_cast<std::size_t>(i));
  };
  for (int i = 0; i < count; ++i) {
    if (focused == id(i)) at = i;
  }
  focused = id(at < 0 ? 0 : (at + step + count) % count);
  ui.memory().focus_visible = true;
}

void draw_files(LabFrame& frame, const Rect& box) {
  Ui& ui = frame.ui;
  const NetworkState& lab = frame.state.network;
  const std::size_t shown = std::min(lab.files.size(), kMostFiles);
  walk_through_files(ui, shown);
  Rect rest = box.grown(-16);
  heading(ui, {rest.x, rest.y + 13}, ui.tr(phrase::kWeightFiles));
  rest.take_top(26);
  const figure::TextStyle small{Face::kText, 12, ui.theme().text_dim};
  for (std::size_t i = 0; i < shown; ++i) {
    Rect row = rest.take_top(kFileRow);
    draw_file_row(frame, {row.x - 8, row.y, row.width + 16, row.height}, i, lab.files[i]);
  }
  if (shown < lab.files.size()) {
    ui.canvas().text_in(rest.take_top(22), "\u2026 +" + std::to_string(lab.files.size() - shown),
                        small, Align::kLeft);
  }
  if (lab.files.empty()) {
    ui.canvas().text_in(rest.take_top(kFileRow),
                        ui.tr(lab.listing ? phrase::kLookingForFiles : phrase::kNoWeightFiles),
                        small, Align::kLeft);
  }
  rest.take_top(8);
  draw_path_field(frame, rest.take_top(32));
  ui.canvas().text_in(rest.take_top(26), ui.tr(phrase::kOrDrop), small, Align::kLeft);
}

void draw_open_button(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const NetworkState& lab = frame.state.network;
  if (button(ui, "network.open", rect, ui.tr(phrase::kNetworkOpenWeights),
             {.tip = phrase::kOpenWeightsTip.in(ui.language())})) {
    want(frame, state::network::ListWeightFiles{});
    ui.open_popup(kFilesPopup);
    // Who came by the keyboard goes on by it.
    ui.memory().focused = file_id(0);
  }
  if (!ui.popup_open(kFilesPopup)) return;
  if (!ui.is_editing("network.path") && ui.take_key(Key::kEscape)) {
    ui.close_popup();
    ui.memory().focused = "network.open";
    return;
  }
  const std::size_t rows = std::clamp<std::size_t>(lab.files.size(), 1, kMostFiles);
  const float more = lab.files.size() > kMostFiles ? 22 : 0;
  const float height = 32 + 26 + kFileRow * static_cast<float>(rows) + more + 8 + 32 + 26;
  const Rect& stage = frame.layout.stage;
  Rect box{rect.right() + 16, rect.y, 360, height};
  box.y = std::max(stage.y + 8, std::min(box.y, stage.bottom() - height - 8));
  ui.popup(box, [&frame_ui = ui, &state = frame.state, &intents = frame.intents,
                 &layout = frame.layout, box] {
    LabFrame inside{frame_ui, state, intents, layout};
    draw_files(inside, box);
  });
}

}  // namespace

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
  draw_open_button(frame, right);
  return y + 32 - area.y;
}

}  // namespace convscope::ui::network
