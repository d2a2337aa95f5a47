#include <algorithm>
#include <cmath>
#include <string>

#include "app/state/network/gradient_check.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/open_cell.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::network::CellGroup;
using state::network::CellView;

// Where one group of terms stands: x, w and their products beside each other, or below each other
// in a small tile when there are many groups.
struct Tile {
  float cell_width = 0, cell_height = 0;
  float sign = 0;  // room for an operator
  float sum = 0;   // room for the group's sum
  float width = 0, height = 0;
  int across = 1, rows = 1;
  DigitStyle x, w, product;
};

Tile tile_of(const OpenCell& open, const Rect& body, int across) {
  figure::Canvas& canvas = open.frame.ui.canvas();
  const CellGroup& first = open.view.groups.front();
  const auto groups = static_cast<int>(open.view.groups.size());
  const float planes = open.view.has_weights ? 3 : 1;
  const bool presenting = open.frame.state.presenting;
  // A single group has the stage to itself.
  const float larger = presenting ? 2 : groups == 1 ? 1.5F : 1;
  Tile tile;
  tile.across = across;
  tile.rows = (groups + across - 1) / across;
  tile.sign = open.view.has_weights ? (across > 1 ? 14.0F : 34.0F) : 0;
  tile.sum = groups > 1 ? (across > 1 ? 62.0F : presenting ? 124.0F : 88.0F) : 0;
  const float width = body.width / static_cast<float>(across) - (planes - 1) * tile.sign -
                      tile.sum - (across > 1 ? 26.0F : 0.0F);
  const float height = body.height / static_cast<float>(tile.rows) - 10;
  tile.cell_width = std::floor(std::min(width / (planes * static_cast<float>(first.x.columns)),
                                        (open.view.has_weights ? 64.0F : 112.0F) * larger));
  tile.cell_height = std::floor(std::min(height / static_cast<float>(first.x.rows),
                                         (open.view.has_weights ? 44.0F : 80.0F) * larger));
  const auto fit = [&](const state::GridModel& grid) {
    return useful_digits(canvas, tile.cell_width, tile.cell_height, grid.scale, presenting);
  };
  tile.x = fit(first.x);
  if (open.view.has_weights) tile.w = fit(first.w);
  tile.product = fit(first.product);
  if (tile.x.size == 0) tile.cell_width = std::min(tile.cell_width, tile.cell_height);
  tile.width = planes * tile.cell_width * static_cast<float>(first.x.columns) +
               (planes - 1) * tile.sign + tile.sum;
  tile.height = tile.cell_height * static_cast<float>(first.x.rows);
  return tile;
}

// The arrangement with the largest cells.
Tile best_tile(const OpenCell& open, const Rect& body) {
  Tile best = tile_of(open, body, 1);
  for (int across = 2; across <= 5 && open.view.groups.size() > 8; ++across) {
    const Tile tile = tile_of(open, body, across);
    if (tile.cell_width * tile.cell_height > best.cell_width * best.cell_height) best = tile;
  }
  return best;
}

void draw_plane_grid(const OpenCell& open, const state::GridModel& grid, figure::Point at,
                     const Tile& tile, const DigitStyle& digits, figure::Color role) {
  draw_cell_plane(open, grid, at, {tile.cell_width, tile.cell_height, digits}, role);
}

void draw_group(const OpenCell& open, const CellGroup& group, figure::Point at, const Tile& tile) {
  Ui& ui = open.frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const float plane = tile.cell_width * static_cast<float>(group.x.columns);
  const float middle = at.y + tile.height / 2;
  const figure::TextStyle sign{Face::kMono, tile.sign > 20 ? 20.0F : 14.0F, theme.text_dim};
  float x = at.x;
  draw_plane_grid(open, group.x, {x, at.y}, tile, tile.x, theme.input);
  canvas.frame({x, at.y, plane, tile.height}, theme.input, 2);
  x += plane;
  if (open.view.has_weights) {
    canvas.text_in({x, middle - 10, tile.sign, 20}, "\u00B7", sign);
    x += tile.sign;
    draw_plane_grid(open, group.w, {x, at.y}, tile, tile.w, theme.filter);
    canvas.frame({x, at.y, plane, tile.height}, theme.filter, 2);
    x += plane;
    canvas.text_in({x, middle - 10, tile.sign, 20}, "=", sign);
    x += tile.sign;
    draw_plane_grid(open, group.product, {x, at.y}, tile, tile.product, theme.output);
    canvas.stroke_rect({x, at.y, plane, tile.height}, theme.line_strong, 1);
    x += plane;
  }
  if (tile.sum <= 0) return;
  const std::string words =
      group.started ? state::number_text(group.sum, open.view.digits.product, ui.language()) +
                          (group.complete ? "" : "\u2026")
                    : "\u00B7";
  canvas.text({x + tile.sum - 4, middle + 6}, words,
              {group.complete ? Face::kMonoBold : Face::kMono,
               open.frame.state.presenting ? 24.0F
               : tile.across > 1           ? 14.0F
                                           : 17.0F,
               group.started ? theme.text : theme.text_dim},
              Align::kRight);
}

