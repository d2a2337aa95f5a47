#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/ui/ui.h"

/// Controls that know nothing of networks. Each draws itself in a given rectangle and returns what
/// the user wants, if anything; it keeps nothing.
namespace convscope::ui {

enum class ButtonTone { kNormal, kPrimary, kFlat };

struct ButtonLook {
  ButtonTone tone = ButtonTone::kNormal;
  bool chosen = false;  ///< filled as the current choice
  float size = 14;
  std::string_view tip = {};
};

/// 32 px high by convention. True when clicked.
bool button(Ui& ui, std::string_view id, const figure::Rect& rect, std::string_view label,
            const ButtonLook& look = {});

/// One frame, several parts, one chosen; the part that was clicked.
std::optional<int> segmented(Ui& ui, std::string_view id, const figure::Rect& rect,
                             std::span<const std::string> labels, int chosen);
/// The width that fits every label of a segmented control evenly padded.
float segmented_width(Ui& ui, std::span<const std::string> labels);

enum class CopyFormat { kText, kLatex, kCsv, kNumpy };
/// A card's row of copy buttons, `card.copy.text` and so on, each as wide as its word asks for.
std::optional<CopyFormat> copy_buttons(Ui& ui, const figure::Rect& row);

/// A 16 px box and its words; the new state when clicked.
std::optional<bool> checkbox(Ui& ui, std::string_view id, figure::Point at, std::string_view label,
                             bool checked);

/// A closed list that opens below (or above) itself; the index that was chosen.
std::optional<int> combo(Ui& ui, std::string_view id, const figure::Rect& rect,
                         std::span<const std::string> items, int chosen);

struct SliderRange {
  double least = 0;
  double most = 1;
  double step = 1;  ///< 0: continuous
  bool logarithmic = false;
  int decimals = 0;
  std::optional<double> usual = std::nullopt;  ///< restored by a double click
};

/// Label, groove with knob, and a field for typing, in one row of 34 px. The new value, inside the
/// range and on a step; typing may ask for values outside of the groove's range when `open_ended`.
std::optional<double> slider_row(Ui& ui, std::string_view id, const figure::Rect& rect,
                                 std::string_view label, double value, const SliderRange& range);

/// Only the field: right-aligned, click or Enter to type.
std::optional<double> number_field(Ui& ui, std::string_view id, const figure::Rect& rect,
                                   double value, int decimals);

/// Text broken into lines of at most `width`; returns the height used. Draws nothing when `dry`.
float paragraph(figure::Canvas& canvas, figure::Point top_left, float width, std::string_view text,
                const figure::TextStyle& style, bool dry = false);

/// A sentence in a box with a coloured bar at its left; returns its height.
float notice(Ui& ui, figure::Point top_left, float width, std::string_view text,
             figure::Color tone);

/// 14 px, 600: the title of a group of settings, its baseline `y`.
void heading(Ui& ui, figure::Point baseline, std::string_view text);

/// A thin rule.
void rule(Ui& ui, float x, float y, float width);

}  // namespace convscope::ui
