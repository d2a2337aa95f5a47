#pragma once

#include <span>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/layout.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// What a lab draws with: it reads the state and appends what the user wants.
struct LabFrame {
  Ui& ui;
  const state::AppState& state;
  std::vector<state::Intent>& intents;
  const Layout& layout;

  /// Nothing but the stage, for a slide: controls on it are left out.
  bool figure_only() const { return !layout.top.empty() && layout.stage.y < layout.top.bottom(); }
};

/// One screen about one thing. Each function draws one panel of the layout inside its rectangle;
/// `draw_transport` also runs while presenting, when it draws the 8 px progress line and reads its
/// keys. A panel that is not needed is null.
struct Lab {
  state::LabId id;
  float card_width;
  void (*draw_settings)(LabFrame&, const figure::Rect&);
  void (*draw_stage)(LabFrame&, const figure::Rect&);
  void (*draw_card)(LabFrame&, const figure::Rect&);
  void (*draw_transport)(LabFrame&, const figure::Rect&);
  /// For the help overlay: what colours and outlines mean, from this point on, 300 px wide.
  void (*draw_legend)(Ui&, figure::Point) = nullptr;
};

/// Every lab there is, in the order of kLabs: the one place that lists them.
std::span<const Lab> labs();

}  // namespace convscope::ui
