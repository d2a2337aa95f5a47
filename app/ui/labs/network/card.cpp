#include <string>

#include "app/state/network/cell_view.h"
#include "app/state/network/gradient_check.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/check.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/number_card.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::network::Column;
using state::network::ColumnKind;
using state::network::Level;
using state::network::MapRef;

void draw_cell_card(LabFrame& frame, const Rect& rect, const MapRef& ref, const engine::Cell& cell,
                    long long step) {
  const NetworkState& lab = frame.state.network;
  state::NumberCard card = cell_card(lab, ref, cell, step, frame.ui.language());
  if (lab.level() == Level::kNetwork) {
    card.origin = lab.hovered ? state::CardOrigin::kHovered : state::CardOrigin::kPinned;
  }
  const NumberCardRequest request = number_card(frame.ui, rect, card);
  if (request.copy) frame.intents.emplace_back(state::CopyToClipboard{*request.copy});
  if (request.clicked_row && lab.level() == Level::kCell) {
    want(frame, state::network::SetStep{*request.clicked_row + 1});
  }
}

// Nothing in focus: what one can do, and the network in short.
void draw_overview(LabFrame& frame, const Rect& rect) {
  const NetworkState& lab = frame.state.network;
  Ui& ui = frame.ui;
  const Rect inner = rect.grown(rect.width < 320 ? -16.0F : -20.0F);
  const state::Theme& theme = ui.theme();
  float y = inner.y + 18;
  ui.canvas().text({inner.x, y}, lab.weights.network->spec().name,
                   {Face::kTextSemiBold, 24, theme.text});
  y += 14;
  const bool empty = lab.pad.drawing().empty();
  y += paragraph(ui.canvas(), {inner.x, y}, inner.width,
                 ui.tr(empty ? phrase::kNothingDrawn : phrase::kPointAtAMap),
                 {Face::kText, 14, theme.text_dim});
  y += 8;
  rule(ui, inner.x, y, inner.width);
  for (int k = 0; k < static_cast<int>(lab.columns.size()); ++k) {
    const Column& column = lab.column(k);
    const auto& node = lab.weights.network->nodes()[static_cast<std::size_t>(column.compute)];
    y += 27;
    ui.canvas().text({inner.x, y}, column_title(*lab.weights.network, column, ui.language()),
                     {Face::kText, 14, theme.text});
    ui.canvas().text({inner.x + inner.width * 0.68F, y}, column_shape(column, ui.language()),
                     {Face::kMono, 12, theme.text_dim}, Align::kRight);
    ui.canvas().text({inner.right(), y}, state::count_text(node.parameter_count),
                     {Face::kMonoMedium, 14, theme.text}, Align::kRight);
  }
  y += 12;
  rule(ui, inner.x, y, inner.width);
  ui.canvas().text({inner.x, y + 23}, ui.tr(phrase::kParameterCount),
                   {Face::kText, 14, theme.text});
  ui.canvas().text({inner.right(), y + 23},
                   state::count_text(lab.weights.network->parameter_count()),
                   {Face::kMonoBold, 14, theme.text}, Align::kRight);
}

}  // namespace

void draw_card(LabFrame& frame, const Rect& whole) {
  const NetworkState& lab = frame.state.network;
  if (!lab.pass) return;
  const auto focus = lab.focus();
  Rect rect = whole;
  if (focus && lab.level() != Level::kNetwork &&
      check_switch(frame.ui, rect, "network", lab.checking, phrase::kGradientCheckTip)) {
    want(frame, state::network::ToggleGradientCheck{});
  }
  if (lab.check) {
    const auto sheet = check_sheet(*lab.check, frame.ui.language());
    if (const auto copied = check_card(frame.ui, rect, sheet, "network")) {
      frame.intents.emplace_back(state::CopyToClipboard{*copied});
    }
  } else if (!focus) {
    draw_overview(frame, rect);
  } else if (lab.level() == Level::kCell) {
    draw_cell_card(frame, rect, *focus, open_cell(lab), current_step(lab));
  } else if (lab.column(focus->column).kind == ColumnKind::kMaps) {
    draw_map_card(frame, rect, *focus);
  } else {
    // Everything of it is computed.
    draw_cell_card(frame, rect, *focus, lab.column(focus->column).cell(focus->map, 0, 0), 1 << 30);
  }
}

}  // namespace convscope::ui::network
