#include "app/ui/widgets/chooser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/search_text.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Face;
using figure::Rect;

constexpr float kRow = 32, kField = 36, kInset = 20, kHead = 40;
constexpr int kPage = 10;

/// One frame of an open chooser.
class Chooser {
 public:
  Chooser(Ui& ui, std::string_view id, ChooserModel model, std::function<void(const Choice&)> taken)
      : ui_(ui), id_(id), model_(std::move(model)), taken_(std::move(taken)) {
    query_ = ui.is_editing(field()) ? ui.memory().edit_text : std::string();
    for (std::size_t i = 0; i < model_.items.size(); ++i) {
      const ChooserItem& item = model_.items[i];
      if (state::found_in(query_, item.search.empty() ? item.name : item.search)) {
        found_.push_back(i);
      }
    }
    // Other words, another list.
    float& length = ui.memory().scroll[id_ + ".length"];
    if (length != static_cast<float>(query_.size())) row() = 0;
    length = static_cast<float>(query_.size());
  }

  std::string field() const { return id_ + ".field"; }
  int shown() const { return std::min(static_cast<int>(found_.size()), kPage); }
  float height() const {
    const int lines = model_.items.empty() ? 0 : std::max(1, shown());
    return kHead + kField + 2 * kInset + (lines > 0 ? 12 + kRow * static_cast<float>(lines) : 0);
  }

  // False when Escape closed it.
  bool read_keys() {
    auto& keys = ui_.keys();
    for (auto press = keys.begin(); press != keys.end(); ++press) {
      if (press->key != Key::kEscape) continue;
      keys.erase(press);
      close();
      return false;
    }
    std::erase_if(keys, [&](const KeyPress& press) {
      const int by = press.key == Key::kDown       ? 1
                     : press.key == Key::kUp       ? -1
                     : press.key == Key::kPageDown ? kPage
                     : press.key == Key::kPageUp   ? -kPage
                                                   : 0;
      row() += static_cast<float>(by);
      return by != 0;
    });
    enter_ = std::any_of(keys.begin(), keys.end(),
                         [](const KeyPress& press) { return press.key == Key::kEnter; });
    row() = std::clamp(row(), 0.0F, std::max(0.0F, static_cast<float>(found_.size()) - 1));
    return true;
  }

  void draw(const Rect& box) {
    const state::Theme& theme = ui_.theme();
    Rect rest = box.grown(-kInset);
    ui_.canvas().text({rest.x, rest.y + 18}, model_.title, {Face::kTextSemiBold, 17, theme.text});
    rest.take_top(kHead - 8);
    Rect line = rest.take_top(kField);
    bool go = enter_;
    if (!model_.action.empty()) {
      const float width = ui_.canvas().text_width(model_.action, {Face::kTextMedium, 14, {}}) + 32;
      const Rect action = line.take_right(width);
      line.take_right(12);
      go |= button(ui_, id_ + ".take", action, model_.action, {.tone = ButtonTone::kPrimary});
    }
    const std::string text = query_;
    draw_field(line);
    rest.take_top(12);
    draw_place(box);
    const auto clicked = draw_items(rest);
    if (clicked) return take({found_[*clicked], text});
    if (!go) return;
    if (!found_.empty()) return take({found_[static_cast<std::size_t>(row())], text});
    if (!text.empty()) take({std::nullopt, text});
  }

 private:
  float& row() { return ui_.memory().scroll[id_ + ".row"]; }
  void close() {
    ui_.close_popup();
    ui_.memory().editing.clear();
  }
  void take(const Choice& choice) {
    close();
    taken_(choice);
  }

