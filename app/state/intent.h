#pragma once

#include <string>
#include <variant>

#include "app/state/app_state.h"

namespace convscope::state {

// What somebody wants, as plain values: panels and keys produce them, `update` carries them out.
struct SelectLab {
  LabId lab;
};
struct SetLanguage {
  Language language;
};
struct SetTheme {
  ThemeName theme;
};
struct TogglePresenting {};
struct ToggleHelp {};
struct ToggleFullScreen {};
struct SetZoom {
  double zoom;
};
/// Esc: closes what was opened last, one level.
struct PopLevel {};
struct ShowToast {
  Toast::Tone tone;
  std::string text;
};
struct CloseToast {
  std::uint64_t id;
};
struct CopyToClipboard {
  std::string text;
};
/// Ctrl+E: a picture of the stage, without chrome.
struct ExportView {
  int scale = 1;  ///< 1 to 4
};
struct Quit {};

using Intent =
    std::variant<SelectLab, SetLanguage, SetTheme, TogglePresenting, ToggleHelp, ToggleFullScreen,
                 SetZoom, PopLevel, ShowToast, CloseToast, CopyToClipboard, ExportView, Quit>;

}  // namespace convscope::state
