#include <algorithm>
#include <cmath>
#include <string>

#include "app/state/network/gradient_check.h"
#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Color;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::network::CheckedNumber;
using state::network::GradientCheck;
using state::network::SlopeCheck;
using Verdict = SlopeCheck::Verdict;

Color role_of(const state::Theme& theme, const CheckedNumber& number) {
  switch (number.role) {
    case CheckedNumber::Role::kWeight:
      return theme.filter;
    case CheckedNumber::Role::kInput:
      return theme.input;
    case CheckedNumber::Role::kBias:
      break;
  }
  return theme.text;
}

std::string name_and_value(const Ui& ui, const CheckedNumber& number) {
  return number.name + " = " + state::number_text(number.slopes.value, 4, ui.language());
}

const state::Phrase& verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAgrees:
      return phrase::kAgrees;
    case Verdict::kKink:
      return phrase::kKink;
    case Verdict::kDiffers:
      break;
  }
  return phrase::kDiffers;
}

// A tick, a roof or a cross in a square of `size`, then the word: never the colour alone.
void draw_verdict(Ui& ui, Point baseline, Verdict verdict, float size) {
  const state::Theme& theme = ui.theme();
  const Color color = verdict == Verdict::kAgrees ? theme.good
                      : verdict == Verdict::kKink ? theme.warn
                                                  : theme.bad;
  const float x = baseline.x, y = baseline.y - 0.8F * size, s = size * 0.9F;
  const float width = size > 20 ? 3 : 2;
  figure::Canvas& canvas = ui.canvas();
  if (verdict == Verdict::kAgrees) {
    const Point tick[] = {{x, y + 0.55F * s}, {x + 0.35F * s, y + 0.9F * s}, {x + s, y + 0.1F * s}};
    canvas.polyline(tick, color, width);
  } else if (verdict == Verdict::kKink) {
    const Point roof[] = {{x, y + 0.9F * s}, {x + 0.65F * s, y + 0.1F * s}, {x + s, y + 0.9F * s}};
    canvas.polyline(roof, color, width);
  } else {
    canvas.line({x, y + 0.1F * s}, {x + 0.8F * s, y + 0.9F * s}, color, width);
    canvas.line({x + 0.8F * s, y + 0.1F * s}, {x, y + 0.9F * s}, color, width);
  }
  canvas.text({x + s + 0.5F * size, baseline.y}, ui.tr(verdict_words(verdict)),
              {Face::kTextSemiBold, size, color});
}

float verdict_width(Ui& ui, Verdict verdict, float size) {
  return 1.4F * size + ui.canvas().text_width(ui.tr(verdict_words(verdict)),
                                              {Face::kTextSemiBold, size, ui.theme().text});
}

/// The card from its top downwards.
struct CheckCard {
  Ui& ui;
  const GradientCheck& check;
  Rect inner;
  bool roomy = false;
  float y = 0;  // baseline of the last line

  /// The smaller type: of losses and remarks.
  float small() const { return roomy ? 14 : 12; }
  float pitch() const { return roomy ? 25 : 18; }

  void line(const std::string& words, const std::string& value, const TextStyle& style,
            Face face = Face::kMono) {
    const state::Theme& theme = ui.theme();
    y += style.face == Face::kMonoBold ? pitch() : pitch() - 2.5F;
    const bool strong = style.face == Face::kMonoBold;
    ui.canvas().text({inner.x, y}, words, {face, style.size, strong ? theme.text : theme.text_dim});
    ui.canvas().text({inner.right(), y}, value, style, Align::kRight);
  }
};

void draw_head(CheckCard& card) {
  Ui& ui = card.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const GradientCheck& check = card.check;
  const std::string k = std::to_string(check.target);
  const float pitch = card.pitch() + 1;
  TextStyle title{Face::kTextSemiBold, 24, theme.gradient};
  if (canvas.text_width(ui.tr(phrase::kGradientCheck), title) > card.inner.width) title.size = 20;
  card.y += 24;
  canvas.text({card.inner.x, card.y}, ui.tr(phrase::kGradientCheck), title);
  card.y += 8;
  const std::string words = ui.tr(phrase::kLossOf) + " " + k + ", " +
                            ui.tr(check.labelled ? phrase::kTheLabel : phrase::kTheFirstGuess);
  card.y += paragraph(canvas, {card.inner.x, card.y}, card.inner.width, words,
                      {Face::kText, 14, theme.text_dim});
  if (check.too_large || check.waiting) return;
  card.y += pitch - 2;
  canvas.text({card.inner.x, card.y},
              "L = \u2212log p[" + k + "] = " + state::number_text(check.loss, 6, ui.language()),
              {Face::kMono, 14, theme.text});
  card.y += pitch;
  const TextStyle formula{Face::kMono, card.small(), theme.gradient};
  canvas.text({card.inner.x, card.y}, "\u2202L/\u2202w", formula);
  canvas.text({card.inner.x + canvas.text_width("\u2202L/\u2202w", formula), card.y},
              " \u2248 (L(w+h) \u2212 L(w\u2212h)) / 2h", {Face::kMono, card.small(), theme.text});
  card.y += pitch - 1;
  canvas.text({card.inner.x, card.y},
              "h = " + state::number_text(state::network::GradientProbe::kStep, 5, ui.language()),
              {Face::kMono, card.small(), theme.text});
  canvas.text({card.inner.right(), card.y},
              ui.tr(phrase::kTerm) + " " + std::to_string(check.term + 1),
              {Face::kText, card.small(), theme.text_dim}, Align::kRight);
  card.y += card.roomy ? 16 : 9;
}