  void draw_field(const Rect& rect) {
    const state::Theme& theme = ui_.theme();
    ui_.canvas().fill_rect(rect, theme.surface, 4);
    // A click beside the field does not end the typing: the list goes with the words.
    if (!ui_.is_editing(field())) ui_.start_edit(field(), query_);
    const std::string before = ui_.memory().edit_text;
    ui_.edit(field(), rect.grown(-2), {Face::kText, 14, theme.text});
    if (!ui_.is_editing(field())) ui_.start_edit(field(), before);
    ui_.canvas().stroke_rect(rect, theme.accent, 2, 4);
  }

  // "1-10 of 57" beside the title, where the list is longer than it shows.
  void draw_place(const Rect& box) {
    const auto all = static_cast<int>(found_.size());
    if (all <= shown()) return;
    const int first = first_shown();
    const std::string text =
        fmt::format("\u2191\u2193  {}\u2013{} / {}", first + 1, first + shown(), all);
    ui_.canvas().text({box.right() - kInset, box.y + kInset + 18}, text,
                      {Face::kMono, 12, ui_.theme().text_dim}, Align::kRight);
  }
  int first_shown() {
    const int most = static_cast<int>(found_.size()) - shown();
    return std::clamp(static_cast<int>(row()) - shown() / 2, 0, std::max(0, most));
  }

  // The line that was clicked.
  std::optional<std::size_t> draw_items(Rect rest) {
    const state::Theme& theme = ui_.theme();
    figure::Canvas& canvas = ui_.canvas();
    if (found_.empty()) {
      if (!model_.nothing.empty()) {
        canvas.text_in(rest.take_top(kRow), model_.nothing, {Face::kText, 14, theme.text_dim},
                       Align::kLeft, 10);
      }
      return std::nullopt;
    }
    row() -= std::trunc(rest.contains(ui_.input().mouse) ? ui_.take_wheel() : 0);
    row() = std::clamp(row(), 0.0F, static_cast<float>(found_.size()) - 1);
    const int current = static_cast<int>(row());
    const int first = first_shown();
    std::optional<std::size_t> clicked;
    for (int i = first; i < first + shown(); ++i) {
      const auto index = static_cast<std::size_t>(i);
      const ChooserItem& item = model_.items[found_[index]];
      const Rect line = rest.take_top(kRow);
      const Interaction it = ui_.item(id_ + "[" + std::to_string(i) + "]", line, false);
      if (i == current || it.hovered) canvas.fill_rect(line, theme.select, 4);
      if (i == current) canvas.fill_rect({line.x, line.y + 6, 3, line.height - 12}, theme.accent);
      canvas.push_clip(line);
      const figure::TextStyle dim{Face::kText, 12, theme.text_dim};
      canvas.text_in(line, item.name, {Face::kText, 14, theme.text}, Align::kLeft, 12);
      canvas.text_in(line, item.detail, dim, Align::kRight, 12);
      canvas.pop_clip();
      if (it.clicked) clicked = index;
    }
    return clicked;
  }

  Ui& ui_;
  std::string id_;
  ChooserModel model_;
  std::function<void(const Choice&)> taken_;
  std::string query_;
  std::vector<std::size_t> found_;
  bool enter_ = false;
};

}  // namespace

void open_chooser(Ui& ui, std::string_view id, std::string text) {
  ui.open_popup(id);
  ui.memory().scroll[std::string(id) + ".row"] = 0;
  ui.start_edit(std::string(id) + ".field", std::move(text));
}

void draw_chooser(Ui& ui, std::string_view id, const Rect& window, ChooserModel model,
                  std::function<void(const Choice&)> taken) {
  if (!ui.popup_open(id)) return;
  auto chooser = std::make_shared<Chooser>(ui, id, std::move(model), std::move(taken));
  if (!chooser->read_keys()) return;
  const float width = std::min(620.0F, window.width - 24);
  const Rect box{std::floor(window.center_x() - width / 2),
                 std::floor(window.y + std::min(72.0F, window.height / 10)), width,
                 std::min(chooser->height(), window.height - 24)};
  ui.popup(box, [chooser, box] { chooser->draw(box); });
}

}  // namespace convscope::ui
