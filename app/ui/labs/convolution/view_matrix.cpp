#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/input_gradient_words.h"
#include "app/state/convolution/matrix.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/state/phrases/convolution_matrix.h"
#include "app/ui/labs/convolution/views.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::ConvolutionMatrix;
using state::ConvolutionPass;
using state::GridModel;
namespace phrase = state::phrase;

constexpr float kColumn = 52;  ///< of a vector that stands
constexpr float kGap = 44;     ///< an operator's
constexpr float kResultRow = 30;
constexpr float kTotal = 104;  ///< of one number that is a sum of entries

/// What the matrix of a pass is called.
struct MatrixWords {
  const state::Phrase& title;
  std::string vector, result;
  figure::Color matrix_role, vector_role;
};

MatrixWords words_of(const Stage& stage, const ConvolutionMatrix& product) {
  const PassLook look = pass_look(stage);
  const engine::Cell& at = stage.view.position().cell;
  const bool flipped = stage.view.state().setup().choices.flipped;
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward: {
      std::string output = fmt::format("o[{}]", at[0]);
      if (stage.view.has_bias()) output += fmt::format(" (+ b{})", at[0]);
      if (product.sparse) return {phrase::kSparseTitle, "x", output, look.filter, look.input};
      return {phrase::kPatchesTitle, flipped ? "w 180\u00B0" : "w", output, look.input,
              look.filter};
    }
    case ConvolutionPass::kInput: {
      const std::string target = fmt::format("dX[{}]", at[0]);
      if (product.sparse) {
        return {phrase::kTransposedTitle, "g", target, look.filter, look.input};
      }
      return {phrase::kPatchesOfG, flipped ? "w" : "w 180\u00B0", target, look.input, look.filter};
    }
    case ConvolutionPass::kWeight: {
      const std::string g = fmt::format("g[{}]", at[0]);
      if (product.sparse) {
        return {phrase::kOuterTitle, g, target_name(stage, at), stage.ui().theme().text,
                look.filter};
      }
      return {phrase::kSamePatchesTitle, g, fmt::format("dW[{}]", at[0]), look.input, look.filter};
    }
    case ConvolutionPass::kBias:
      break;
  }
  return {phrase::kFilterRows, "1", "db", look.input, look.filter};
}

// What a dense layer has, and what the convolution has of it.
std::string sparse_words(const Stage& stage, const ConvolutionMatrix& product) {
  const state::ConvolutionView& view = stage.view;
  const engine::Shape& in = view.result().input.shape();
  const engine::Shape& out = view.result().cursor.output();
  const Index inputs = in[2] * in[3] * view.slices(), outputs = out[1] * out[2];
  const double share = static_cast<double>(product.filled) /
                       static_cast<double>(product.matrix.rows * product.matrix.columns);
  return fmt::format(fmt::runtime(stage.ui().tr(phrase::kSparseWords)), state::count_text(outputs),
                     state::count_text(inputs), state::count_text(outputs * inputs),
                     state::percent_text(share, 1, stage.ui().language()),
                     state::count_text(view.result().cursor.terms_per_cell()));
}

std::string explained(const Stage& stage, const ConvolutionMatrix& product) {
  const auto say = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const std::string target = target_name(stage, stage.view.position().cell);
  std::string words;
  switch (stage.view.pass()) {
    case ConvolutionPass::kForward:
      words = product.sparse ? sparse_words(stage, product) : say(phrase::kPatchesWords);
      break;
    case ConvolutionPass::kInput:
      words = product.sparse
                  ? say(phrase::kTransposedWords)
                  : state::input_gradient_words(stage.view, stage.ui().language()).patches;
      break;
    case ConvolutionPass::kWeight: {
      const auto marked = std::ranges::count_if(
          product.matrix.cells, [](const auto& cell) { return cell.has(state::kMarkPatch); });
      words = product.sparse ? fmt::format(fmt::runtime(say(phrase::kOuterWords)), target, marked,
                                           state::count_text(product.rows * product.matrix.columns))
                             : fmt::format(fmt::runtime(say(phrase::kSamePatchesWords)), target);
      break;
    }
    case ConvolutionPass::kBias:
      words = say(phrase::kFilterRowsWords);
      break;
  }
  if (product.rows > product.matrix.rows) words += " " + say(phrase::kMatrixPart);
  if (product.slice < 0) return words;
  const bool input = stage.view.pass() == ConvolutionPass::kInput;
  const Index which = product.slice + (input ? stage.view.first_row() : 0);
  words +=
      " " +
      fmt::format(fmt::runtime(say(input ? phrase::kMatrixFilter : phrase::kMatrixSlice)), which);
  return words;
}

