#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pooling.h"
#include "app/ui/labs/pooling/stage_parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::pooling {
namespace {

using engine::Cell;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using Kind = state::PoolingNumber::Kind;
using Size = state::PoolingSize;
namespace phrase = state::phrase;

float count(Index n) {
  return static_cast<float>(n);
}

std::string filled(const PoolStage& stage, const state::Phrase& phrase, Index value) {
  return fmt::format(fmt::runtime(stage.ui().tr(phrase)), value);
}

StridedLayout lay_strided(const PoolStage& stage) {
  PoolLayoutRequest request;
  const bool present = stage.presenting();
  request.foot = present ? 20 : stage.small() ? 164 : 210;
  request.most_cell = present ? 168 : stage.small() ? 48 : 92;
  request = request_of(stage, request);
  const auto with_type = [&](float type) {
    const auto least = [&](const state::GridScale& scale) {
      return least_cell(stage, scale, type);
    };
    request.input_least = least(stage.view.input_scale());
    request.output_least =
        std::max(least(stage.view.output_scale()), least(stage.view.strided_scale()));
    request.window_least = least(stage.view.kernel_scale());
    return layout_strided(request);
  };
  if (!present) return with_type(12);
  const StridedLayout large = with_type(17);
  return large.cell >= request.input_least && large.out_cell >= request.output_least
             ? large
             : with_type(12);
}

// What one branch costs, in columns below each other.
void draw_comparison(PoolStage& stage, Point at) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const state::PoolingSetup& setup = stage.view.state().setup();
  const engine::Shape& out = stage.view.result().cursor.output();
  const Index k = setup[Size::kKernel], c = setup[Size::kChannels], cells = out.count();
  const std::string shape = fmt::format("{}\u00D7{}\u00D7{}", out[1], out[2], out[0]);
  struct Line {
    std::string name, parameters, macs;
  };
  const std::array lines{
      Line{stage.ui().tr(phrase::kPoolBranch), "0", "0"},
      Line{stage.ui().tr(phrase::kDepthwise),
           fmt::format("{0}\u00B7{0}\u00B7{1} = {2}", k, c, k * k * c),
           fmt::format("{}\u00B7{} = {}", k * k, cells, state::count_text(k * k * cells))},
      Line{stage.ui().tr(phrase::kFullConvolution),
           fmt::format("{0}\u00B7{0}\u00B7{1}\u00B7{1} = {2}", k, c, k * k * c * c),
           fmt::format("{}\u00B7{} = {}", k * k * c, cells, state::count_text(k * k * c * cells))}};
  const TextStyle head{Face::kText, 12, theme.text_dim}, mono{Face::kMono, 14, theme.text};
  const float second = at.x + 230, third = second + 90, fourth = third + 210;
  const bool large = stage.rect.right() > fourth + 150;
  canvas.text({second, at.y}, stage.ui().tr(phrase::kCompareShape), head);
  canvas.text({third, at.y}, stage.ui().tr(phrase::kCompareParameters), head);
  if (large) canvas.text({fourth, at.y}, stage.ui().tr(phrase::kCompareMacs), head);
  rule(stage.ui(), at.x, at.y + 8, std::min(stage.rect.right() - at.x, 740.0F));
  float y = at.y + 28;
  for (const Line& line : lines) {
    canvas.text({at.x, y}, line.name, {Face::kText, 14, theme.text});
    canvas.text({second, y}, shape, mono);
    canvas.text({third, y}, line.parameters, mono);
    if (large) canvas.text({fourth, y}, line.macs, mono);
    y += 24;
  }
  const auto kernel = setup.kernel.values();
  const float even = 1 / static_cast<float>(k * k);
  const bool average =
      std::all_of(kernel.begin(), kernel.end(), [&](float w) { return w == even; });
  std::string remark = stage.ui().tr(average ? phrase::kSameAsAverage : phrase::kStridedLearns);
  if (setup.mode == state::PoolingMode::kMax && setup[Size::kPadding] > 0) {
    remark += " " + stage.ui().tr(phrase::kPaddingInBoth);
  }
  paragraph(canvas, {at.x, y - 6}, stage.rect.right() - at.x, remark,
            {Face::kText, 14, theme.text_dim});
}

