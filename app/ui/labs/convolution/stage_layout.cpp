#include "app/ui/labs/convolution/stage_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "app/ui/labs/convolution/stage_measures.h"
#include "app/ui/layout.h"

namespace convscope::ui::convolution {
namespace {

using figure::Rect;

struct Attempt {
  float scale;
  bool scrolls;
  bool other;
  int signs;             ///< cells hold numbers of so many at least
  float least_input;     ///< share of the input's cell that has to be left
  float least_cell;      ///< and its pixels
  bool digits;           ///< the filter's cells keep theirs
  bool weights = false;  ///< the filter's numbers stay whole, whatever `signs`
  bool tight = false;    ///< products and outputs leave the input their room
  bool outputs = false;  ///< a single plane of outputs keeps its digits
  bool lean = false;     ///< and takes no more room than that
};

constexpr int kAllSigns = 99;
/// Tries one scale; none when something does not fit.
class Fitter {
 public:
  Fitter(const Rect& area, const Measures& m, const StageContent& content)
      : area_(area), m_(m), content_(content) {}

  std::optional<StageLayout> fit(const Attempt& attempt) const {
    const float k = attempt.scale;
    const auto kernel = static_cast<float>(content_.kernel);
    const bool presenting = content_.presenting;
    if (attempt.outputs && (content_.planes > 1 || legible_plane() > 0.42F * area_.width))
      return {};
    StageLayout out = cells_of(attempt);
    const float sum_width =
        m_.sum_width + (attempt.signs == kAllSigns ? extra_digits(content_) : 0);
    out.sum_width = sum_width;
    const float fixed = m_.label + 3 * m_.gap + kernel * (out.filter_width + out.product_width) +
                        before_filter(out) + m_.partial_width +
                        output_column(out.output_cell, sum_width, attempt);
    const float input_room = area_.width - fixed;
    const float by_width = std::floor(input_room / input_columns());
    const auto channels = static_cast<float>(content_.channels);
    const float row_room =
        attempt.scrolls ? area_.height : (area_.height + m_.row_gap) / channels - m_.row_gap;
    const float by_height = std::floor(row_room / static_cast<float>(content_.input_rows));
    // Cells that still hold the input's digits, where there is room for them.
    const float legible = std::clamp(width_of(content_.input_digits, attempt), kLeastDigits,
                                     presenting ? 72.0F : 40.0F);
    const float wanted = std::max(std::floor(m_.input * k), legible);
    out.input_cell = std::min({wanted, by_width, by_height});
    if (out.input_cell < std::min(wanted, attempt.least_input * wanted)) return std::nullopt;
    if (out.input_cell < std::min(wanted, attempt.least_cell)) return std::nullopt;
    if (attempt.digits && out.filter_cell < kLeastDigits) return std::nullopt;
    const float row = row_height(out);
    if (row > row_room) return std::nullopt;
    finish(out, row, fixed, attempt.scrolls);
    return out;
  }

 private:
  static constexpr float kBetween = 2;  ///< cells between what arrives and the first grids
  // What stands before the second grids, with the gap behind it.
  float before_filter(const StageLayout& out) const {
    if (!content_.before_filter || content_.before_columns == 0) return 0;
    return static_cast<float>(content_.before_columns) * out.filter_width + std::max(m_.gap, 36.0F);
  }
  float input_columns() const {
    const bool before = content_.before_columns > 0 && !content_.before_filter;
    return static_cast<float>(content_.input_columns) +
           (before ? static_cast<float>(content_.before_columns) + kBetween : 0);
  }
  // Short numbers stay clear of the active cell's outline too.
  float clear(int signs) const { return !content_.presenting && signs <= 4 ? 2 : 0; }
  float width_of(int signs, const Attempt& attempt) const {
    return width_of_signs(std::min(signs, attempt.signs), content_.presenting);
  }

