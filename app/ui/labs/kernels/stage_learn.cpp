#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "app/state/convolution/view.h"
#include "app/state/kernels/kernels_check.h"
#include "app/state/number_text.h"
#include "app/state/phrases/kernels.h"
#include "app/ui/labs/kernels/stage_parts.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/scale_bar.h"

namespace convscope::ui::kernels {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
namespace phrase = state::phrase;
namespace action = state::kernels;

// The loss on a logarithmic scale, from left to right, one point a step.
void draw_loss(KernelStage& stage, const Rect& area) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const state::LearnState& learn = stage.lab().learn;
  const bool present = stage.presenting();
  canvas.text({area.x, area.y + 14}, stage.ui().tr(phrase::kLearnLoss),
              {Face::kTextMedium, present ? 20.0F : 14.0F, theme.text});
  const float left = present ? 84 : 56, head = present ? 34 : 26;
  const Rect plot{area.x + left, area.y + head, area.width - left - 16, area.height - head - 18};
  canvas.stroke_rect(plot, theme.line, 1);
  if (learn.points.size() < 2 || plot.height < 20) return;
  double low = 1e300, high = 1e-300;
  for (const engine::KernelPoint& point : learn.points) {
    if (!std::isfinite(point.loss)) continue;
    low = std::min(low, std::max(point.loss, 1e-12));
    high = std::max(high, point.loss);
  }
  const double bottom = std::floor(std::log10(low)),
               top = std::max(std::ceil(std::log10(high)), bottom + 1);
  const auto y_of = [&](double loss) {
    const double share = (std::log10(std::max(loss, 1e-12)) - bottom) / (top - bottom);
    return plot.bottom() - static_cast<float>(std::clamp(share, 0.0, 1.0)) * plot.height;
  };
  const int every = std::max(1, static_cast<int>((top - bottom) / 4));
  for (int power = static_cast<int>(bottom); power <= static_cast<int>(top); power += every) {
    const float y = y_of(std::pow(10.0, power));
    canvas.line({plot.x, y}, {plot.right(), y}, theme.line);
    const std::string text =
        power < 0 ? fmt::format("1e\u2212{}", -power) : fmt::format("1e{}", power);
    const float size = present ? 20 : 12;
    canvas.text({plot.x - 8, y + 0.36F * size}, text, {Face::kMono, size, theme.text_dim},
                Align::kRight);
  }
  const auto last = static_cast<float>(std::max<Index>(learn.last(), 1));
  const auto x_of = [&](Index step) {
    return plot.x + static_cast<float>(step) / last * plot.width;
  };
  const Index stride = std::max<Index>(learn.last() / 1000, 1);
  std::vector<Point> done, ahead;
  for (Index i = 0; i <= learn.last(); i += stride) {
    const engine::KernelPoint& point = learn.points[static_cast<std::size_t>(i)];
    if (!std::isfinite(point.loss)) continue;
    (i <= learn.shown() ? done : ahead).push_back({x_of(i), y_of(point.loss)});
  }
  if (!done.empty() && !ahead.empty()) ahead.insert(ahead.begin(), done.back());
  if (ahead.size() > 1) canvas.polyline(ahead, theme.line_strong, 1.5F);
  if (done.size() > 1) canvas.polyline(done, theme.series[1], 2.25F);
  const float now = x_of(learn.shown());
  canvas.line({now, plot.y}, {now, plot.bottom()}, theme.text, 1.5F);
  const Interaction it = stage.ui().item("kernels.loss", plot, false);
  if (it.held) {
    const float share = std::clamp((it.mouse.x - plot.x) / plot.width, 0.0F, 1.0F);
    stage.want(action::RewindLearning{static_cast<Index>(std::lround(share * last))});
  }
}