/// Where matrix and vectors stand.
struct MatrixPlaces {
  GridLook matrix, vector, result;
};

float floored(float size) {
  return size >= 2 ? std::floor(size) : size;
}

MatrixPlaces place(const ConvolutionMatrix& product, const Rect& room, bool large) {
  const float unit = large ? 1.6F : 1.0F;
  const float single = std::floor(kColumn * unit), total = std::floor(kTotal * unit);
  const auto rows = static_cast<float>(product.matrix.rows);
  const auto columns = static_cast<float>(product.matrix.columns);
  const bool below = product.by_rows && !product.sparse;
  const float beside = single + kGap + (below ? 0 : (product.by_rows ? total : single) + kGap);
  const float width = floored(std::min((room.width - beside) / columns, 44 * unit));
  const float high = room.height - (below ? kResultRow + 24 : 0);
  const float height = floored(std::min(30 * unit, high / rows));
  const float matrix_x = product.by_rows ? room.x + single + kGap : room.x;
  const float right = matrix_x + width * columns + kGap;
  const auto look = [](Point origin, float cell_width, float cell_height) {
    GridLook at;
    at.origin = origin;
    at.cell_width = cell_width;
    at.cell_height = cell_height;
    return at;
  };
  const GridLook matrix = look({matrix_x, room.y}, width, height);
  if (product.by_rows) {
    return {matrix, look({room.x, room.y}, single, height),
            below ? look({matrix_x, room.y + height * rows + 20}, width, kResultRow)
                  : look({right, room.y}, total, 44 * unit)};
  }
  const float tall =
      floored(std::min(30 * unit, room.height / static_cast<float>(product.vector.rows)));
  return {matrix, look({right, room.y}, single, tall),
          look({right + single + kGap, room.y}, single, height)};
}

GridTouch draw_part(Stage& stage, const char* id, const GridModel& grid, GridLook& look,
                    figure::Color role) {
  look.role = role;
  look.digits =
      fit_digits(stage.canvas(), look.cell_width, look.cell_height, grid.scale, stage.presenting());
  draw_grid(stage.ui(), grid, look);
  return touch_grid(stage.ui(), id, grid, look);
}

// The frame of the current row or column, and of the number that it gives.
void draw_frames(Stage& stage, const ConvolutionMatrix& product, const MatrixPlaces& at,
                 const MatrixWords& words) {
  const auto& targets = product.targets;
  const auto found = std::ranges::find(targets, stage.view.position().cell);
  if (found == targets.end()) return;
  const auto n = static_cast<int>(found - targets.begin());
  const bool below = product.by_rows && !product.sparse;
  const Rect cell = cell_rect(at.result, below ? 0 : n, below ? n : 0);
  const Rect all = grid_rect(product.matrix, at.matrix);
  const float width = stage.presenting() ? 4 : 3;
  if (below) {
    stage.canvas().frame({cell.x, all.y, cell.width, all.height}, words.matrix_role, width);
  } else if (!product.by_rows) {
    stage.canvas().frame({all.x, cell.y, all.width, cell.height}, words.matrix_role, width);
  }
  stage.canvas().frame(cell, pass_look(stage).output, width);
}

void draw_names(Stage& stage, const ConvolutionMatrix& product, const MatrixPlaces& at,
                const MatrixWords& words) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const bool below = product.by_rows && !product.sparse;
  const float size = stage.presenting() ? 20 : 14;
  const auto title = [&](Point corner, const std::string& text, figure::Color color) {
    const TextStyle style{Face::kTextSemiBold, size, color};
    const float most = stage.rect.right() - canvas.text_width(text, style);
    canvas.text({std::min(corner.x, most), corner.y - 12}, text, style);
  };
  const std::string shape = fmt::format(" {}\u00D7{}", state::count_text(product.rows),
                                        state::count_text(product.matrix.columns));
  const std::string name = stage.ui().tr(words.title) + shape;
  // Above the others, where it is longer than a narrow matrix.
  Point corner = at.matrix.origin;
  const float end = corner.x + canvas.text_width(name, {Face::kTextSemiBold, size, {}});
  if (at.vector.origin.x > corner.x && end + 12 > at.vector.origin.x) corner.y -= size + 6;
  title(corner, name, words.matrix_role);
  title(at.vector.origin, words.vector, words.vector_role);
  const auto sign = [&](float x, float y, std::string_view text) {
    canvas.text({x, y}, text, {Face::kTextSemiBold, 20, theme.text}, figure::Align::kCenter);
  };
  const float middle = at.matrix.origin.y + std::min(20.0F, at.matrix.cell_height / 2 + 7);
  if (product.by_rows) {
    sign(at.matrix.origin.x - kGap / 2, middle, "\u00B7");
  } else {
    sign(at.vector.origin.x - kGap / 2, middle, "\u00B7");
  }
  const figure::Color output = pass_look(stage).output;
  if (!below) {
    title(at.result.origin, words.result, output);
    sign(at.result.origin.x - kGap / 2, at.result.origin.y + 22, product.by_rows ? "\u03A3" : "=");
    return;
  }
  const Rect row{at.vector.origin.x, at.result.origin.y, at.vector.cell_width, kResultRow};
  canvas.text_in(row, words.result, {Face::kTextSemiBold, size, output}, figure::Align::kLeft);
  sign(at.matrix.origin.x - kGap / 2, row.center_y() + 7, "\u03A3");
}