void draw_kink(CheckCard& card, const SlopeCheck& slopes) {
  Ui& ui = card.ui;
  const TextStyle style{Face::kMono, card.small(), ui.theme().text};
  const auto say = [&](double slope) {
    return state::network::slope_texts({.analytic = slope, .numeric = slope}, ui.language())
        .analytic;
  };
  card.line(ui.tr(phrase::kToTheLeft), say(slopes.backwards), style, Face::kText);
  card.line(ui.tr(phrase::kToTheRight), say(slopes.forwards), style, Face::kText);
  if (!card.roomy) return;
  card.y += 8;
  card.y += paragraph(ui.canvas(), {card.inner.x, card.y}, card.inner.width,
                      ui.tr(phrase::kKinkRemark), {Face::kText, 14, ui.theme().text_dim});
}

void draw_number(CheckCard& card, const CheckedNumber& number) {
  Ui& ui = card.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const SlopeCheck& slopes = number.slopes;
  const float top = card.y;
  rule(ui, card.inner.x, card.y, card.inner.width);
  TextStyle name{Face::kMonoBold, 14, role_of(theme, number)};
  if (canvas.text_width(name_and_value(ui, number), name) > card.inner.width) name.size = 12;
  card.y += card.pitch() + 1;
  canvas.text({card.inner.x, card.y}, name_and_value(ui, number), name);
  const auto derivative = slope_texts(slopes, ui.language());
  const TextStyle digits{Face::kMonoBold, 14, theme.gradient};
  card.line(ui.tr(phrase::kBackpropagation), derivative.analytic, digits, Face::kText);
  card.line(ui.tr(phrase::kCentralDifference), derivative.numeric, digits, Face::kText);
  const auto losses = loss_texts(slopes, ui.language());
  const TextStyle loss{Face::kMono, card.small(), theme.text};
  card.line("L(" + number.letter + "+h)", losses.plus, loss);
  card.line("L(" + number.letter + "\u2212h)", losses.minus, loss);
  card.y += card.pitch() + 1;
  draw_verdict(ui, {card.inner.x, card.y}, slopes.verdict, 14);
  const std::string difference = state::network::tiny_text(slopes.difference(), ui.language());
  const bool words = slopes.verdict != Verdict::kKink;
  canvas.text({card.inner.right(), card.y},
              (words ? ui.tr(phrase::kDifference) + " " : std::string()) + difference,
              {Face::kMono, card.small(), theme.text_dim}, Align::kRight);
  if (slopes.verdict == Verdict::kKink) draw_kink(card, slopes);
  card.y += card.roomy ? 18 : 9;
  const char* id = number.role == CheckedNumber::Role::kWeight  ? "network.check.weight"
                   : number.role == CheckedNumber::Role::kInput ? "network.check.input"
                                                                : "network.check.bias";
  ui.record_part(id, {card.inner.x, top, card.inner.width, card.y - top});
}

void draw_body(CheckCard& card) {
  draw_head(card);
  Ui& ui = card.ui;
  const TextStyle remark{Face::kText, 14, ui.theme().text};
  const auto say = [&](const state::Phrase& words) {
    card.y += 12;
    card.y +=
        paragraph(ui.canvas(), {card.inner.x, card.y}, card.inner.width, ui.tr(words), remark);
  };
  if (card.check.too_large) {
    say(phrase::kTooLargeToCheck);
  } else if (card.check.waiting) {
    say(phrase::kCheckedAfterStroke);
  }
  for (const CheckedNumber& number : card.check.numbers) draw_number(card, number);
  if (card.check.reads_padding) say(phrase::kReadsPadding);
}