void draw_learn_buttons(KernelStage& stage, Point at) {
  const state::LearnState& learn = stage.lab().learn;
  const auto put = [&](const char* id, const state::Phrase& words, ButtonTone tone,
                       state::KernelsAction what) {
    const std::string text = stage.ui().tr(words);
    const float width = stage.canvas().text_width(text, {Face::kTextMedium, 14, {}}) + 36;
    if (button(stage.ui(), id, {at.x, at.y, width, 40}, text, {.tone = tone})) {
      stage.want(std::move(what));
    }
    at.x += width + 8;
  };
  if (learn.running) {
    put("kernels.learn.pause", phrase::kLearnPause, ButtonTone::kPrimary, action::PauseLearning{});
  } else {
    put("kernels.learn.run", phrase::kLearnRun, ButtonTone::kPrimary, action::RunLearning{});
  }
  put("kernels.learn.reset", phrase::kLearnReset, ButtonTone::kNormal, action::ResetLearning{});
  std::string words;
  const state::Theme& theme = stage.ui().theme();
  figure::Color color = theme.text_dim;
  if (!learn.points.empty() && !std::isfinite(learn.points.back().loss)) {
    words = stage.ui().tr(phrase::kLearnDiverged);
    color = theme.warn;
  } else if (!learn.points.empty() && learn.points.back().loss > 10 * learn.points.front().loss) {
    words = stage.ui().tr(phrase::kLearnGrows);
    color = theme.warn;
  } else if (learn.rewound) {
    words = stage.ui().tr(phrase::kLearnRewound);
  }
  stage.canvas().text({at.x + 12, at.y + 25}, words, {Face::kText, 14, color});
}

struct LearnPictures {
  engine::Plane input, wanted, learned;
  float limit = 1;
};

LearnPictures learn_pictures(const state::KernelsState& lab, const state::KernelFilter& wanted,
                             const std::vector<float>& kernel) {
  LearnPictures pictures;
  pictures.input = learn_picture(lab.setup().photo);
  const engine::Plane plain = engine::standardized(pictures.input);
  pictures.wanted = engine::correlate(plain, wanted.weights(), wanted.size);
  pictures.learned = engine::correlate(plain, kernel, wanted.size);
  std::vector<float> sizes;
  for (const float v : pictures.wanted.values) sizes.push_back(std::fabs(v));
  const auto most = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 199 / 200);
  std::nth_element(sizes.begin(), most, sizes.end());
  pictures.limit = std::max(*most, 1e-6F);
  return pictures;
}

void draw_learn_photo(KernelStage& stage, const Rect& cell, const state::Phrase& title,
                      figure::Color role, const engine::Plane& plane, float limit) {
  const bool present = stage.presenting();
  const float head = present ? 36 : 26;
  stage.canvas().text({cell.x, cell.y + head - 10}, stage.ui().tr(title),
                      {Face::kTextMedium, present ? 20.0F : 14.0F, role});
  const bool photo = limit <= 0;
  const float scale = present ? 32 : 24;
  const Rect rect = picture_in({cell.x, cell.y, cell.width, cell.height - scale}, plane, head);
  stage.canvas().heat_map(rect,
                          {.values = plane.values,
                           .width = static_cast<int>(plane.width),
                           .height = static_cast<int>(plane.height),
                           .limit = photo ? 255 : limit,
                           .map = photo ? state::ColorMap::kGray : state::ColorMap::kDiverging,
                           .smooth = true});
  stage.canvas().stroke_rect(rect.grown(1), stage.ui().theme().line_strong, 1);
  const auto end = static_cast<double>(limit);
  const int digits = limit < 10 ? 2 : 0;
  const state::Language language = stage.ui().language();
  scale_bar(stage.ui(), {rect.x, rect.bottom() + 6},
            std::min(cell.width, present ? 360.0F : 200.0F),
            {.name = "",
             .low = photo ? "0" : "\u2264 " + state::signed_text(-end, digits, language),
             .high = photo ? "255" : "\u2265 " + state::signed_text(end, digits, language),
             .ends = photo     ? 40.0F
                     : present ? 110.0F
                               : 62.0F,
             .map = photo ? state::ColorMap::kGray : state::ColorMap::kDiverging,
             .type = present ? 20.0F : 12.0F});
}

state::GridModel learn_grid(const std::vector<float>& values, Index k, float limit) {
  state::GridModel grid{static_cast<int>(k), static_cast<int>(k), {}, state::scale_of(values)};
  grid.scale.limit = std::max(limit, 1e-6F);
  // Two digits that count of the largest: gradients get small.
  const int digits = 1 - static_cast<int>(std::floor(std::log10(grid.scale.limit)));
  const bool whole = grid.scale.decimals == 0;
  grid.scale.decimals = whole ? 0 : std::clamp(digits, 2, 6);
  for (const float value : values) grid.cells.push_back({value, state::kMarkPatch});
  return grid;
}

// The same weight in all three grids is what the pointer is on, or what is pinned.
void mark_weight(state::GridModel& grid, const state::LearnState& learn) {
  const auto mark = [&](const std::optional<Index>& weight, state::GridMark what) {
    if (!weight || *weight < 0 || *weight >= static_cast<Index>(grid.cells.size())) return;
    grid.cells[static_cast<std::size_t>(*weight)].marks |= what;
  };
  mark(learn.hovered, state::kMarkHovered);
  mark(learn.pinned, state::kMarkPinned);
}

