#include "app/ui/top_bar.h"

#include <string>

#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
namespace phrase = state::phrase;

void draw_mark(figure::Canvas& canvas, Point at, const state::Theme& theme) {
  canvas.fill_rect({at.x, at.y, 7, 7}, theme.accent);
  canvas.fill_rect({at.x + 9, at.y, 7, 7}, theme.line_strong);
  canvas.fill_rect({at.x, at.y + 9, 7, 7}, theme.line_strong);
  canvas.fill_rect({at.x + 9, at.y + 9, 7, 7}, theme.accent);
}

void draw_tabs(Ui& ui, Rect rest, const state::AppState& state,
               std::vector<state::Intent>& intents) {
  figure::Canvas& canvas = ui.canvas();
  for (const state::LabName& lab : state::kLabs) {
    const bool active = lab.id == state.lab;
    const std::string label = ui.tr(lab.title);
    const TextStyle style{active ? Face::kTextSemiBold : Face::kText, 14,
                          active ? ui.theme().text : ui.theme().text_dim};
    // The width of the active face, so that nothing moves when the tab is chosen.
    const Rect tab = rest.take_left(canvas.text_width(label, {Face::kTextSemiBold, 14, {}}) + 28);
    const std::string id = "tab." + std::string(lab.key);
    const Interaction it = ui.item(id, tab);
    canvas.text_in(tab, label, style);
    if (active) {
      canvas.fill_rect({tab.x + 2, tab.bottom() - 4, tab.width - 4, 4}, ui.theme().accent);
    } else if (it.hovered) {
      canvas.fill_rect({tab.x + 2, tab.bottom() - 4, tab.width - 4, 4}, ui.theme().track);
    }
    ui.focus_ring(it, tab.grown(-6));
    if (it.clicked && !active) intents.emplace_back(state::SelectLab{lab.id});
  }
}

void draw_tab_menu(Ui& ui, const Rect& rest, const state::AppState& state,
                   std::vector<state::Intent>& intents) {
  std::vector<std::string> names;
  int chosen = 0;
  for (const state::LabName& lab : state::kLabs) {
    if (lab.id == state.lab) chosen = static_cast<int>(names.size());
    names.push_back(ui.tr(lab.title));
  }
  const auto picked =
      combo(ui, "tabs.menu", {rest.x, rest.center_y() - 16, 150, 32}, names, chosen);
  if (picked)
    intents.emplace_back(state::SelectLab{state::kLabs[static_cast<std::size_t>(*picked)].id});
}

bool icon_button(Ui& ui, std::string_view id, const Rect& rect, const state::Phrase& tip) {
  const Interaction it = ui.item(id, rect);
  ui.canvas().fill_rect(rect, it.hovered ? ui.theme().select : ui.theme().control, 4);
  ui.canvas().stroke_rect(rect, ui.theme().line_strong, 1, 4);
  ui.focus_ring(it, rect);
  ui.tooltip(id, ui.tr(tip));
  return it.clicked;
}

void half_disc(figure::Canvas& canvas, Point c, const state::Theme& theme) {
  canvas.fill_circle(c, 6, theme.text);
  canvas.fill_rect({c.x, c.y - 7, 7, 14}, theme.control);
  canvas.stroke_circle(c, 7, theme.text, 1.5F);
}

/// Where the controls of the right end are.
struct ActionRects {
  Rect language, theme, present, help;
};

ActionRects place_actions(Ui& ui, const Rect& bar) {
  float right = bar.right() - 20;
  const auto place = [&](float width) {
    right -= width + 12;
    return Rect{right + 12, bar.center_y() - 16, width, 32};
  };
  ActionRects rects;
  rects.help = place(32);
  const TextStyle style{Face::kTextMedium, 14, {}};
  rects.present = place(ui.canvas().text_width(ui.tr(phrase::kPresent), style) + 46);
  rects.theme = place(36);
  rects.language = place(88);
  return rects;
}

void draw_actions(Ui& ui, const ActionRects& rects, const state::AppState& state,
                  std::vector<state::Intent>& intents) {
  figure::Canvas& canvas = ui.canvas();
  const std::vector<std::string> languages{"PT", "EN"};
  const bool english = state.settings.language == state::Language::kEnglish;
  if (segmented(ui, "top.language", rects.language, languages, english ? 1 : 0)) {
    intents.emplace_back(
        state::SetLanguage{english ? state::Language::kPortuguese : state::Language::kEnglish});
  }
  if (icon_button(ui, "top.theme", rects.theme, phrase::kChangeTheme)) {
    intents.emplace_back(state::SetTheme{next_theme(state.settings.theme)});
  }
  half_disc(canvas, rects.theme.center(), ui.theme());
  if (icon_button(ui, "top.present", rects.present, phrase::kPresentTip)) {
    intents.emplace_back(state::TogglePresenting{});
  }
  const float left = rects.present.x, middle = rects.present.center_y();
  canvas.fill_triangle({left + 14, middle - 5.5F}, {left + 14, middle + 5.5F}, {left + 23, middle},
                       ui.theme().text);
  canvas.text_in(rects.present, ui.tr(phrase::kPresent), {Face::kTextMedium, 14, ui.theme().text},
                 Align::kLeft, 32);
  if (icon_button(ui, "top.help", rects.help, phrase::kShortcuts)) {
    intents.emplace_back(state::ToggleHelp{});
  }
  canvas.text_in(rects.help, "?", {Face::kTextSemiBold, 14, ui.theme().text});
}

}  // namespace

void draw_top_bar(Ui& ui, const state::AppState& state, const Layout& layout,
                  std::vector<state::Intent>& intents) {
  Rect rest = layout.top;
  const ActionRects actions = place_actions(ui, layout.top);
  rest.take_left(20);
  draw_mark(ui.canvas(), {rest.x, rest.center_y() - 8}, ui.theme());
  rest.take_left(26);
  if (layout.tabs_in_menu) {
    draw_tab_menu(ui, rest, state, intents);
  } else {
    const TextStyle name{Face::kTextSemiBold, 17, ui.theme().text};
    ui.canvas().text_in(rest, "Convscope", name, Align::kLeft);
    rest.take_left(ui.canvas().text_width("Convscope", name) + 18);
    rest.width = actions.language.x - rest.x;
    draw_tabs(ui, rest, state, intents);
  }
  draw_actions(ui, actions, state, intents);
}

}  // namespace convscope::ui
