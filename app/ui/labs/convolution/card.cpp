#include "app/state/convolution/card.h"

#include "app/state/convolution/gradient_check.h"
#include "app/state/phrases/check.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/pixel_shuffle.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/number_card.h"

namespace convscope::ui::convolution {

void draw_card(LabFrame& frame, const figure::Rect& whole) {
  const state::ConvolutionState& lab = frame.state.convolution;
  if (shows_shuffle(frame)) return draw_shuffle_card(frame, whole);
  if (!lab.result) return;
  figure::Rect rect = whole;
  if (check_switch(frame.ui, rect, "conv", lab.checking, state::phrase::kSumCheckTip)) {
    frame.intents.emplace_back(state::ConvolutionIntent{state::convolution::ToggleGradientCheck{}});
  }
  if (lab.checking && lab.check) {
    const auto sheet = check_sheet(*lab.check, frame.ui.language());
    if (const auto copied = check_card(frame.ui, rect, sheet, "conv")) {
      frame.intents.emplace_back(state::CopyToClipboard{*copied});
    }
    return;
  }
  const state::ConvolutionView view(lab);
  const state::NumberCard card = convolution_card(view, frame.ui.language());
  const NumberCardRequest request = number_card(frame.ui, rect, card);
  const auto want = [&](state::ConvolutionAction action) {
    frame.intents.emplace_back(state::ConvolutionIntent{std::move(action)});
  };
  if (request.copy) frame.intents.emplace_back(state::CopyToClipboard{*request.copy});
  using Kind = state::ConvolutionNumber::Kind;
  const auto pinned = lab.pinned ? view.target_of(*lab.pinned) : std::nullopt;
  const engine::Cell output = pinned.value_or(view.position().cell);
  const bool is_output = card.explanation.has_value();
  if (request.clicked_row) {
    const state::CardRow& row = card.rows[static_cast<std::size_t>(*request.clicked_row)];
    if (is_output) want(state::convolution::JumpToTerm{*request.clicked_row, output});
    if (row.link.rank() == 3) want(state::convolution::JumpToOutput{row.link});
  }
  if (!rect.contains(frame.ui.input().mouse)) return;
  std::optional<state::ConvolutionNumber> hovered;
  if (request.hovered_row) {
    const state::CardRow& row = card.rows[static_cast<std::size_t>(*request.hovered_row)];
    if (is_output && output == view.position().cell) {
      hovered = state::ConvolutionNumber{Kind::kProduct, {*request.hovered_row}};
    }
    if (row.link.rank() == 3) hovered = state::ConvolutionNumber{Kind::kOutput, row.link};
  }
  if (hovered != lab.hovered) want(state::convolution::Hover{hovered});
}

}  // namespace convscope::ui::convolution