// A bracket from the input to a branch.
void draw_branch(PoolStage& stage, Point from, Point to) {
  figure::Canvas& canvas = stage.canvas();
  const figure::Color color = stage.ui().theme().line_strong;
  const float middle = std::floor((from.x + to.x) / 2);
  canvas.line(from, {middle, from.y}, color, 1.5F);
  canvas.line({middle, from.y}, {middle, to.y}, color, 1.5F);
  canvas.line({middle, to.y}, {to.x - 8, to.y}, color, 1.5F);
  canvas.fill_triangle({to.x - 8, to.y - 4}, {to.x - 8, to.y + 4}, to, color);
}

std::string bytes_text(const PoolStage& stage, Index numbers) {
  const double bytes = 4 * static_cast<double>(numbers);
  if (bytes < 1024) return fmt::format("{} B", 4 * numbers);
  if (bytes < 1024 * 1024) return stage.number(bytes / 1024, 1) + " KiB";
  return stage.number(bytes / 1024 / 1024, 1) + " MiB";
}

/// A volume drawn as a box: height and width to scale, its depth slanted.
Rect draw_box(PoolStage& stage, Point at, const std::array<float, 3>& size, figure::Color color) {
  figure::Canvas& canvas = stage.canvas();
  const auto [h, w, d] = size;
  const float dx = d * 0.7F, dy = d * 0.5F;
  const Rect front{at.x, at.y + dy, w, h};
  const auto edge = [&](Point a, Point b) { canvas.line(a, b, color, 1.5F); };
  canvas.fill_rect(front, stage.ui().theme().select);
  canvas.stroke_rect(front, color, 2);
  edge({front.x, front.y}, {front.x + dx, front.y - dy});
  edge({front.right(), front.y}, {front.right() + dx, front.y - dy});
  edge({front.right(), front.bottom()}, {front.right() + dx, front.bottom() - dy});
  edge({front.x + dx, front.y - dy}, {front.right() + dx, front.y - dy});
  edge({front.right() + dx, front.y - dy}, {front.right() + dx, front.bottom() - dy});
  return {front.x, front.y - dy, w + dx, h + dy};
}

struct VolumeRow {
  state::Phrase name;
  engine::Shape before;  ///< (C, H, W)
  bool named = true;     ///< a network's, whose pooling is 2x2 with stride 2
};

/// Type and pitch of a row: smaller where three rows have little height.
struct VolumeType {
  float title = 17, shape = 20, body = 14, line = 20, head = 40;
};

VolumeType volume_type(const PoolStage& stage, float height) {
  if (!stage.presenting()) return {};
  if (height < 260) return {.title = 24, .shape = 24, .body = 20, .line = 26, .head = 44};
  return {.title = 29, .shape = 35, .body = 24, .line = 36, .head = 52};
}

state::PoolingSizes sizes_of(const PoolStage& stage, const VolumeRow& row) {
  state::PoolingSizes sizes = stage.view.state().setup().sizes;
  sizes[Size::kHeight] = row.before[1];
  sizes[Size::kWidth] = row.before[2];
  if (!row.named) return sizes;
  sizes[Size::kKernel] = sizes[Size::kStride] = 2;
  sizes[Size::kPadding] = 0;
  return sizes;
}