void draw_heads(const OpenCell& open, float x, float y, const Tile& tile) {
  const CellGroup& group = open.view.groups.front();
  Ui& ui = open.frame.ui;
  const state::Theme& theme = ui.theme();
  const float plane = tile.cell_width * static_cast<float>(group.x.columns);
  const float step = plane + tile.sign;
  const figure::TextStyle style{Face::kMonoMedium, open.frame.state.presenting ? 24.0F : 14.0F,
                                theme.input};
  const std::string source = group_source(open);
  const bool many = open.view.groups.size() > 1;
  const auto put = [&](float at, const std::string& words, figure::Color color) {
    ui.canvas().text({at, y - 10}, words, {style.face, style.size, color});
  };
  put(x, many ? source + "[c]" : group.name, theme.input);
  if (!open.view.has_weights) return;
  const std::string f = std::to_string(open.lab.selected->map);
  put(x + step, many ? "w[" + f + ",c]" : "w[" + f + "]", theme.filter);
  put(x + 2 * step, "w \u00B7 " + source, theme.text);
  if (many && tile.across == 1) {
    ui.canvas().text({x + tile.width - 4, y - 10}, "\u03A3", {style.face, style.size, theme.text},
                     Align::kRight);
  }
}

struct ResultLine {
  std::string label;
  std::string value;
  bool known = true;
  bool strong = false;
  bool now = false;  ///< the product that this step computes
};

// For the last row of a lecture room what the step computes is written out.
void add_product(const OpenCell& open, std::vector<ResultLine>& lines) {
  const CellView& view = open.view;
  if (!open.frame.state.presenting || !view.has_weights) return;
  if (open.lab.step < 1 || view.step < 1 || view.step > view.terms) return;
  const state::Language language = open.frame.ui.language();
  const engine::Term& term = view.parts.compute.terms[static_cast<std::size_t>(view.step - 1)];
  const auto say = [&](double value) {
    return state::number_text(value, view.digits.result, language);
  };
  lines.push_back({.label = {},
                   .value = say(term.padding ? 0 : static_cast<double>(term.x)) + " \u00B7 " +
                            say(static_cast<double>(term.w)) + " = " +
                            say(static_cast<double>(term.product)),
                   .now = true});
}

std::vector<ResultLine> result_lines(const OpenCell& open) {
  const CellView& view = open.view;
  const state::Language language = open.frame.ui.language();
  const auto say = [&](double value) {
    return state::number_text(value, view.digits.result, language);
  };
  std::vector<ResultLine> lines;
  const auto& bias = view.parts.compute.bias;
  const bool terms_done = view.step >= view.terms;
  if (view.takes_largest) {
    lines.push_back({"max", say(view.parts.result), view.result_known, true});
    return lines;
  }
  add_product(open, lines);
  double products = 0;
  for (const CellGroup& group : view.groups) products += group.sum;
  lines.push_back({"\u03A3", say(products) + (terms_done ? "" : " \u2026"), view.step > 0, false});
  if (bias) lines.push_back({"+ b", say(bias->value), view.sum_known, false});
  const bool classes =
      open.lab.column(open.lab.selected->column).kind == state::network::ColumnKind::kClasses;
  lines.push_back({classes ? "= s" : "= z", say(view.parts.compute.result), view.sum_known, true});
  if (view.parts.has_activation) {
    const std::string& name = view.parts.activation.activation;
    lines.push_back(
        {name == "relu" ? "ReLU" : name, say(view.parts.result), view.result_known, true});
  }
  if (classes) {
    const double p = open.lab.pass->probabilities[static_cast<std::size_t>(open.lab.selected->map)];
    lines.push_back({"softmax", state::percent_text(p, 2, language), view.sum_known, true});
  }
  return lines;
}

}  // namespace

void draw_cell_plane(const OpenCell& open, const state::GridModel& grid, figure::Point at,
                     const CellLook& look, figure::Color role) {
  const bool is_signed = grid.scale.low < 0;
  draw_grid(open.frame.ui, grid,
            {.origin = at,
             .cell_width = look.width,
             .cell_height = look.height,
             .digits = look.digits,
             .role = role,
             .map = is_signed ? state::ColorMap::kDiverging : state::ColorMap::kSequential});
}

std::string group_source(const OpenCell& open) {
  const std::string& name = open.view.groups.front().name;
  return name.substr(0, name.find('['));
}

