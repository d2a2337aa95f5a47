#pragma once

#include <optional>
#include <string>

#include "app/state/check_sheet.h"
#include "app/ui/ui.h"

/// Gradient checks, the same in every lab that has them. `prefix` begins the names of their items
/// and parts: "network", "conv".
namespace convscope::ui {

/// The switch at the foot of a card, always in the same place; takes its height from `rect` and
/// returns whether it was clicked. Item: PREFIX.check.
bool check_switch(Ui& ui, figure::Rect& rect, const std::string& prefix, bool on,
                  const state::Phrase& tip);

/// A check in place of a card's derivation; returns what is to be copied. Parts:
/// PREFIX.check.weight, .input, .bias; items: PREFIX.check.scroll where they are too many for the
/// card, and card.copy.text, .latex, .csv, .numpy.
std::optional<std::string> check_card(Ui& ui, const figure::Rect& rect,
                                      const state::CheckSheet& check, const std::string& prefix);

/// The same for the last row of a lecture room: as many numbers as there is room for. Parts:
/// PREFIX.check.presented.0 and so on.
void presented_check(Ui& ui, const figure::Rect& area, const state::CheckSheet& check,
                     const std::string& prefix);

}  // namespace convscope::ui
