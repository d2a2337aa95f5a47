#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/pooling.h"
#include "app/ui/labs/pooling/pooling_lab.h"
#include "app/ui/labs/pooling/stage_parts.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/digit_fit.h"
#include "app/ui/widgets/grid_editor.h"

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
namespace phrase = state::phrase;
namespace action = state::pooling;

void draw_indices(PoolStage& stage, const PoolGrid& what, const state::GridModel& grid,
                  const GridLook& look) {
  const TextStyle dim{Face::kMono, 12, stage.ui().theme().text_dim};
  const int stride = what.cell >= 20 ? 1 : 2;
  const auto place = [&](int at, Index first) {
    return stage.number(static_cast<double>(at + first), 0);
  };
  for (int c = 0; c < grid.columns; c += stride) {
    const Rect cell = cell_rect(look, 0, c);
    stage.canvas().text({cell.center_x(), cell.y - 8}, place(c, what.first[2]), dim,
                        Align::kCenter);
  }
  for (int r = 0; r < grid.rows; r += stride) {
    const Rect cell = cell_rect(look, r, 0);
    stage.canvas().text({cell.x - 9, cell.center_y() + 4.4F}, place(r, what.first[1]), dim,
                        Align::kRight);
  }
}

state::PoolingNumber number_at(const PoolGrid& what, GridPlace place, int columns) {
  if (what.kind == Kind::kWindow) return {what.kind, {place.row * columns + place.column}};
  Cell cell = what.first;
  cell[1] += place.row;
  cell[2] += place.column;
  return {what.kind, cell};
}

void edit_pool_grid(PoolStage& stage, const PoolGrid& what, const state::GridModel& grid,
                    const GridLook& look) {
  std::optional<GridPlace> cursor;
  const auto& pinned = stage.view.state().pinned;
  if (pinned && pinned->kind == what.kind && pinned->index[0] == what.first[0]) {
    cursor = GridPlace{static_cast<int>(pinned->index[1] - what.first[1]),
                       static_cast<int>(pinned->index[2] - what.first[2])};
  }
  const GridEdit edit =
      edit_grid_cells(stage.ui(), what.id, grid, look, cursor,
                      {static_cast<int>(what.first[1]), static_cast<int>(what.first[2])});
  if (edit.hovered) stage.hovered = number_at(what, *edit.hovered, grid.columns);
  const state::PoolingNumber number = number_at(what, edit.place, grid.columns);
  if (edit.typed) stage.want(action::TypeNumber{number, *edit.typed});
  if (edit.value) stage.want(action::SetNumber{number, *edit.value});
  if (edit.pasted) stage.want(action::PasteNumbers{number, *edit.pasted});
  if (edit.pin) stage.want(action::Pin{number_at(what, *edit.pin, grid.columns)});
}

void touch_pool_grid(PoolStage& stage, const PoolGrid& what, const state::GridModel& grid,
                     const GridLook& look) {
  const GridTouch touch = touch_grid(stage.ui(), what.id, grid, look);
  if (touch.row < 0) return;
  const state::PoolingNumber number = number_at(what, {touch.row, touch.column}, grid.columns);
  stage.hovered = number;
  if (!touch.clicked) return;
  if (what.kind == Kind::kWindow) {
    stage.want(action::JumpToTerm{number.index[0]});
  } else if (what.kind == Kind::kOutput || what.kind == Kind::kUpstream) {
    stage.want(action::JumpToOutput{number.index});
  } else {
    stage.want(action::Pin{number});
  }
}

// Decimals without which the numbers of a tensor are not told apart, or look like others.
int telling_decimals(const state::GridScale& scale) {
  // Quarters and halves are shown as they are.
  if (scale.decimals <= 2) return scale.decimals;
  return scale.limit < 1 ? 2 : scale.limit < 100 ? 1 : 0;
}

