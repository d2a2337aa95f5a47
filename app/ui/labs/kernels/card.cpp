#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/kernels/kernels_card.h"
#include "app/state/kernels/kernels_check.h"
#include "app/state/number_text.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/kernels_lab.h"
#include "app/ui/labs/kernels/stage_parts.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/number_card.h"

namespace convscope::ui::kernels {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
namespace phrase = state::phrase;

const state::Phrase& reading_of(const state::KernelsState& lab) {
  const state::KernelPicture& picture = lab.result->stages.back();
  switch (lab.setup().output) {
    case state::KernelOutput::kSigned:
      return picture.is_signed() ? phrase::kReadSigned
             : picture.cut       ? phrase::kReadCut
                                 : phrase::kReadGray;
    case state::KernelOutput::kAbsolute:
      return phrase::kReadAbsolute;
    case state::KernelOutput::kMagnitude:
      return phrase::kReadMagnitude;
    case state::KernelOutput::kDirection:
      break;
  }
  return phrase::kReadDirection;
}

// Counts of the output's values on a log scale, its map below them, and this pixel's mark.
void draw_histogram(LabFrame& frame, const Rect& area) {
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const state::KernelsState& lab = frame.state.kernels;
  const state::KernelPicture& picture = lab.result->stages.back();
  rule(ui, area.x, area.y, area.width);
  heading(ui, {area.x, area.y + 24}, ui.tr(phrase::kValuesInPicture));
  const Rect plot{area.x, area.y + 36, std::floor(area.width / 64) * 64, area.height - 150};
  const bool colored = picture.map == state::ColorMap::kColor;
  const Index most = *std::max_element(picture.histogram.begin(), picture.histogram.end());
  const float width = plot.width / 64;
  for (std::size_t i = 0; i < 64; ++i) {
    const auto share =
        static_cast<float>(std::log1p(static_cast<double>(picture.histogram[i])) /
                           std::log1p(static_cast<double>(std::max<Index>(most, 1))));
    const float x = plot.x + width * static_cast<float>(i);
    canvas.fill_rect({x, plot.bottom() - share * plot.height, width, share * plot.height},
                     theme.track);
    const float t = (static_cast<float>(i) + 0.5F) / 64;
    const state::ColorMap map = colored ? state::ColorMap::kGray : picture.map;
    canvas.fill_rect({x, plot.bottom() + 3, width, 12},
                     map_color(theme, map, picture.is_signed() ? 2 * t - 1 : t));
  }
  canvas.stroke_rect({plot.x, plot.bottom() + 3, plot.width, 12}, theme.line_strong, 1);
  const auto at = lab.pixel();
  const float value = picture.plane().at(at.y, at.x);
  const float share = picture.is_signed() ? (value / picture.limit + 1) / 2 : value / picture.limit;
  const float x = plot.x + std::clamp(share, 0.0F, 1.0F) * plot.width;
  if (std::isfinite(value)) {
    canvas.fill_triangle({x - 6, plot.bottom() + 26}, {x + 6, plot.bottom() + 26},
                         {x, plot.bottom() + 17}, theme.text);
  }
  const TextStyle mono{Face::kMono, 12, theme.text};
  const auto limit = static_cast<double>(picture.limit);
  const int digits = limit < 10 ? 2 : 0;
  const std::string more = picture.clipped ? "\u2265 " : "",
                    less = picture.clipped ? "\u2264 " : "";
  const float y = plot.bottom() + 40;
  canvas.text({plot.x, y},
              picture.is_signed() ? less + state::number_text(-limit, digits, ui.language())
              : picture.cut       ? "\u2264 0"
                                  : "0",
              mono);
  if (picture.is_signed()) canvas.text({plot.center_x(), y}, "0", mono, Align::kCenter);
  canvas.text({plot.right(), y}, more + state::number_text(limit, digits, ui.language()), mono,
              Align::kRight);
  float below = y + 10;
  below += paragraph(canvas, {area.x, below}, area.width,
                     ui.tr(std::isfinite(value) ? phrase::kLogScale : phrase::kNoDirection),
                     {Face::kText, 12, theme.text_dim});
  paragraph(canvas, {area.x, below + 6}, area.width, ui.tr(reading_of(lab)),
            {Face::kText, 12, theme.text});
}

// How far a learning is, where the number card would be.
void draw_learning(LabFrame& frame, const Rect& whole) {
  const state::KernelsState& lab = frame.state.kernels;
  Rect rect = whole;
  if (check_switch(frame.ui, rect, "kernels", lab.learn.checking, phrase::kLearnCheckTip)) {
    frame.intents.emplace_back(state::KernelsIntent{state::kernels::ToggleGradientCheck{}});
  }
  if (lab.learn.checking && lab.learn.check) {
    const state::CheckSheet sheet = learn_check_sheet(lab, frame.ui.language());
    if (const auto copied = check_card(frame.ui, rect, sheet, "kernels")) {
      frame.intents.emplace_back(state::CopyToClipboard{*copied});
    }
    return;
  }
  Ui& ui = frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const state::LearnState& learn = lab.learn;
  const float inset = rect.width < 320 ? 16 : 20;
  const Rect inner = rect.grown(-inset);
  float y = inner.y + 20;
  const auto line = [&](const std::string& name, const std::string& value) {
    const TextStyle dim{Face::kText, 14, theme.text_dim}, mono{Face::kMonoBold, 14, theme.text};
    canvas.text({inner.x, y}, name, dim);
    // Below its name where both have no room in a line.
    const float both = canvas.text_width(name, dim) + canvas.text_width(value, mono) + 12;
    if (both > inner.width) y += 20;
    canvas.text({inner.right(), y}, value, mono, Align::kRight);
    y += 28;
  };
  heading(ui, {inner.x, y}, ui.tr(phrase::kLearnHeading));
  y += 32;
  if (learn.points.empty()) {
    paragraph(canvas, {inner.x, y - 14}, inner.width, ui.tr(phrase::kLearnAsk),
              {Face::kText, 14, theme.text});
    return;
  }
  const engine::KernelPoint& point = learn.points[static_cast<std::size_t>(learn.shown())];
  line(ui.tr(phrase::kLearnStepWord), fmt::format("{} / {}", learn.shown(), learn.last()));
  const auto number = [&](double value) { return state::number_text(value, -4, ui.language()); };
  line("L", number(point.loss));
  line("|dL/dw|", number(point.gradient_norm));
  line(ui.tr(phrase::kLearnLargest), number(largest_difference(learn, point)));
  rule(ui, inner.x, y - 12, inner.width);
  y += 12;
  const Index half = learn.wanted.size / 2;
  const std::string x =
      half == 0 ? "x[y+i,x+j]" : fmt::format("x[y+i\u2212{0},x+j\u2212{0}]", half);
  const std::array<std::string, 4> lines{"L = 1/N \u00B7 \u03A3 (o \u2212 t)\u00B2",
                                         "dL/dw[i,j] = 2/N \u00B7 \u03A3",
                                         "  (o[y,x] \u2212 t[y,x])", "  \u00B7 " + x};
  for (const std::string& text : lines) {
    canvas.text({inner.x, y}, text, {Face::kMono, inner.width < 290 ? 12.0F : 14.0F, theme.text});
    y += 22;
  }
}

}  // namespace

void draw_card(LabFrame& frame, const Rect& rect) {
  const state::KernelsState& lab = frame.state.kernels;
  if (lab.page == state::KernelsPage::kLearn) return draw_learning(frame, rect);
  Rect card = rect;
  const bool roomy = rect.height >= 800;
  if (roomy) {
    const float inset = 20;
    const Rect lower = card.take_bottom(330);
    draw_histogram(frame, {lower.x + inset, lower.y, lower.width - 2 * inset, lower.height - 24});
  }
  const NumberCardRequest request =
      number_card(frame.ui, card, kernels_card(lab, frame.ui.language()));
  if (request.copy) frame.intents.emplace_back(state::CopyToClipboard{*request.copy});
  if (request.clicked_row) {
    frame.intents.emplace_back(
        state::KernelsIntent{state::kernels::JumpToTerm{*request.clicked_row}});
  }
  if (rect.contains(frame.ui.input().mouse) && lab.hovered) {
    frame.intents.emplace_back(state::KernelsIntent{state::kernels::Hover{}});
  }
}

}  // namespace convscope::ui::kernels