void draw_volume(PoolStage& stage, const VolumeRow& row, const Rect& area) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const bool present = stage.presenting();
  const VolumeType type = volume_type(stage, area.height);
  const float body = type.body, line = type.line;
  const state::PoolingSizes sizes = sizes_of(stage, row);
  const TextStyle title{Face::kTextSemiBold, type.title, theme.text};
  const std::string name = stage.ui().tr(row.name);
  canvas.text({area.x, area.y + type.title}, name, title);
  canvas.text({area.x + canvas.text_width(name, title) + 12, area.y + type.title},
              fmt::format(fmt::runtime(stage.ui().tr(phrase::kVolumeWindow)), sizes[Size::kKernel],
                          sizes[Size::kStride], sizes[Size::kPadding]),
              {Face::kText, body, theme.text_dim});
  const Index h = sizes.axis(Size::kHeight).outputs(), w = sizes.axis(Size::kWidth).outputs();
  if (h < 1 || w < 1) {
    canvas.text({area.x, area.y + type.head + body}, stage.ui().tr(phrase::kVolumeNone),
                {Face::kText, body, theme.text_dim});
    return;
  }
  const engine::Shape after{row.before[0], h, w};
  const float room = area.height - type.head - 4;
  const float tall = std::max(count(row.before[1]), count(row.before[2]));
  const float scale = room * 0.72F / tall;
  const float depth = std::clamp(12 * std::log2(count(row.before[0]) + 1), 10.0F, room * 0.5F);
  const auto box = [&](float x, const engine::Shape& s, figure::Color color) {
    const std::array size{count(s[1]) * scale, count(s[2]) * scale, depth};
    const float top = area.y + type.head + (room - size[0] - depth * 0.5F) / 2;
    return draw_box(stage, {x, top}, size, color);
  };
  // Three lines: shape, numbers, memory.
  const auto caption = [&](Point at, const engine::Shape& s, figure::Color color) {
    canvas.text(at, fmt::format("{}\u00D7{}\u00D7{}", s[1], s[2], s[0]),
                {Face::kMonoBold, type.shape, color});
    const TextStyle style{Face::kText, body, theme.text};
    canvas.text({at.x, at.y + line + 2},
                fmt::format(fmt::runtime(stage.ui().tr(phrase::kVolumeNumbers)),
                            state::count_text(s.count())),
                style);
    canvas.text({at.x, at.y + 2 * line + 2}, bytes_text(stage, s.count()), style);
  };
  const float half = std::floor(area.width / 2);
  const float text = std::min(room * 0.72F + room * 0.35F + 24, half - (present ? 340.0F : 210.0F));
  const float middle = area.y + type.head + room / 2;
  // Clear of the title.
  const float first = std::max(middle - line * 1.8F, area.y + type.head + type.shape * 0.75F);
  box(area.x, row.before, theme.input);
  caption({area.x + text, first}, row.before, theme.input);
  draw_operator(stage, area.x + half - 34, middle, "", false);
  box(area.x + half, after, theme.output);
  const Point at{area.x + half + text, first};
  caption(at, after, theme.output);
  const double share = static_cast<double>(after.count()) / static_cast<double>(row.before.count());
  const Rect gauge{at.x, at.y + 2 * line + 14, present ? 280.0F : 160.0F, present ? 16.0F : 10.0F};
  canvas.fill_rect(gauge, theme.track);
  canvas.fill_rect(
      {gauge.x, gauge.y, gauge.width * std::min(static_cast<float>(share), 1.0F), gauge.height},
      theme.line_strong);
  canvas.stroke_rect(gauge, theme.line_strong, 1);
  canvas.text({gauge.x, gauge.bottom() + line - 2},
              fmt::format(fmt::runtime(stage.ui().tr(phrase::kVolumeLeft)),
                          state::percent_text(share, 1, stage.ui().language())),
              {Face::kText, body, theme.text_dim});
}

}  // namespace

std::string pooling_name(const PoolStage& stage) {
  switch (stage.view.result().mode) {
    case state::PoolingMode::kMax:
      return "max pooling";
    case state::PoolingMode::kAverage:
      return "average pooling";
    case state::PoolingMode::kL2:
      break;
  }
  return "L2 pooling";
}