// This lab's cells get larger than others', and their type with them, so long as neighbours stay
// well apart.
DigitStyle pool_digits(const PoolStage& stage, float cell, const state::GridScale& scale) {
  struct Step {
    float cell, size;
  };
  constexpr std::array kScreen{Step{72, 24}, Step{92, 29}};
  constexpr std::array kProjector{Step{110, 50}, Step{110, 50}};
  DigitStyle style = fit_digits(stage.canvas(), cell, cell, scale, stage.presenting());
  if (style.size <= 0) return style;
  const int least = telling_decimals(scale);
  if (style.decimals >= 0 && style.decimals < least) {
    // Smaller type with the decimals that tell, before larger without.
    for (const float size : {29.0F, 24.0F, 20.0F, 17.0F, 14.0F, 12.0F}) {
      if (size > style.size) continue;
      const float apart = stage.presenting() ? 10 : size > 12 ? 8 : 6;
      if (widest_number(stage.canvas(), scale, size, least).with_sign > cell - apart) continue;
      return {size, least};
    }
    return {};  // they would say something else
  }
  for (const Step& step : stage.presenting() ? kProjector : kScreen) {
    if (cell < step.cell || style.size > step.size) continue;
    const NumberWidth width = widest_number(stage.canvas(), scale, step.size, style.decimals);
    if (width.with_sign <= cell * 0.75F) style.size = step.size;
  }
  return style;
}

}  // namespace

std::string PoolStage::number(double value, int decimals) const {
  return state::number_text(value, decimals, frame.ui.language());
}

Rect draw_pool_grid(PoolStage& stage, const PoolGrid& what, const state::GridModel& grid) {
  const bool present = stage.presenting();
  GridLook look{.origin = what.at,
                .cell_width = what.cell,
                .cell_height = what.cell,
                .digits = pool_digits(stage, what.cell, grid.scale),
                .role = what.role,
                .frame = what.frame,
                .frame_width = present ? 5.0F : 3.0F,
                .empty_padding = what.empty_padding};
  std::string motion;
  if (what.frame && what.kind == Kind::kInput) motion = what.id + ".window";
  look.motion = motion;
  draw_grid(stage.ui(), grid, look);
  if (what.indices > 0 && !present) draw_indices(stage, what, grid, look);
  if (what.editable) {
    edit_pool_grid(stage, what, grid, look);
  } else {
    touch_pool_grid(stage, what, grid, look);
  }
  return grid_rect(grid, look);
}

float least_cell(const PoolStage& stage, const state::GridScale& scale, float type, bool exact) {
  constexpr float kMost = 200, kStride = 4;
  const int decimals = exact ? scale.decimals : telling_decimals(scale);
  const auto fits = [&](float cell) {
    const DigitStyle style = pool_digits(stage, cell, scale);
    return style.size >= type && (scale.decimals < 0 || style.decimals >= decimals);
  };
  // Coarse, then fine: this is asked for in each frame.
  for (float cell = 16; cell < kMost; cell += kStride) {
    if (!fits(cell)) continue;
    for (float less = std::max(cell - kStride + 1, 16.0F); less < cell; less += 1) {
      if (fits(less)) return less;
    }
    return cell;
  }
  return kMost;
}

PoolLayoutRequest request_of(const PoolStage& stage, PoolLayoutRequest request) {
  const engine::Window2d& w = stage.view.result().window;
  const engine::Shape& out = stage.view.result().cursor.output();
  const auto count = [](Index n) { return static_cast<int>(n); };
  request.area = stage.rect;
  request.planes = {count(w.y.input + 2 * w.y.pad.before),
                    count(w.x.input + 2 * w.x.pad.before),
                    count(w.y.pad.before),
                    count(w.y.kernel),
                    count(out[1]),
                    count(out[2]),
                    count(out[0])};
  request.channel = count(stage.view.channel());
  request.backward = stage.backward();
  request.presenting = stage.presenting();
  request.small = stage.small();
  return request;
}

PoolLayout lay_out(const PoolStage& stage, PoolLayoutRequest request) {
  const state::PoolingView& view = stage.view;
  const bool back = stage.backward();
  request = request_of(stage, request);
  const auto with_type = [&](float type) {
    const auto least = [&](const state::GridScale& scale) {
      return least_cell(stage, scale, type);
    };
    // Answers are never rounded, but have two decimals at most.
    const auto filled = [&](state::GridScale scale) {
      scale.decimals = std::min(scale.decimals, 2);
      return least_cell(stage, scale, type, true);
    };
    const auto result = [&](const state::GridScale& scale) {
      return request.exercise ? filled(scale) : least(scale);
    };
    request.input_least = least(view.input_scale());
    request.gradient_least = back ? result(view.gradient_scale()) : 0;
    request.output_least = back ? least(view.upstream_scale()) : result(view.output_scale());
    request.window_least = back ? request.gradient_least : request.input_least;
    return layout_pool(request);
  };
  if (!stage.presenting()) return with_type(12);
  // Digits that the last row can read, if at all possible.
  const PoolLayout large = with_type(stage.rect.height < 800 ? 17 : 24);
  return large.input_cell >= request.input_least ? large : with_type(12);
}

