#include "app/state/phrases/check.h"
#include "app/state/pooling/pooling_check.h"
#include "app/state/pooling/pooling_view.h"
#include "app/ui/labs/pooling/pooling_lab.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/number_card.h"

namespace convscope::ui::pooling {

void draw_card(LabFrame& frame, const figure::Rect& whole) {
  const state::PoolingState& lab = frame.state.pooling;
  if (!lab.result) return;
  figure::Rect rect = whole;
  // The other pages are about the outputs alone.
  const bool routed =
      lab.page == state::PoolingPage::kNumbers || lab.page == state::PoolingPage::kExercise;
  if (routed && check_switch(frame.ui, rect, "pool", lab.checking, state::phrase::kSumCheckTip)) {
    frame.intents.emplace_back(state::PoolingIntent{state::pooling::ToggleGradientCheck{}});
  }
  if (routed && lab.checking) {
    const auto sheet = pooling_check(lab, frame.ui.language());
    if (const auto copied = check_card(frame.ui, rect, sheet, "pool")) {
      frame.intents.emplace_back(state::CopyToClipboard{*copied});
    }
    return;
  }
  const state::PoolingView view(lab);
  const state::NumberCard card = pooling_card(view, frame.ui.language());
  const NumberCardRequest request = number_card(frame.ui, rect, card);
  const auto want = [&](state::PoolingAction action) {
    frame.intents.emplace_back(state::PoolingIntent{std::move(action)});
  };
  if (request.copy) frame.intents.emplace_back(state::CopyToClipboard{*request.copy});
  using Kind = state::PoolingNumber::Kind;
  // The terms of a window, or the windows of an input.
  const bool other = lab.pinned && lab.pinned->kind != Kind::kWindow;
  const bool terms = card.columns.index == "y,x";
  if (request.clicked_row) {
    const state::CardRow& row = card.rows[static_cast<std::size_t>(*request.clicked_row)];
    if (row.link.rank() == 3) {
      want(state::pooling::JumpToOutput{row.link});
    } else if (terms) {
      const engine::Cell output = other ? lab.pinned->index : view.position().cell;
      want(state::pooling::JumpToTerm{*request.clicked_row, output});
    }
  }
  if (!rect.contains(frame.ui.input().mouse)) return;
  std::optional<state::PoolingNumber> hovered;
  if (request.hovered_row) {
    const state::CardRow& row = card.rows[static_cast<std::size_t>(*request.hovered_row)];
    if (row.link.rank() == 3) {
      hovered =
          state::PoolingNumber{routes_gradient(lab) ? Kind::kUpstream : Kind::kOutput, row.link};
    } else if (terms && !other) {
      hovered = state::PoolingNumber{Kind::kWindow, {*request.hovered_row}};
    }
  }
  if (hovered != lab.hovered) want(state::pooling::Hover{hovered});
}

}  // namespace convscope::ui::pooling
