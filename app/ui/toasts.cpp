#include "app/ui/toasts.h"

#include <algorithm>
#include <string>

#include "app/state/problem_text.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Face;
using figure::Rect;
using state::Toast;

constexpr float kWidth = 380;
constexpr double kLifetime_s = 6;

// An icon beside the colour, so that the tone is never told by colour alone.
std::string_view icon(Toast::Tone tone) {
  switch (tone) {
    case Toast::Tone::kWarn:
      return "!";
    case Toast::Tone::kBad:
      return "\u00D7";
    case Toast::Tone::kGood:
      break;
  }
  return "i";
}

figure::Color color(const state::Theme& theme, Toast::Tone tone) {
  switch (tone) {
    case Toast::Tone::kWarn:
      return theme.warn;
    case Toast::Tone::kBad:
      return theme.bad;
    case Toast::Tone::kGood:
      break;
  }
  return theme.good;
}

constexpr float kText = 48, kMost = 3, kClose = 28;

/// What a toast says and how high it is.
struct Words {
  state::ProblemText text;
  float sentence = 0, technical = 0;  ///< heights

  float height() const { return std::max(sentence + technical + 22, 44.0F); }
};

figure::TextStyle sentence_style(figure::Color color) {
  return {Face::kText, 14, color};
}
figure::TextStyle technical_style(figure::Color color) {
  return {Face::kMono, 12, color};
}

// A path has no blanks to break at: pieces that fit.
std::string breakable(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result;
  std::size_t run = 0;
  for (const char sign : text) {
    const bool first_byte = (sign & 0xC0) != 0x80;
    if (run >= kLongest && first_byte) {
      result += ' ';
      run = 0;
    }
    result += sign;
    run = sign == ' ' ? 0 : run + 1;
  }
  return result;
}

Words words_of(Ui& ui, const Toast& toast, float width) {
  Words words{state::problem_text(toast.text, ui.language())};
  words.text.sentence = breakable(words.text.sentence);
  words.text.technical = breakable(words.text.technical);
  figure::Canvas& canvas = ui.canvas();
  words.sentence = paragraph(canvas, {}, width, words.text.sentence, sentence_style({}), true);
  if (!words.text.technical.empty()) {
    words.technical =
        paragraph(canvas, {}, width, words.text.technical, technical_style({}), true) + 2;
  }
  return words;
}

void draw_toast(Ui& ui, const Rect& box, Toast::Tone tone_of, const Words& words) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const figure::Color tone = color(theme, tone_of);
  canvas.fill_rect(box, theme.control, 8);
  canvas.fill_rect({box.x, box.y, 6, box.height}, tone, 3);
  canvas.stroke_rect(box, theme.line_strong, 1, 8);
  canvas.text_in({box.x + 12, box.y + 8, 28, 24}, icon(tone_of), {Face::kTextSemiBold, 17, tone});
  const float width = box.width - kText - kClose - 8;
  paragraph(canvas, {box.x + kText, box.y + 10}, width, words.text.sentence,
            sentence_style(theme.text));
  if (words.text.technical.empty()) return;
  paragraph(canvas, {box.x + kText, box.y + 12 + words.sentence}, width, words.text.technical,
            technical_style(theme.text_dim));
}

void draw_close(Ui& ui, const Rect& rect, const Interaction& it) {
  figure::Canvas& canvas = ui.canvas();
  if (it.hovered) canvas.fill_rect(rect, ui.theme().select, 4);
  const figure::Point c = rect.center();
  canvas.line({c.x - 5, c.y - 5}, {c.x + 5, c.y + 5}, ui.theme().text, 1.75F);
  canvas.line({c.x - 5, c.y + 5}, {c.x + 5, c.y - 5}, ui.theme().text, 1.75F);
  ui.focus_ring(it, rect.grown(-4));
}

// Whether it has been seen long enough. Errors stay until closed, so they are never old.
bool is_old(Ui& ui, const Toast& toast, bool errors_too) {
  const std::string id = "toast." + std::to_string(toast.id);
  const auto [born, fresh] =
      ui.memory().motions.try_emplace(id, UiMemory::Motion{0, 0, ui.input().time_s});
  if (toast.tone == Toast::Tone::kBad && !errors_too) return false;
  ui.request_frame();
  return ui.input().time_s - born->second.start_s > kLifetime_s;
}

// On a projector only the newest, as a line at the lower left, for some seconds.
void draw_line(Ui& ui, const state::AppState& state, const Layout& layout,
               std::vector<state::Intent>& intents) {
  const Toast& toast = state.toasts.back();
  if (is_old(ui, toast, true)) {
    if (toast.tone != Toast::Tone::kBad) intents.emplace_back(state::CloseToast{toast.id});
    return;
  }
  const std::string text = state::problem_text(toast.text, ui.language()).sentence;
  const Rect line{layout.stage.x + 24, layout.stage.bottom() - 44,
                  std::min(layout.stage.width / 2, 700.0F), 32};
  ui.later([&ui, line, text, tone = toast.tone] {
    figure::Canvas& canvas = ui.canvas();
    canvas.push_clip(line);
    const figure::TextStyle style{Face::kText, 17, ui.theme().text_dim};
    // Nothing of the figure between its letters.
    canvas.fill_rect({line.x, line.y, canvas.text_width(text, style) + 28, line.height},
                     ui.theme().surface);
    canvas.fill_rect({line.x, line.y + 4, 4, line.height - 8}, color(ui.theme(), tone));
    canvas.text_in(line, text, style, figure::Align::kLeft, 14);
    canvas.pop_clip();
  });
}

}  // namespace

void draw_toasts(Ui& ui, const state::AppState& state, const Layout& layout,
                 std::vector<state::Intent>& intents) {
  if (state.toasts.empty()) return;
  if (state.presenting) return draw_line(ui, state, layout, intents);
  float bottom = layout.stage.bottom() - 16;
  float shown = 0;
  for (auto toast = state.toasts.rbegin(); toast != state.toasts.rend(); ++toast) {
    // The older ones have had their time.
    if (++shown > kMost) {
      intents.emplace_back(state::CloseToast{toast->id});
      continue;
    }
    const float width = std::min(kWidth, layout.stage.width - 16);
    const Words words = words_of(ui, *toast, width - kText - kClose - 8);
    const Rect box{layout.stage.right() - width - 8, bottom - words.height(), width,
                   words.height()};
    const std::string id = "toast." + std::to_string(toast->id);
    if (is_old(ui, *toast, false)) intents.emplace_back(state::CloseToast{toast->id});
    const Rect sign{box.right() - kClose - 6, box.y + 8, kClose, kClose};
    const Interaction close = ui.item(id + ".close", sign);
    if (ui.item(id, box, false).clicked || close.clicked) {
      intents.emplace_back(state::CloseToast{toast->id});
    }
    ui.later([&ui, box, sign, close, words, tone = toast->tone] {
      draw_toast(ui, box, tone, words);
      draw_close(ui, sign, close);
    });
    bottom -= words.height() + 8;
  }
}

}  // namespace convscope::ui