void draw_chooser(PoolStage& stage, const PoolLayout& at) {
  const int channels = static_cast<int>(stage.view.result().cursor.output()[0]);
  if (at.page >= channels) return;
  const auto pages_text = [&](int first) {
    const int last = std::min(first + at.page, channels) - 1;
    return first == last ? fmt::format("{}", first) : fmt::format("{}\u2013{}", first, last);
  };
  const state::Theme& theme = stage.ui().theme();
  const state::Phrase& phrase = at.page == 1 ? phrase::kPoolShownOne : phrase::kPoolShownMany;
  const std::string words =
      fmt::format(fmt::runtime(stage.ui().tr(phrase)), pages_text(at.first), channels);
  if (stage.presenting()) {
    stage.canvas().text({stage.rect.x, stage.rect.bottom() + 30}, words,
                        {Face::kText, 24, theme.text_dim});
    return;
  }
  std::vector<std::string> labels;
  for (int first = 0; first < channels; first += at.page) labels.push_back(pages_text(first));
  const std::string name = stage.ui().tr(phrase::kChannelsName);
  const TextStyle style{Face::kText, 14, theme.text};
  Rect line = at.chooser;
  const Rect left = line.take_left(stage.canvas().text_width(name, style) + 12);
  stage.canvas().text_in(left, name, style, Align::kLeft);
  const Rect choice = line.take_left(segmented_width(stage.ui(), labels));
  if (const auto page =
          segmented(stage.ui(), "pool.channels.shown", choice, labels, at.first / at.page)) {
    stage.want(action::JumpToOutput{{*page * at.page, 0, 0}});
  }
  line.take_left(16);
  TextStyle dim{Face::kText, 14, theme.text_dim};
  if (stage.canvas().text_width(words, dim) <= line.width) {
    stage.canvas().text_in(line, words, dim, Align::kLeft);
  }
}

void draw_column_title(PoolStage& stage, Point at, float until, const ColumnTitle& title) {
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  const auto fits = [&](const std::string& words, const TextStyle& style) {
    return at.x + canvas.text_width(words, style) <= until;
  };
  TextStyle style{Face::kTextSemiBold, present ? 29.0F : 17.0F, title.color};
  std::string words = title.words;
  if (!fits(words, style)) style.size = present ? 20 : 14;
  if (!fits(words, style)) {
    words = title.symbol;
    style = {Face::kMonoBold, present ? 29.0F : 17.0F, title.color};
    if (!fits(words, style)) return;
  }
  canvas.text(at, words, style);
  const TextStyle dim{Face::kText, 14, stage.ui().theme().text_dim};
  const float after = at.x + canvas.text_width(words, style) + 12;
  if (!present && after + canvas.text_width(title.detail, dim) < until) {
    canvas.text({after, at.y}, title.detail, dim);
  }
}

void draw_operator(PoolStage& stage, float x, float y, const std::string& word, bool left) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const bool present = stage.presenting();
  const float half = present ? 30 : 18, size = present ? 9 : 5;
  const float from = left ? x + half : x - half, to = left ? x - half : x + half;
  const float sign = left ? -1.0F : 1.0F;
  canvas.line({from, y}, {to - sign * size * 1.6F, y}, theme.text, present ? 3.0F : 2.0F);
  canvas.fill_triangle({to - sign * size * 1.6F, y - size}, {to - sign * size * 1.6F, y + size},
                       {to, y}, theme.text);
  canvas.text({x, y - (present ? 16.0F : 10.0F)}, word,
              {Face::kTextMedium, present ? 24.0F : 14.0F, theme.text}, Align::kCenter);
}