  // All cells but the input's.
  StageLayout cells_of(const Attempt& attempt) const {
    const float k = attempt.scale;
    const auto kernel = static_cast<float>(content_.kernel);
    StageLayout out;
    out.filter_cell = std::max(3.0F, std::floor(m_.filter * k));
    const bool presenting = content_.presenting;
    out.filter_width =
        out.filter_cell < 20
            ? out.filter_cell
            : std::max(out.filter_cell,
                       clear(content_.weight_digits) +
                           (attempt.weights ? width_of_signs(content_.weight_digits, presenting)
                                            : width_of(content_.weight_digits, attempt)));
    out.product_height = std::max(3.0F, std::floor(m_.product_height * k));
    out.product_width = std::max(3.0F, std::floor(m_.product_width * k));
    // The products of a large kernel leave the others their room.
    const float share = std::floor((attempt.tight ? 0.18F : 0.26F) * area_.width / kernel);
    out.product_width = std::min(out.product_width, std::max(out.product_height, share));
    if (presenting) {
      out.product_width = std::max(out.product_width, width_of(content_.product_digits, attempt));
    }
    // Whole weights come before more of a product than its cell needs.
    if (attempt.weights && !presenting) {
      out.product_width =
          std::min(out.product_width, width_of(content_.product_digits, attempt) + 2);
      out.product_width = std::max(out.product_width, out.product_height);
    }
    out.factors = !content_.presenting && m_.product_width > 80 && out.product_width >= 80;
    // One cell is no room for words beside its value.
    out.narrow_products = content_.kernel > 1 && out.product_width * kernel < 220;
    out.other_cell = attempt.other ? std::floor(m_.other * std::min(k, 1.0F)) : 0;
    out.output_cell =
        std::max(std::floor(m_.output * k),
                 presenting ? width_of(std::min(content_.output_digits, 5), attempt)
                            : std::min(width_of_signs(content_.output_digits, false), 64.0F));
    return out;
  }

  // A plane of outputs with its digits.
  float legible_plane() const {
    return static_cast<float>(content_.output_columns) *
           width_of_signs(content_.output_digits, content_.presenting);
  }

  float output_column(float cell, float sum_width, const Attempt& attempt) const {
    const float legible = attempt.outputs ? legible_plane() : 0;
    if (attempt.lean) return std::max(sum_width, legible);
    const float share = area_.width * (attempt.tight ? 0.24F : 0.3F);
    const float two = 2 * cell * static_cast<float>(content_.output_columns) + 40;
    return std::max(legible, std::clamp(two, sum_width, std::max(sum_width, share)));
  }

  float row_height(const StageLayout& out) const {
    const auto kernel =
        static_cast<float>(content_.kernel_rows > 0 ? content_.kernel_rows : content_.kernel);
    const float input = out.input_cell * static_cast<float>(content_.input_rows);
    float filter = out.filter_cell * kernel;
    if (out.other_cell > 0) filter += 32 + out.other_cell * kernel;
    const float product =
        out.product_height * kernel + (content_.presenting ? 0.0F : kSumLineHeight);
    return std::max({input, filter, product});
  }

  void finish(StageLayout& out, float row, float fixed, bool scrolls) const {
    const auto kernel = static_cast<float>(content_.kernel);
    const float input = out.input_cell * input_columns();
    const float spare = std::max(0.0F, area_.width - fixed - input);
    out.scrolls = scrolls;
    out.row_pitch = row + m_.row_gap;
    out.operator_gap = m_.gap;
    out.label_width = m_.label;
    out.sum_pitch = m_.sum_pitch;
    // A small example stands in the middle; a full stage keeps its left edge.
    const float left = area_.x + std::floor(std::min(spare / 2, spare > 160 ? spare / 2 : 0));
    out.input_x = left + m_.label;
    out.before_x = out.input_x;
    out.filter_x = out.input_x + input + m_.gap + before_filter(out);
    if (content_.before_columns > 0 && content_.before_filter) {
      out.before_x = out.input_x + input + m_.gap;
    } else if (content_.before_columns > 0) {
      out.input_x += out.input_cell * (static_cast<float>(content_.before_columns) + kBetween);
    }
    out.product_x = out.filter_x + out.filter_width * kernel + m_.gap;
    out.sum_x = out.product_x + out.product_width * kernel + m_.partial_width + m_.gap;
    out.rows = {area_.x, area_.y, out.sum_x - area_.x, area_.height};
    out.first_row = area_.y;
    out.sum = {out.sum_x, area_.y, area_.right() - out.sum_x, area_.height};
    out.sum_width = std::min(out.sum.width, out.sum_width);
    if (!scrolls) {
      place_foot(out, out.row_pitch * static_cast<float>(content_.channels) - m_.row_gap);
    }
  }

  // Few slices leave room below: the foot goes there, not far from what it explains. Titles and
  // first rows stand at one height in every example.
  void place_foot(StageLayout& out, float rows) const {
    constexpr float kFoot = 120, kApart = 72;
    if (content_.presenting || rows + kFoot + 24 > area_.height) return;
    const float y = std::min(area_.y + rows + kApart, area_.bottom() - kFoot);
    out.foot = {out.input_x, y, out.sum_x - 24 - out.input_x, kFoot};
  }

