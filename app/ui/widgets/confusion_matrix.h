#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ui/ui.h"

namespace convscope::ui {

struct ConfusionCell {
  int truth = 0;
  int predicted = 0;
  friend bool operator==(const ConfusionCell&, const ConfusionCell&) = default;
};

/// Counts of how often one thing was taken for another.
struct ConfusionModel {
  int classes = 0;
  std::vector<long long> counts;   ///< (truth, predicted), row-major
  std::vector<std::string> names;  ///< short, of the classes
  std::string rows_title, columns_title;
  std::optional<ConfusionCell> marked;  ///< outlined
};

/// The largest count off the diagonal; none when nothing was confused.
std::optional<ConfusionCell> most_confused(const ConfusionModel& model);

/// How far up the map the largest confusion reaches: digits stay readable there.
inline constexpr float kConfusionStrongest = 0.62F;

/// The height that a matrix with its titles takes when it fills `width`.
float confusion_height(float width, int classes);
/// The least height in which its digits, or at least its colours, can be told apart.
float confusion_least_height(int classes, bool digits);

/// Draws the matrix as squares that fit `rect` with its titles: off the diagonal by the sequential
/// map up to the largest confusion, the diagonal off the scale. Counts that do not fit into a cell
/// are left to the pointer. The cell under the pointer.
struct ConfusionPointing {
  std::optional<ConfusionCell> hovered;
  std::optional<ConfusionCell> clicked;
};
ConfusionPointing confusion_matrix(Ui& ui, std::string_view id, const figure::Rect& rect,
                                   const ConfusionModel& model);

}  // namespace convscope::ui