// Which target a touched entry belongs to.
std::optional<engine::Cell> target_at(const ConvolutionMatrix& product, int row, int column) {
  const bool below = product.by_rows && !product.sparse;
  const auto n = static_cast<std::size_t>(below ? column : product.by_rows ? 0 : row);
  if (row < 0 || n >= product.targets.size()) return std::nullopt;
  return product.targets[n];
}

void answer(Stage& stage, const ConvolutionMatrix& product, const GridTouch& matrix,
            const GridTouch& result) {
  if (const auto target = target_at(product, matrix.row, matrix.column)) {
    const Index term =
        product
            .terms[static_cast<std::size_t>(matrix.row * product.matrix.columns + matrix.column)];
    const bool current = *target == stage.view.position().cell;
    if (term >= 0 && (!product.by_rows || !product.sparse ||
                      product.matrix.at(matrix.row, matrix.column).has(state::kMarkPatch))) {
      stage.hovered =
          current ? state::ConvolutionNumber{state::ConvolutionNumber::Kind::kProduct, {term}}
                  : stage.view.target_number(*target);
      if (matrix.clicked) stage.want(state::convolution::JumpToTerm{term, *target});
    }
  }
  if (const auto target = target_at(product, result.row, result.column)) {
    stage.hovered = stage.view.target_number(*target);
    if (result.clicked) stage.want(state::convolution::JumpToOutput{*target});
  }
}

}  // namespace

void draw_matrix(Stage& stage, const Rect& area) {
  Ui& ui = stage.ui();
  const bool sparse = !stage.view.state().as_patches;
  Rect room = area;
  const bool large = stage.presenting(), bare = large || stage.frame.figure_only();
  if (state::has_sparse_form(stage.view.pass()) && !bare) {
    const std::array<std::string, 2> labels{ui.tr(phrase::kAsPatches), ui.tr(phrase::kAsSparse)};
    const Rect choice{area.x, area.y, std::min(segmented_width(ui, labels), area.width), 30};
    if (const auto pick = segmented(ui, "conv.matrix", choice, labels, sparse ? 1 : 0)) {
      stage.want(state::convolution::SetPatches{*pick == 0});
    }
  }
  room.take_top(large ? 60.0F : 78.0F);
  room.take_bottom(70);
  const ConvolutionMatrix product = convolution_matrix(stage.view, sparse);
  const MatrixWords words = words_of(stage, product);
  MatrixPlaces at = place(product, room, large);
  at.matrix.empty_padding = product.sparse;
  // The entries that share the current weight, one in each row.
  at.matrix.cell_frames = product.sparse && product.by_rows;
  const GridTouch matrix =
      draw_part(stage, "conv.matrix.m", product.matrix, at.matrix,
                at.matrix.cell_frames ? pass_look(stage).output : words.matrix_role);
  draw_part(stage, "conv.matrix.v", product.vector, at.vector, words.vector_role);
  const GridTouch result =
      draw_part(stage, "conv.matrix.r", product.result, at.result, pass_look(stage).output);
  draw_frames(stage, product, at, words);
  draw_names(stage, product, at, words);
  answer(stage, product, matrix, result);
  paragraph(ui.canvas(), {area.x, area.bottom() - 56}, area.width, explained(stage, product),
            {Face::kText, large ? 20.0F : 14.0F, ui.theme().text});
}

}  // namespace convscope::ui::convolution