  Rect area_;
  const Measures& m_;
  const StageContent& content_;
};

/// What is given up, in this order: decimals, the size of the cells, that every slice is on the
/// screen at once, the input's digits, and in the end the filter's.
struct Pass {
  int percent;  ///< from this scale ...
  int least_percent;
  Attempt attempt;
};
// Presenting, where numbers keep their type, so many signs are given up before that.
constexpr std::array kPresentingPasses{
    Pass{150, 100, {0, false, false, kAllSigns, 1, kLeastDigits, true}},
    Pass{100, 100, {0, false, false, 6, 0.8F, kLeastDigits, true}},
    Pass{100, 90, {0, false, false, 5, 0.8F, kLeastDigits, true}},
};
// Where the outputs, a single plane of them, need more than their share of the width.
constexpr std::array kPlanePasses{
    Pass{150, 96, {0, false, false, kAllSigns, 1, kLeastDigits, true, false, false, true}},
    Pass{100, 90, {0, false, false, 5, 0.95F, kLeastDigits, true, true, false, true}},
    Pass{100, 90, {0, false, false, 5, 0.95F, kLeastDigits, true, true, false, true, true}},
    Pass{100, 80, {0, false, false, 4, 0.8F, kLeastDigits, true, true, false, true, true}},
};
constexpr std::array kPasses{
    Pass{150, 96, {0, false, false, kAllSigns, 1, kLeastDigits, true}},
    Pass{100, 90, {0, false, false, 5, 0.95F, kLeastDigits, true, true}},
    Pass{100, 80, {0, false, false, 4, 0.8F, kLeastDigits, true}},
    Pass{100, 60, {0, false, false, 4, 0, kLeastDigits, true}},
    Pass{150, 100, {0, true, false, kAllSigns, 1, kLeastDigits, true}},
    Pass{100, 56, {0, true, false, 4, 0, kLeastDigits, true}},
    Pass{100, 40, {0, false, false, 4, 0, kLeastDigits, true, false, true}},
    Pass{100, 40, {0, true, false, 4, 0, kLeastDigits, true, false, true}},
    Pass{100, 40, {0, false, false, 4, 0, 6, true}},
    Pass{100, 40, {0, true, false, 4, 0, 6, true}},
    Pass{100, 30, {0, false, false, 4, 0.5F, 10, false}},
    Pass{100, 20, {0, true, false, 4, 0, 3, false}},
    Pass{100, 2, {0, true, false, 4, 0, 1, false}},
};

}  // namespace

StageLayout layout_stage(const Rect& stage, float roominess, const StageContent& content) {
  const Measures m = measures_of(roominess, content);
  Rect area = stage.grown(-m.inset);
  if (content.presenting) {
    area.y = stage.y + 6;
    area.height = stage.height - 20;
  }
  Rect header;
  if (content.header && !content.presenting) {
    const float r = std::min(roominess, 1.0F);
    header = {area.x, stage.y + between(8, 12, r), area.width, between(28, 32, r)};
    const float taken = between(34, 44, r);
    area.y += taken;
    area.height -= taken;
  }
  area.y += m.title;
  area.height = std::max(40.0F, area.height - m.title);
  area.width = std::max(120.0F, area.width);
  const bool has_other = m.other > 0 && content.other;
  const float title_baseline = area.y - m.title + (content.presenting ? 33.0F : 17.0F);
  const auto placed = [&](StageLayout layout) {
    layout.title_baseline += title_baseline;
    layout.header = header;
    return layout;
  };
  if (content.stacked) return placed(stacked_layout(area, m, content));
  const Fitter fitter(area, m, content);
  std::vector<Pass> passes(kPasses.begin(), kPasses.end());
  const auto first = [&passes](const auto& those) {
    passes.insert(passes.begin(), those.begin(), those.end());
  };
  if (content.presenting) {
    first(kPresentingPasses);
  } else {
    first(kPlanePasses);
  }
  for (const Pass& pass : passes) {
    for (int percent = pass.percent; percent >= pass.least_percent; percent -= 2) {
      for (const bool other : {true, false}) {
        // Only in the usual passes: the input's room comes before another filter.
        if (other && (!has_other || pass.attempt.least_input < 0.8F)) continue;
        Attempt attempt = pass.attempt;
        attempt.scale = static_cast<float>(percent) / 100;
        attempt.other = other;
        const auto found = fitter.fit(attempt);
        // The other filter goes before cells get smaller than the design has them.
        const bool early = has_other && percent >= 100 && pass.attempt.least_input >= 0.8F;
        if (!found || (!other && early)) continue;
        return placed(*found);
      }
    }
  }
  // A stage too small for anything.
  return placed(StageLayout{.rows = area, .sum = area});
}

}  // namespace convscope::ui::convolution
