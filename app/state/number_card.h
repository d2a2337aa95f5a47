#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/layers/explanation.h"

/// What the number card says of one number: the same card in every lab.
namespace convscope::state {

enum class CardRole { kText, kDim, kInput, kFilter, kOutput, kGradient };

/// A stretch of a formula in the colour of what it stands for.
struct CardSpan {
  std::string text;
  CardRole role = CardRole::kText;
  bool subscript = false;
};
/// One line of a formula; each following span continues it.
using CardLine = std::vector<CardSpan>;

/// One term. `done` terms show their product and running sum.
struct CardRow {
  engine::Index k = 0;  ///< from 1
  std::string index;
  double x = 0, w = 0, product = 0, sum = 0;
  bool padding = false;
  bool starts_group = false;  ///< a thin rule above: a new slice
  int frame = 0;              ///< 2: it is the one that counts (a maximum); 1: as large
  engine::Cell link;          ///< where a click leads, for the lab; rank 0: to this term
};

struct CardColumns {
  std::string index = "c,i,j";
  std::string x = "x", w = "w", product = "x\u00B7w", sum = "sum";
  int x_decimals = 0, w_decimals = 0, product_decimals = 0, sum_decimals = 0;
  bool has_sum = true;
  bool has_factors = true;  ///< w and x·w; a maximum has neither
  CardRole x_role = CardRole::kInput, w_role = CardRole::kFilter;
};

enum class CardOrigin { kCurrent, kHovered, kPinned };

struct NumberCard {
  CardOrigin origin = CardOrigin::kCurrent;
  CardRole role = CardRole::kOutput;
  std::string title;  ///< "o[0,1,2]"
  std::string value;  ///< "-3", or a dot while it is not known
  bool partial = false;
  std::string what;  ///< "output of filter 0, row 1, column 2"
  std::vector<CardLine> formula;
  std::vector<CardLine> with_numbers;
  std::string remark;  ///< a sentence in place of formulas
  CardColumns columns;
  std::vector<CardRow> rows;
  engine::Index done = 0;      ///< rows that are computed
  engine::Index current = -1;  ///< the row of this step, from 0
  engine::Index shown = -1;    ///< the row to bring into sight where none is current
  engine::Index linked = -1;   ///< the row of what the pointer is on
  std::string bias_name;       ///< empty: none
  std::string bias_value;
  std::string result;  ///< behind the bias, once all is computed
  std::string after;   ///< a sentence about what becomes of the result
  /// What is copied; none: there is nothing to copy.
  std::optional<engine::Explanation> explanation;
};

/// The rows of an explanation of a weighted sum. `per_group` terms form a slice.
std::vector<CardRow> card_rows(const engine::Explanation& explanation, engine::Index per_group);

}  // namespace convscope::state