void draw_winners(PoolStage& stage, Point input_at, float input_cell, const Rect& window,
                  float window_cell) {
  const state::PoolingView& view = stage.view;
  if (view.winners().empty() || !(view.complete() || stage.backward())) return;
  const state::Theme& theme = stage.ui().theme();
  const Index kernel = view.result().window.x.kernel, pad = view.result().window.y.pad.before;
  const float wide = stage.presenting() ? 5.0F : 3.0F;
  for (std::size_t i = view.winners().size(); i-- > 0;) {
    const Index k = view.winners()[i];
    const Cell at = view.result().input_of(view.position().cell, k);
    const Rect cell{window.x + window_cell * static_cast<float>(k % kernel),
                    window.y + window_cell * static_cast<float>(k / kernel), window_cell,
                    window_cell};
    const Rect input{input_at.x + input_cell * static_cast<float>(at[2] + pad),
                     input_at.y + input_cell * static_cast<float>(at[1] + pad), input_cell,
                     input_cell};
    for (const Rect& place : {cell, input}) {
      if (place.width < 12) continue;
      const float width = i == 0 ? wide : 1.5F;
      stage.canvas().stroke_rect(place.grown(i == 0 ? 0 : -3), theme.output, width);
    }
  }
}

void draw_survivors(PoolStage& stage, Index channel, Point at, float cell) {
  const state::PoolingView& view = stage.view;
  if (view.result().mode != state::PoolingMode::kMax || cell < 16) return;
  const Index pad = view.result().window.y.pad.before, width = view.result().window.x.input;
  const engine::Shape& out = view.result().cursor.output();
  const float size = cell < 22 ? 3.0F : std::max(5.0F, std::floor(cell / 6));
  for (Index y = 0; y < out[1]; ++y) {
    for (Index x = 0; x < out[2]; ++x) {
      if (!view.revealed({channel, y, x})) continue;
      const auto winner = static_cast<Index>(view.result().indices.at({0, channel, y, x}));
      if (winner < 0) continue;
      const float right = at.x + cell * static_cast<float>(winner % width + pad + 1);
      const float bottom = at.y + cell * static_cast<float>(winner / width + pad + 1);
      stage.canvas().fill_rect({right - size - 1, bottom - size - 1, size, size},
                               stage.ui().theme().output);
    }
  }
}

void draw_legend_line(PoolStage& stage, Point at, float width) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const float end = at.x + width;
  const auto entry = [&](const state::Phrase& words, auto&& sign) {
    const TextStyle style{Face::kText, 14, theme.text};
    const std::string text = stage.ui().tr(words);
    if (at.x + 28 + canvas.text_width(text, style) > end) return;
    const Rect box{at.x, at.y, 18, 18};
    sign(box);
    canvas.text_in({box.right() + 10, box.y, 0, 18}, text, style, Align::kLeft);
    at.x += 28 + canvas.text_width(text, style) + 24;
  };
  entry(phrase::kPoolWindow, [&](const Rect& b) { canvas.stroke_rect(b, theme.input, 3); });
  if (stage.view.result().mode == state::PoolingMode::kMax) {
    entry(phrase::kPoolWinner, [&](const Rect& b) {
      canvas.stroke_rect(b, theme.output, 3);
      canvas.fill_rect({b.right() - 7, b.bottom() - 7, 5, 5}, theme.output);
    });
    entry(phrase::kPoolTiedMark,
          [&](const Rect& b) { canvas.stroke_rect(b.grown(-3), theme.output, 1.5F); });
  }
  if (stage.view.state().setup()[state::PoolingSize::kPadding] > 0) {
    entry(phrase::kPaddingWord, [&](const Rect& b) {
      canvas.hatch(b, theme.padding_fill, theme.padding_hatch);
      canvas.stroke_rect(b, theme.grid, 1);
    });
  }
  entry(phrase::kCurrentTerm, [&](const Rect& b) {
    canvas.fill_rect(b, theme.now);
    canvas.stroke_rect(b, theme.on_now, 2);
  });
}

void draw_legend(Ui& ui, Point at) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const auto entry = [&](int row, const state::Phrase& words) {
    const Rect box{at.x, at.y + 30 * static_cast<float>(row), 18, 18};
    canvas.text_in({box.right() + 10, box.y, 0, 18}, ui.tr(words), {Face::kText, 14, theme.text},
                   Align::kLeft);
    return box;
  };
  canvas.stroke_rect(entry(0, phrase::kPoolWindow), theme.input, 3);
  canvas.stroke_rect(entry(1, phrase::kPoolWinner), theme.output, 3);
  canvas.stroke_rect(entry(2, phrase::kPoolTiedMark).grown(-3), theme.output, 1.5F);
  const Rect now = entry(3, phrase::kCurrentTerm);
  canvas.fill_rect(now, theme.now);
  canvas.stroke_rect(now, theme.on_now, 2);
}

}  // namespace convscope::ui::pooling
