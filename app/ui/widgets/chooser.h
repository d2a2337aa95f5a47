#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/ui.h"

namespace convscope::ui {

struct ChooserItem {
  std::string name;
  std::string detail;  ///< dim, at the right
  std::string search;  ///< what typed words are looked for in; empty: the name
};

struct ChooserModel {
  std::string title;
  std::vector<ChooserItem> items;
  std::string nothing;  ///< said where no item has the words
  std::string action;   ///< a button beside the field that does what Enter does; empty: none
};

/// What was chosen: an item, or what stands in the field where no item is.
struct Choice {
  std::optional<std::size_t> item;
  std::string typed;
};

/// Opens the chooser `id` with `text` in its field.
void open_chooser(Ui& ui, std::string_view id, std::string text);

/// A popup with a text field and the items that have its words, whatever case and accents. Up,
/// Down, Page Up and Page Down choose, Enter or a click takes, Escape or a click beside closes.
/// `taken` runs within the frame. Nothing while it is closed.
void draw_chooser(Ui& ui, std::string_view id, const figure::Rect& window, ChooserModel model,
                  std::function<void(const Choice&)> taken);

}  // namespace convscope::ui
