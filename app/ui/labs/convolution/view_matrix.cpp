#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/views.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/grid.h"

namespace convscope::ui::convolution {
namespace {

using engine::Cell;
using engine::Index;
using figure::Face;
using figure::Rect;
using state::GridModel;
namespace phrase = state::phrase;

constexpr Index kMostCells = 12000;  ///< of a matrix that is drawn

GridModel empty(Index rows, Index columns, const state::GridScale& scale) {
  GridModel grid{static_cast<int>(rows), static_cast<int>(columns), {}, scale};
  grid.cells.resize(static_cast<std::size_t>(rows * columns));
  return grid;
}

/// M times v is a plane of the output, without its bias.
struct Product {
  GridModel matrix, vector, result;
  Index filled = 0;  ///< entries of the matrix that are no zeros by construction
  bool whole = true;
};

// The rows that are shown: all of them, or a stretch with the current output.
Index first_shown(Index outputs, Index shown, Index current) {
  return std::clamp<Index>(current - shown / 2, 0, outputs - shown);
}

void mark_row(Product& product, int row, bool done, bool current) {
  for (int c = 0; c < product.matrix.columns && current; ++c) {
    product.matrix.at(row, c).marks |= state::kMarkPatch;
  }
  state::GridCell& out = product.result.at(row, 0);
  if (current) out.marks |= state::kMarkActive;
  if (!done) out.marks |= state::kMarkPending;
}

Product multiply(const state::ConvolutionView& view, bool as_patches) {
  const state::ConvolutionResult& result = view.result();
  const engine::Window2d& window = result.layer.window();
  const engine::Shape& in = result.input.shape();
  const engine::Shape& out = view.cursor().output();
  const Cell& at = view.position().cell;
  const Index outputs = out[1] * out[2], taps = view.equation().taps(), slices = view.slices();
  const Index columns = as_patches ? taps * slices : in[2] * in[3] * slices;
  const Index shown = std::min(outputs, std::max<Index>(1, kMostCells / columns));
  const Index first = first_shown(outputs, shown, at[1] * out[2] + at[2]);
  const Index channel = view.first_channel(at[0]);
  Product product{empty(shown, columns, as_patches ? view.input_scale() : view.weight_scale()),
                  empty(columns, 1, as_patches ? view.weight_scale() : view.input_scale()),
                  empty(shown, 1, view.output_scale())};
  product.whole = shown == outputs;
  for (Index r = 0; r < shown; ++r) {
    const Cell cell{at[0], (first + r) / out[2], (first + r) % out[2]};
    for (Index k = 0; k < taps * slices; ++k) {
      const Index c = k / taps, i = k % taps / window.x.kernel, j = k % window.x.kernel;
      const auto y = window.y.source(window.y.input_index(cell[1], i));
      const auto x = window.x.source(window.x.input_index(cell[2], j));
      const float w = result.weight.at({at[0], c, i, j});
      if (as_patches) {
        state::GridCell& entry = product.matrix.at(static_cast<int>(r), static_cast<int>(k));
        if (y && x) entry.value = result.input.at({0, channel + c, *y, *x});
        if (!y || !x) entry.marks |= state::kMarkPadding;
        product.vector.at(static_cast<int>(k), 0).value = w;
        ++product.filled;
      } else if (y && x) {
        const Index column = (c * in[2] + *y) * in[3] + *x;
        state::GridCell& entry = product.matrix.at(static_cast<int>(r), static_cast<int>(column));
        entry.value += w;
        entry.marks |= state::kMarkLinked;  // written even where the weight is 0
        ++product.filled;
      }
    }
    product.result.at(static_cast<int>(r), 0).value = result.output.at(cell.with_leading(0));
    mark_row(product, static_cast<int>(r), view.revealed(cell), cell == at);
  }
  for (Index c = 0; c < columns && !as_patches; ++c) {
    product.vector.at(static_cast<int>(c), 0).value =
        result.input.at({0, channel + c / (in[2] * in[3]), c / in[3] % in[2], c % in[3]});
  }
  // An empty entry of the sparse matrix is empty, not a zero.
  for (state::GridCell& entry : product.matrix.cells) {
    if (as_patches) break;
    if (!entry.has(state::kMarkLinked)) entry.marks |= state::kMarkPadding;
    entry.marks &= static_cast<std::uint16_t>(~state::kMarkLinked);
  }
  return product;
}

struct Cells {
  float matrix, height, vector;
};

void draw_one(Ui& ui, const GridModel& grid, figure::Point at, float width, float height,
              figure::Color role) {
  const DigitStyle digits = fit_digits(ui.canvas(), width, height, grid.scale);
  draw_grid(
      ui, grid,
      {.origin = at, .cell_width = width, .cell_height = height, .digits = digits, .role = role});
}

std::string counts_text(Ui& ui, const state::ConvolutionView& view, const Product& product) {
  const engine::Shape& in = view.result().input.shape();
  const engine::Shape& out = view.cursor().output();
  const Index inputs = in[2] * in[3] * view.slices(), outputs = out[1] * out[2];
  const Index weights = view.equation().taps() * view.slices();
  const double share = static_cast<double>(product.filled) /
                       static_cast<double>(product.matrix.rows * product.matrix.columns);
  return fmt::format(fmt::runtime(ui.tr(phrase::kSparseWords)), state::count_text(outputs),
                     state::count_text(inputs), state::count_text(outputs * inputs),
                     state::percent_text(share, 1, ui.language()), state::count_text(weights));
}

}  // namespace

void draw_matrix(LabFrame& frame, const state::ConvolutionView& view, const Rect& area) {
  Ui& ui = frame.ui;
  const state::Theme& theme = ui.theme();
  if (view.pass() != state::ConvolutionPass::kForward) {
    paragraph(ui.canvas(), {area.x, area.y + 20}, std::min(area.width, 520.0F),
              ui.tr(phrase::kMatrixForward), {Face::kText, 17, theme.text});
    return;
  }
  const bool as_patches = view.state().as_patches;
  const std::array<std::string, 2> labels{ui.tr(phrase::kAsPatches), ui.tr(phrase::kAsSparse)};
  const Rect choice{area.x, area.y, std::min(segmented_width(ui, labels), area.width), 30};
  if (const auto pick = segmented(ui, "conv.matrix", choice, labels, as_patches ? 0 : 1)) {
    frame.intents.emplace_back(
        state::ConvolutionIntent{state::convolution::SetPatches{*pick == 0}});
  }
  const Product product = multiply(view, as_patches);
  Rect room = area;
  room.take_top(78);
  room.take_bottom(70);
  constexpr float kColumn = 46, kGap = 44;
  const float width = room.width - 2 * kColumn - 2 * kGap;
  const float cell = std::min({width / static_cast<float>(product.matrix.columns), 40.0F});
  const float whole = cell >= 2 ? std::floor(cell) : cell;
  const float row = std::min(28.0F, room.height / static_cast<float>(product.matrix.rows));
  const float height = row >= 2 ? std::floor(row) : row;
  const float tall = std::min(28.0F, room.height / static_cast<float>(product.vector.rows));
  const float matrix_width = whole * static_cast<float>(product.matrix.columns);
  const float vector_x = room.x + matrix_width + kGap, result_x = vector_x + kColumn + kGap;
  const figure::Color left = as_patches ? theme.input : theme.filter;
  const figure::Color right = as_patches ? theme.filter : theme.input;
  draw_one(ui, product.matrix, {room.x, room.y}, whole, height, left);
  draw_one(ui, product.vector, {vector_x, room.y}, kColumn, tall >= 2 ? std::floor(tall) : tall,
           right);
  draw_one(ui, product.result, {result_x, room.y}, kColumn, height, theme.output);
  const auto title = [&](float x, const std::string& text, figure::Color color) {
    ui.canvas().text({x, room.y - 12}, text, {Face::kTextSemiBold, 14, color});
  };
  title(
      room.x,
      fmt::format("{} {}\u00D7{}", ui.tr(as_patches ? phrase::kPatchesTitle : phrase::kSparseTitle),
                  product.matrix.rows, product.matrix.columns),
      left);
  title(vector_x, as_patches ? "w" : "x", right);
  title(result_x, view.has_bias() ? "o (+ b)" : "o", theme.output);
  const auto sign = [&](float x, std::string_view text) {
    ui.canvas().text({x, room.y + 20}, text, {Face::kTextSemiBold, 20, theme.text},
                     figure::Align::kCenter);
  };
  sign(vector_x - kGap / 2, "\u00B7");
  sign(result_x - kGap / 2, "=");
  std::string words = as_patches ? ui.tr(phrase::kPatchesWords) : counts_text(ui, view, product);
  if (!product.whole) words += " " + ui.tr(phrase::kMatrixPart);
  paragraph(ui.canvas(), {area.x, area.bottom() - 56}, area.width, words,
            {Face::kText, 14, theme.text});
}

}  // namespace convscope::ui::convolution
