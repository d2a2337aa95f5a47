#pragma once

#include <cstdint>

namespace convscope::ui {

/// A key by what it does or by the sign that it bears on the user's keyboard, so that shortcuts
/// are where the sign is, on any layout.
enum class Key {
  kCharacter,
  kSpace,
  kLeft,
  kRight,
  kUp,
  kDown,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
  kEnter,
  kEscape,
  kTab,
  kBackspace,
  kDelete,
  kF1,
  kF5,
  kF11,
};

struct KeyPress {
  Key key = Key::kCharacter;
  char32_t sign = 0;  ///< for kCharacter: lower case
  bool ctrl = false;
  bool shift = false;
};

}  // namespace convscope::ui