// Draws a kernel's numbers; returns the weight under the pointer.
std::optional<Index> draw_learn_grid(KernelStage& stage, std::string_view id, const Rect& area,
                                     const state::Phrase& title, figure::Color role,
                                     state::GridModel grid) {
  mark_weight(grid, stage.lab().learn);
  draw_titled_grid(stage, area, stage.ui().tr(title), role, grid, true);
  const GridTouch touch = touch_grid(stage.ui(), id, grid, titled_look(stage, area, grid));
  if (touch.row < 0) return std::nullopt;
  const Index weight = touch.row * grid.columns + touch.column;
  if (touch.clicked) stage.want(action::PinWeight{weight});
  return weight;
}

// Learned, wanted and gradient, beside each other.
void draw_learn_kernels(KernelStage& stage, const Rect& area, const state::KernelFilter& wanted,
                        const engine::KernelPoint& point) {
  const state::Theme& theme = stage.ui().theme();
  const std::vector<float> weights = wanted.weights();
  const float limit = state::scale_of(weights).limit;
  const float width = std::floor(area.width / 3);
  const Index k = wanted.size;
  const Rect first{area.x, area.y, width - 24, area.height};
  std::optional<Index> under =
      draw_learn_grid(stage, "kernels.learned", first, phrase::kLearnLearned, theme.filter,
                      learn_grid(point.kernel, k, limit));
  const auto also = [&](std::optional<Index> weight) { under = under ? under : weight; };
  also(draw_learn_grid(stage, "kernels.wanted", first.moved(width, 0), phrase::kLearnWanted,
                       theme.output, learn_grid(weights, k, limit)));
  // Before the first step there is none yet.
  std::vector<float> gradient = point.gradient;
  gradient.resize(point.kernel.size());
  state::GridModel grid = learn_grid(gradient, k, state::scale_of(gradient).limit);
  for (auto& cell : grid.cells) {
    if (point.gradient.empty()) cell.marks = state::kMarkPending;
  }
  also(draw_learn_grid(stage, "kernels.gradient", first.moved(2 * width, 0), phrase::kLearnGradient,
                       theme.gradient, grid));
  // On a projector the pointer is for pointing.
  if (stage.presenting()) under.reset();
  if (under != stage.lab().learn.hovered) stage.want(action::HoverWeight{under});
}

}  // namespace

void draw_learn_page(KernelStage& stage) {
  const state::KernelsState& lab = stage.lab();
  const state::LearnState& learn = lab.learn;
  const state::Theme& theme = stage.ui().theme();
  const state::KernelFilter wanted = learn.points.empty() ? wanted_filter(lab) : learn.wanted;
  engine::KernelPoint point;
  if (learn.points.empty()) {
    point.kernel = start_kernel(learn.settings, wanted.size);
  } else {
    point = learn.points[static_cast<std::size_t>(learn.shown())];
  }
  Rect rest = stage.rect;
  const bool present = stage.presenting();
  if (!present) {
    const Rect line = rest.take_bottom(40);
    draw_learn_buttons(stage, {line.x, line.y});
    rest.take_bottom(12);
  }
  const float third = rest.height / 3;
  draw_learn_kernels(stage, rest.take_top(std::floor(third)), wanted, point);
  const LearnPictures pictures = learn_pictures(lab, wanted, point.kernel);
  const Rect row = rest.take_top(std::floor(third * 1.12F));
  const float width = std::floor(row.width / 3);
  const Rect cell{row.x, row.y, width - 24, row.height - 14};
  // Each picture stands below the kernel that makes it.
  draw_learn_photo(stage, cell, phrase::kLearnOutput, theme.filter, pictures.learned,
                   pictures.limit);
  draw_learn_photo(stage, cell.moved(width, 0), phrase::kLearnWantedOutput, theme.output,
                   pictures.wanted, pictures.limit);
  draw_learn_photo(stage, cell.moved(2 * width, 0), phrase::kLearnInputPicture, theme.input,
                   pictures.input, 0);
  if (present && learn.checking && learn.check) {
    // In place of the loss.
    const auto sheet = learn_check_sheet(lab, stage.ui().language());
    return presented_check(stage.ui(), rest, sheet, "kernels");
  }
  draw_loss(stage, rest);
}

}  // namespace convscope::ui::kernels
