#pragma once

#include <optional>
#include <string>

#include "app/state/number_card.h"
#include "app/ui/ui.h"

namespace convscope::ui {

struct NumberCardRequest {
  std::optional<engine::Index> clicked_row;  ///< from 0
  std::optional<engine::Index> hovered_row;
  std::optional<std::string> copy;  ///< the text to copy
};

/// The card of one number in its panel. A long table scrolls around the current row, and with the
/// wheel. Items: "card.row[k]" (k from 0), "card.copy.text", ".latex", ".csv", ".numpy".
NumberCardRequest number_card(Ui& ui, const figure::Rect& panel, const state::NumberCard& card);

}  // namespace convscope::ui