// Returns the top of the row of buttons.
float draw_copies(LabFrame& frame, const Rect& inner, const GradientCheck& check) {
  Ui& ui = frame.ui;
  const float top = inner.bottom() - 30, width = (inner.width - 3 * 8) / 4;
  ui.canvas().text({inner.x, top - 12}, ui.tr(phrase::kCopy),
                   {Face::kText, 12, ui.theme().text_dim});
  float x = inner.x;
  const auto one = [&](const char* id, const std::string& label,
                       std::string (*copy)(const GradientCheck&)) {
    if (button(ui, id, {x, top, width, 30}, label)) {
      frame.intents.emplace_back(state::CopyToClipboard{copy(check)});
    }
    x += width + 8;
  };
  one("card.copy.text", ui.tr(phrase::kCopyText), state::network::check_text);
  one("card.copy.latex", "LaTeX", state::network::check_latex);
  one("card.copy.csv", "CSV", state::network::check_csv);
  one("card.copy.numpy", "NumPy", state::network::check_numpy);
  return top - 30;
}

}  // namespace

void draw_check_card(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const GradientCheck& check = *frame.state.network.check;
  const Rect inner = rect.grown(rect.width < 320 ? -16.0F : -20.0F);
  float bottom = inner.bottom();
  if (!check.numbers.empty()) bottom = draw_copies(frame, inner, check);
  const Rect area{rect.x, rect.y + 10, rect.width, bottom - rect.y - 10};
  float& scroll = ui.memory().scroll["card.check"];
  if (area.contains(ui.input().mouse)) scroll -= ui.input().wheel * 40;
  ui.push_area(area);
  CheckCard card{ui, check, inner, rect.height > 800, area.y - scroll};
  draw_body(card);
  ui.pop_area();
  const float content = card.y + scroll - area.y;
  if (content > area.height) {
    const Interaction it = ui.item("network.check.scroll", area);
    if (it.focused && ui.take_key(Key::kDown)) scroll += 40;
    if (it.focused && ui.take_key(Key::kUp)) scroll -= 40;
    ui.focus_ring(it, area.grown(-4));
  }
  scroll = std::clamp(scroll, 0.0F, std::max(0.0F, content - area.height));
  if (content <= area.height) return;
  const float share = area.height / content;
  ui.canvas().fill_rect({inner.right() + 8, area.y + scroll * share, 3, area.height * share},
                        ui.theme().line_strong, 1.5F);
}

void draw_presented_check(LabFrame& frame, const Rect& area) {
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const GradientCheck& check = *frame.state.network.check;
  if (check.too_large) {
    paragraph(canvas, {area.x, area.center_y() - 60}, area.width, ui.tr(phrase::kTooLargeToCheck),
              {Face::kText, 24, theme.text});
    return;
  }
  // The weight and the input; the bias too where there is room for it. Where it is wide, with
  // words and the verdict in the first line.
  const bool wide = area.width > 440;
  const float block = wide ? 122 : 160;
  const auto most = static_cast<std::size_t>(std::max(1.0F, std::floor(area.height / block)));
  const std::size_t shown = std::min(most, check.numbers.size());
  float y = area.center_y() - block * static_cast<float>(shown) / 2;
  for (std::size_t i = 0; i < shown; ++i, y += block) {
    const CheckedNumber& number = check.numbers[i];
    const auto texts = slope_texts(number.slopes, ui.language());
    ui.record_part("network.check.presented." + std::to_string(i), {area.x, y, area.width, block});
    TextStyle digits{Face::kMonoBold, 29, theme.gradient};
    if (canvas.text_width(texts.analytic, digits) > area.width) digits.size = 24;
    rule(ui, area.x, y, area.width);
    const TextStyle name{Face::kMonoMedium, 24, role_of(theme, number)};
    canvas.text({area.x, y + 34}, "\u2202L/\u2202" + number.name, name);
    canvas.text({area.right(), y + 70}, texts.analytic, digits, Align::kRight);
    canvas.text({area.right(), y + 106}, texts.numeric, digits, Align::kRight);
    if (wide) {
      const TextStyle words{Face::kText, 24, theme.text};
      canvas.text({area.x, y + 70}, ui.tr(phrase::kBackpropagation), words);
      canvas.text({area.x, y + 106}, ui.tr(phrase::kCentralDifference), words);
    }
    const float verdict = verdict_width(ui, number.slopes.verdict, 24);
    draw_verdict(ui, wide ? Point{area.right() - verdict, y + 34} : Point{area.x, y + 142},
                 number.slopes.verdict, 24);
  }
}

}  // namespace convscope::ui::network