void draw_cell_results(const OpenCell& open, const Rect& area) {
  Ui& ui = open.frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  if (open.frame.state.presenting && open.lab.check) {
    presented_check(ui, area, check_sheet(*open.lab.check, ui.language()), "network");
    return;
  }
  const auto lines = result_lines(open);
  const bool presenting = open.frame.state.presenting && area.width > 240;
  const auto count = static_cast<float>(lines.size());
  const float pitch = std::min(presenting ? 72.0F : 44.0F, std::floor(area.height / count));
  const bool low = presenting && pitch < 64;
  float y = std::floor(area.center_y() - pitch * count / 2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ResultLine& line = lines[i];
    if (line.strong && i > 0) rule(ui, area.x, y, area.width);
    const bool last = i + 1 == lines.size();
    figure::TextStyle label{Face::kMono, low ? 24.0F : presenting ? 29.0F : 17.0F, theme.text_dim};
    figure::TextStyle value{line.strong ? Face::kMonoBold : Face::kMono,
                            low          ? (last ? 35.0F : 29.0F)
                            : presenting ? (last ? 42.0F : 35.0F)
                                         : (last ? 24.0F : 20.0F),
                            last && line.known ? theme.output : theme.text};
    const std::string digits = line.known ? line.value : "\u00B7";
    const float base = y + std::floor(pitch * 0.66F);
    if (line.now) {
      for (const float size : {35.0F, 29.0F, 24.0F, 20.0F, 17.0F}) {
        value.size = size;
        if (canvas.text_width(digits, value) <= area.width - 24) break;
      }
      const float width = canvas.text_width(digits, value) + 24;
      const Rect box{area.right() - width, y + 4, width, std::min(58.0F, pitch - 8)};
      canvas.fill_rect(box, theme.now, 4);
      value.color = theme.on_now;
      canvas.text({area.right() - 12, box.center_y() + 0.364F * value.size}, digits, value,
                  Align::kRight);
      y += pitch;
      continue;
    }
    if (canvas.text_width(line.label, label) + canvas.text_width(digits, value) > area.width - 8) {
      label.size = 14;
      value.size = 20;
    }
    canvas.text({area.x, base}, line.label, label);
    canvas.text({area.right(), base}, digits, value, Align::kRight);
    y += pitch;
  }
  if (!open.view.takes_largest || !open.view.result_known) return;
  paragraph(canvas, {area.x, y + 4}, area.width,
            state::network::tie_words(open.view.parts.compute, ui.language()),
            {Face::kText, presenting ? 20.0F : 14.0F, theme.text});
}

namespace {

// All groups at once, as large as they fit.
void draw_all_groups(const OpenCell& open, const Rect& body, const Tile& tile) {
  const float pitch_x = tile.width + 26;
  const float pitch_y = std::min(body.height / static_cast<float>(tile.rows), tile.height + 40);
  const float all = pitch_y * static_cast<float>(tile.rows);
  const float top = std::floor(body.y + std::max(0.0F, (body.height - all) / 2));
  const float used = pitch_x * static_cast<float>(tile.across) - 26;
  const float left = std::floor(body.x + std::max(0.0F, (body.width - used) / 2));
  draw_heads(open, left, top, tile);
  for (std::size_t i = 0; i < open.view.groups.size(); ++i) {
    const auto row = static_cast<float>(static_cast<int>(i) / tile.across);
    const auto across = static_cast<float>(static_cast<int>(i) % tile.across);
    draw_group(open, open.view.groups[i],
               {left + across * pitch_x, std::floor(top + row * pitch_y)}, tile);
  }
}

}  // namespace

void draw_open_cell(LabFrame& frame, const Rect& stage) {
  const NetworkState& lab = frame.state.network;
  if (!lab.pass || !lab.selected) return;
  const OpenCell open{frame, lab, cell_view(lab)};
  if (open.view.groups.empty()) return;
  const bool roomy = stage.height > 760;
  Rect body = stage.grown(roomy ? -24.0F : -16.0F);
  draw_path(frame, body.take_top(28));
  const Rect whole = body;
  body.take_top(36);
  const bool presenting = frame.state.presenting;
  const Rect results = body.take_right(presenting ? (roomy ? 350 : 260) : roomy ? 190 : 150);
  body.take_right(roomy ? 44 : 20);
  const Tile tile = best_tile(open, body);
  // The smallest type of the three planes; from the last row of a lecture room small is none.
  float type = std::min(tile.x.size, tile.product.size);
  if (open.view.has_weights) type = std::min(type, tile.w.size);
  const bool legible = type >= (presenting ? 24.0F : 12.0F);
  if (legible || !draw_large_channel(open, whole)) {
    if (type > 0 || !draw_stacked_vector(open, body)) draw_all_groups(open, body, tile);
    draw_cell_results(open, results);
  }
  if (frame.ui.item("network.stage", stage, false).clicked) {
    want(frame, state::network::ZoomOut{});
  }
}

}  // namespace convscope::ui::network