void draw_strided_page(PoolStage& stage) {
  const StridedLayout at = lay_strided(stage);
  const state::Theme& theme = stage.ui().theme();
  const Index c = stage.view.channel(), pad = stage.view.result().window.y.pad.before;
  const auto tr = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const auto title = [&](const Rect& plane, float until, const ColumnTitle& words) {
    draw_column_title(stage, {plane.x, plane.y - (stage.small() ? 26.0F : 34.0F)}, until, words);
  };
  const auto put = [&](const char* id, Kind kind, const Rect& rect, figure::Color role,
                       bool typed) {
    const Index first = kind == Kind::kInput ? -pad : 0;
    PoolGrid what{fmt::format("{}[{}]", id, c),
                  kind,
                  {c, first, first},
                  {rect.x, rect.y},
                  kind == Kind::kInput    ? at.cell
                  : kind == Kind::kWeight ? at.kernel_cell
                                          : at.out_cell,
                  role};
    what.frame = what.editable = typed;
    what.indices = kind == Kind::kWeight ? 0 : 1;
    return what;
  };
  title(at.input, at.kernel.x - 12,
        {tr(phrase::kPoolInput), "x", theme.input, filled(stage, phrase::kPoolChannel, c)});
  PoolGrid input = put("pool.x", Kind::kInput, at.input, theme.input, true);
  // What it counts as is not the same in both.
  input.empty_padding = stage.view.result().mode == state::PoolingMode::kMax;
  draw_pool_grid(stage, input, stage.view.input_grid(c));
  title(at.pooled, stage.rect.right(),
        {tr(phrase::kPoolOutput), "o", theme.output, pooling_name(stage)});
  draw_pool_grid(stage, put("pool.o", Kind::kOutput, at.pooled, theme.output, false),
                 stage.view.output_grid(c));
  const Point from{at.input.right() + 8, at.pooled.center_y()};
  draw_branch(stage, from, {at.pooled.x - 24, from.y});
  const std::string branch =
      filled(stage, phrase::kStridedBranch, stage.view.state().setup()[Size::kStride]);
  title(at.kernel, at.strided.x - 12, {tr(phrase::kStridedKernel), "w", theme.filter, branch});
  draw_pool_grid(stage, put("pool.w", Kind::kWeight, at.kernel, theme.filter, true),
                 stage.view.kernel_grid(c));
  title(at.strided, stage.rect.right(),
        {tr(phrase::kStridedOutput), "o\u2032", theme.output, branch});
  draw_pool_grid(stage, put("pool.s", Kind::kStrided, at.strided, theme.output, false),
                 stage.view.strided_grid(c));
  draw_branch(stage, from, {at.kernel.x - 16, at.kernel.center_y()});
  draw_operator(stage, (at.kernel.right() + at.strided.x - 12) / 2, at.kernel.center_y(), "\u03A3",
                false);
  if (!stage.presenting()) draw_comparison(stage, {at.input.x, at.table + 34});
}

void draw_volumes_page(PoolStage& stage) {
  const std::array rows{
      VolumeRow{phrase::kVolumeThis, stage.view.state().setup().input.shape(), false},
      VolumeRow{phrase::kVolumeLenet, {6, 28, 28}},
      VolumeRow{phrase::kVolumeVgg, {64, 224, 224}},
  };
  const float foot = stage.presenting() ? 0 : 40;
  const float pitch = std::floor((stage.rect.height - foot) / static_cast<float>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float top = stage.rect.y + pitch * static_cast<float>(i);
    draw_volume(stage, rows[i],
                {stage.rect.x, top + 8,
                 std::min(stage.rect.width, stage.presenting() ? 1840.0F : 1400.0F), pitch - 16});
    if (i > 0) rule(stage.ui(), stage.rect.x, top, stage.rect.width);
  }
  if (foot <= 0) return;
  stage.canvas().text({stage.rect.x, stage.rect.bottom() - 6}, stage.ui().tr(phrase::kVolumeDepth),
                      {Face::kText, 14, stage.ui().theme().text_dim});
}

}  // namespace convscope::ui::pooling
