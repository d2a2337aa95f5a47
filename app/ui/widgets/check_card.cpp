#include "app/ui/widgets/check_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/check.h"
#include "app/state/phrases/common.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Color;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::CheckedNumber;
using state::CheckSheet;
using state::SlopeCheck;
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

// "9 outputs": how many gradients are added up.
std::string shared_words(const Ui& ui, const CheckedNumber& number) {
  if (number.outputs <= 0) return {};
  const state::Phrase& words = number.outputs == 1 ? phrase::kSharedByOne : phrase::kSharedBy;
  return fmt::format(fmt::runtime(ui.tr(words)), number.outputs);
}

const state::Phrase& verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAgrees:
      return phrase::kAgrees;
    case Verdict::kKink:
      return phrase::kKink;
    case Verdict::kUnknown:
      return phrase::kCannotJudge;
    case Verdict::kDiffers:
      break;
  }
  return phrase::kDiffers;
}

// A tick, a roof or a cross in a square of `size`, then the word: never the colour alone.
void draw_verdict(Ui& ui, Point baseline, Verdict verdict, float size) {
  const state::Theme& theme = ui.theme();
  const Color color = verdict == Verdict::kAgrees    ? theme.good
                      : verdict == Verdict::kDiffers ? theme.bad
                                                     : theme.warn;
  const float x = baseline.x, y = baseline.y - 0.8F * size, s = size * 0.9F;
  const float width = size > 20 ? 3 : 2;
  figure::Canvas& canvas = ui.canvas();
  if (verdict == Verdict::kAgrees) {
    const Point tick[] = {{x, y + 0.55F * s}, {x + 0.35F * s, y + 0.9F * s}, {x + s, y + 0.1F * s}};
    canvas.polyline(tick, color, width);
  } else if (verdict == Verdict::kKink) {
    const Point roof[] = {{x, y + 0.9F * s}, {x + 0.65F * s, y + 0.1F * s}, {x + s, y + 0.9F * s}};
    canvas.polyline(roof, color, width);
  } else if (verdict == Verdict::kUnknown) {
    canvas.line({x, y + 0.5F * s}, {x + s, y + 0.5F * s}, color, width);
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
  const CheckSheet& check;
  const std::string& prefix;
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

// A step that is a power of two as the fraction that it is: "1/1024".
std::string step_text(double step, state::Language language) {
  const double parts = 1 / step;
  int exponent = 0;
  const bool power_of_two = std::frexp(parts, &exponent) == 0.5 && exponent < 31;
  return power_of_two ? "1/" + std::to_string(std::lround(parts))
                      : state::number_text(step, -1, language);
}

// The first number's name without its index: w, or a1 where a cell has no weights.
std::string variable_letter(const CheckSheet& check) {
  if (check.numbers.empty()) return "w";
  const std::string& name = check.numbers.front().name;
  return name.substr(0, name.find('['));
}

void draw_head(CheckCard& card) {
  Ui& ui = card.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const CheckSheet& check = card.check;
  const float pitch = card.pitch() + 1;
  TextStyle title{Face::kTextSemiBold, 24, theme.gradient};
  if (canvas.text_width(ui.tr(phrase::kGradientCheck), title) > card.inner.width) title.size = 20;
  card.y += 24;
  canvas.text({card.inner.x, card.y}, ui.tr(phrase::kGradientCheck), title);
  card.y += 8;
  card.y += paragraph(canvas, {card.inner.x, card.y}, card.inner.width, check.what,
                      {Face::kText, 14, theme.text_dim});
  if (!check.instead.empty()) return;
  card.y += pitch - 2;
  const std::string objective = objective_formula(check);
  const std::string value = " = " + state::objective_text(check, ui.language());
  TextStyle line{Face::kMono, 14, theme.text};
  if (canvas.text_width(objective + value, line) > card.inner.width) line.size = 12;
  canvas.text({card.inner.x, card.y}, objective, line);
  float value_x = card.inner.x + canvas.text_width(objective, line);
  if (value_x + canvas.text_width(value, line) > card.inner.right()) {
    // In a narrow card the value stands below.
    card.y += pitch - 2;
    value_x = card.inner.x + canvas.text_width("L", line);
  }
  canvas.text({value_x, card.y}, value, line);
  card.y += pitch;
  const TextStyle formula{Face::kMono, card.small(), theme.gradient};
  const std::string l = objective_letter(check), w = variable_letter(check);
  const std::string slope = "\u2202" + l + "/\u2202" + w;
  canvas.text({card.inner.x, card.y}, slope, formula);
  canvas.text({card.inner.x + canvas.text_width(slope, formula), card.y},
              fmt::format(" \u2248 ({0}({1}+h) \u2212 {0}({1}\u2212h)) / 2h", l, w),
              {Face::kMono, card.small(), theme.text});
  card.y += pitch - 1;
  canvas.text({card.inner.x, card.y}, "h = " + step_text(check.step, ui.language()),
              {Face::kMono, card.small(), theme.text});
  if (check.term >= 0)
    canvas.text({card.inner.right(), card.y},
                ui.tr(phrase::kTerm) + " " + std::to_string(check.term + 1),
                {Face::kText, card.small(), theme.text_dim}, Align::kRight);
  card.y += card.roomy ? 16 : 9;
}

void draw_kink(CheckCard& card, const SlopeCheck& slopes, bool powers) {
  Ui& ui = card.ui;
  const TextStyle style{Face::kMono, card.small(), ui.theme().text};
  const auto say = [&](double slope) {
    return state::slope_texts({.analytic = slope, .numeric = slope}, ui.language(), powers)
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
  const std::string l = objective_letter(card.check), shared = shared_words(ui, number);
  const float top = card.y;
  rule(ui, card.inner.x, card.y, card.inner.width);
  TextStyle name{Face::kMonoBold, 14, role_of(theme, number)};
  const TextStyle beside{Face::kText, card.small(), theme.text_dim};
  const float room =
      card.inner.width - (shared.empty() ? 0 : canvas.text_width(shared, beside) + 8);
  if (canvas.text_width(name_and_value(ui, number), name) > room) name.size = 12;
  card.y += card.pitch() + 1;
  canvas.text({card.inner.right(), card.y}, shared, beside, Align::kRight);
  canvas.text({card.inner.x, card.y}, name_and_value(ui, number), name);
  const bool powers = needs_powers(card.check);
  const auto derivative = slope_texts(slopes, ui.language(), powers);
  const TextStyle digits{Face::kMonoBold, 14, theme.gradient};
  card.line(ui.tr(phrase::kBackpropagation), derivative.analytic, digits, Face::kText);
  card.line(ui.tr(phrase::kCentralDifference), derivative.numeric, digits, Face::kText);
  const auto losses = loss_texts(slopes, ui.language());
  const TextStyle loss{Face::kMono, card.small(), theme.text};
  card.line(l + "(" + number.letter + "+h)", losses.plus, loss);
  card.line(l + "(" + number.letter + "\u2212h)", losses.minus, loss);
  card.y += card.pitch() + 1;
  draw_verdict(ui, {card.inner.x, card.y}, slopes.verdict, 14);
  const std::string difference = state::tiny_text(slopes.difference(), ui.language());
  const bool words = slopes.verdict == Verdict::kAgrees || slopes.verdict == Verdict::kDiffers;
  canvas.text({card.inner.right(), card.y},
              (words ? ui.tr(phrase::kDifference) + " " : std::string()) + difference,
              {Face::kMono, card.small(), theme.text_dim}, Align::kRight);
  if (slopes.verdict == Verdict::kKink) draw_kink(card, slopes, powers);
  card.y += card.roomy ? 18 : 9;
  const char* role = number.role == CheckedNumber::Role::kWeight  ? ".check.weight"
                     : number.role == CheckedNumber::Role::kInput ? ".check.input"
                                                                  : ".check.bias";
  ui.record_part(card.prefix + role, {card.inner.x, top, card.inner.width, card.y - top});
}

void draw_body(CheckCard& card) {
  draw_head(card);
  Ui& ui = card.ui;
  const TextStyle remark{Face::kText, 14, ui.theme().text};
  const auto say = [&](const std::string& words) {
    if (words.empty()) return;
    card.y += 12;
    card.y += paragraph(ui.canvas(), {card.inner.x, card.y}, card.inner.width, words, remark);
  };
  say(card.check.instead);
  for (const CheckedNumber& number : card.check.numbers) draw_number(card, number);
  say(card.check.remark);
}

// Returns the top of the row of buttons.
float draw_copies(Ui& ui, const Rect& inner, const CheckSheet& check,
                  std::optional<std::string>& copied) {
  const float top = inner.bottom() - 30;
  ui.canvas().text({inner.x, top - 12}, ui.tr(phrase::kCopy),
                   {Face::kText, 12, ui.theme().text_dim});
  if (const auto format = copy_buttons(ui, {inner.x, top, inner.width, 30})) {
    copied = *format == CopyFormat::kText    ? state::check_text(check)
             : *format == CopyFormat::kLatex ? state::check_latex(check)
             : *format == CopyFormat::kCsv   ? state::check_csv(check)
                                             : state::check_numpy(check);
  }
  return top - 30;
}

}  // namespace

bool check_switch(Ui& ui, Rect& rect, const std::string& prefix, bool on,
                  const state::Phrase& tip) {
  const float inset = rect.width < 320 ? 16 : 20;
  const Rect strip = rect.take_bottom(38 + inset);
  const Rect place{strip.x + inset, strip.y + 8, strip.width - 2 * inset, 30};
  rect.height += inset;
  return button(ui, prefix + ".check", place, ui.tr(phrase::kGradientCheck),
                {.chosen = on, .tip = ui.tr(tip)});
}

std::optional<std::string> check_card(Ui& ui, const Rect& rect, const CheckSheet& check,
                                      const std::string& prefix) {
  std::optional<std::string> copied;
  const Rect inner = rect.grown(rect.width < 320 ? -16.0F : -20.0F);
  float bottom = inner.bottom();
  if (!check.numbers.empty()) bottom = draw_copies(ui, inner, check, copied);
  const Rect area{rect.x, rect.y + 10, rect.width, bottom - rect.y - 10};
  float& scroll = ui.memory().scroll["card.check"];
  if (area.contains(ui.input().mouse)) scroll -= ui.input().wheel * 40;
  ui.push_area(area);
  CheckCard card{ui, check, prefix, inner, rect.height > 800, area.y - scroll};
  draw_body(card);
  ui.pop_area();
  const float content = card.y + scroll - area.y;
  if (content > area.height) {
    const Interaction it = ui.item(prefix + ".check.scroll", area);
    if (it.focused && ui.take_key(Key::kDown)) scroll += 40;
    if (it.focused && ui.take_key(Key::kUp)) scroll -= 40;
    ui.focus_ring(it, area.grown(-4));
  }
  scroll = std::clamp(scroll, 0.0F, std::max(0.0F, content - area.height));
  if (content <= area.height) return copied;
  const float share = area.height / content;
  ui.canvas().fill_rect({inner.right() + 8, area.y + scroll * share, 3, area.height * share},
                        ui.theme().line_strong, 1.5F);
  return copied;
}

void presented_check(Ui& ui, const Rect& whole, const CheckSheet& check,
                     const std::string& prefix) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  // As wide as a whole screen: in two columns.
  const bool two = whole.width > 1200 && check.numbers.size() > 1;
  Rect area = whole;
  if (two) area.width = std::floor(whole.width / 2) - 30;
  if (!check.instead.empty() && check.numbers.empty()) {
    paragraph(canvas, {area.x, area.center_y() - 60}, area.width, check.instead,
              {Face::kText, 24, theme.text});
    return;
  }
  // The weight and the input; the bias too where there is room for it. Where it is wide, with
  // words and the verdict in the first line.
  const bool wide = area.width > 440;
  const float block = wide ? 122 : 160;
  const auto most = static_cast<std::size_t>(std::max(1.0F, std::floor(area.height / block)));
  const std::size_t shown = std::min(two ? 2 * most : most, check.numbers.size());
  const std::size_t rows = two ? (shown + 1) / 2 : shown;
  const float top = area.center_y() - block * static_cast<float>(rows) / 2;
  float y = top;
  for (std::size_t i = 0; i < shown; ++i, y += block) {
    if (two && i == rows) {
      area.x += area.width + 60;
      y = top;
    }
    const CheckedNumber& number = check.numbers[i];
    const auto texts = slope_texts(number.slopes, ui.language(), needs_powers(check));
    ui.record_part(prefix + ".check.presented." + std::to_string(i),
                   {area.x, y, area.width, block});
    TextStyle digits{Face::kMonoBold, 29, theme.gradient};
    if (canvas.text_width(texts.analytic, digits) > area.width) digits.size = 24;
    rule(ui, area.x, y, area.width);
    const TextStyle name{Face::kMonoMedium, 24, role_of(theme, number)};
    canvas.text({area.x, y + 34}, "\u2202" + objective_letter(check) + "/\u2202" + number.name,
                name);
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

}  // namespace convscope::ui
