#include "app/state/convolution/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "app/state/convolution/view.h"
#include "app/state/phrases/check.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using engine::Term;
using Kind = ConvolutionNumber::Kind;

std::vector<double> doubles(const engine::Tensor& tensor) {
  const auto values = tensor.values();
  return {values.begin(), values.end()};
}

// "[12,3,1,2]"
std::string index_text(const Cell& cell) {
  std::string text;
  for (int axis = 0; axis < cell.rank(); ++axis) {
    text += (text.empty() ? "" : ",") + std::to_string(cell[axis]);
  }
  return "[" + text + "]";
}

// The number that a gradient is by.
ConvolutionNumber checked_number(ConvolutionNumber number) {
  if (number.kind == Kind::kWeightGradient) number.kind = Kind::kWeight;
  if (number.kind == Kind::kInputGradient) number.kind = Kind::kInput;
  if (number.kind == Kind::kBiasGradient) number.kind = Kind::kBias;
  return number;
}

// The number that the card is about: an output unless a factor is hovered or pinned.
ConvolutionNumber subject_of(const ConvolutionState& state) {
  const bool hovers = state.hovered && state.hovered->kind != Kind::kProduct;
  const auto& shown = hovers ? state.hovered : state.pinned;
  const bool fits = shown && shown->kind != Kind::kProduct &&
                    (shown->kind != Kind::kUpstream && shown->kind != Kind::kArriving &&
                     (shown->kind != Kind::kOutput || !state.backward()));
  if (fits) return checked_number(*shown);
  const Cell cell = state.equation->cursor().at(state.step).cell;
  if (!state.backward()) return {Kind::kOutput, cell};
  return checked_number(ConvolutionView(state, false).target_number(cell));
}

Index largest_term(const std::vector<Term>& terms) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (std::abs(terms[i].product) > std::abs(terms[best].product)) best = i;
  }
  return static_cast<Index>(best);
}

Index term_of(const ConvolutionState& state, const Cell& output) {
  const engine::Cursor::Position now = state.result->cursor.at(state.step);
  if (output != now.cell) return largest_term(state.result->explain(output).terms);
  if (state.hovered && state.hovered->kind == Kind::kProduct) return state.hovered->index[0];
  return std::max<Index>(now.terms_done, 1) - 1;
}

// Which input each tap of each output reads along an axis; -1: none.
std::vector<Index> sources(const engine::WindowAxis& axis) {
  std::vector<Index> table;
  for (Index o = 0; o < axis.outputs(); ++o) {
    for (Index k = 0; k < axis.kernel; ++k) {
      table.push_back(axis.source(axis.input_index(o, k)).value_or(-1));
    }
  }
  return table;
}

bool same(const ConvolutionCheck& a, const ConvolutionCheck& b) {
  return a.result == b.result && a.term == b.term && a.subject == b.subject &&
         a.upstream == b.upstream;
}

// Weight, input and bias of a term.
void add_term(const Cell& output, ConvolutionCheck& check) {
  const ConvolutionResult& result = *check.result;
  const engine::Window2d& window = result.layer.window();
  const Cell tap =
      result.weight.shape().cell_at(output[0] * result.cursor.terms_per_cell() + check.term);
  const Index slices = result.weight.shape()[1];
  const Index filters = result.cursor.output()[0];
  const Index group = output[0] * result.layer.options().groups / filters;
  const Cell pixel{group * slices + tap[1], window.y.input_index(output[1], tap[2]),
                   window.x.input_index(output[2], tap[3])};
  check.numbers.push_back(check.sum->check({Kind::kWeight, result.turned(tap)}));
  check.reads_padding = window.y.is_padding(pixel[1]) || window.x.is_padding(pixel[2]);
  const auto y = window.y.source(pixel[1]), x = window.x.source(pixel[2]);
  if (y && x) check.numbers.push_back(check.sum->check({Kind::kInput, {pixel[0], *y, *x}}));
  check.reads_padding = check.reads_padding && !(y && x);
  if (result.layer.options().bias) {
    check.numbers.push_back(check.sum->check({Kind::kBias, {output[0]}}));
  }
}

}  // namespace

OutputSum::OutputSum(std::shared_ptr<const ConvolutionResult> result)
    : OutputSum(result, upstream_of({}, result->layer.output_shape())) {}

OutputSum::OutputSum(std::shared_ptr<const ConvolutionResult> result,
                     const engine::Tensor& upstream)
    : result_(std::move(result)),
      input_(doubles(result_->input)),
      weight_(doubles(result_->weight)),
      bias_(doubles(result_->bias)),
      rows_(sources(result_->layer.window().y)),
      columns_(sources(result_->layer.window().x)),
      arriving_(result_->output.shape(), {upstream.values().begin(), upstream.values().end()}),
      upstream_(arriving_) {
  const engine::Shape& out = result_->cursor.output();
  sums_.reserve(static_cast<std::size_t>(out.count()));
  for (Index o = 0; o < out.count(); ++o) {
    sums_.push_back(sum_of(out.cell_at(o), input_, weight_, bias_));
    value_ += weighted(o, sums_.back());
    magnitude_ += std::abs(weighted(o, sums_.back()));
    plain_ = plain_ && arriving_[o] == 1;
    if (!activated()) continue;
    upstream_[o] =
        static_cast<float>(static_cast<double>(arriving_[o]) *
                           engine::activation_derivative(*result_->activation, sums_.back()));
  }
}

double OutputSum::weighted(Index output, double sum) const {
  const double value = activated() ? engine::activate(*result_->activation, sum) : sum;
  return static_cast<double>(arriving_[output]) * value;
}

Index OutputSum::first_channel(Index filter) const {
  const Index groups = result_->layer.options().groups;
  return filter * groups / result_->cursor.output()[0] * result_->weight.shape()[1];
}

double OutputSum::sum_of(const Cell& cell, std::span<const double> input,
                         std::span<const double> weight, std::span<const double> bias) const {
  const engine::Window2d& window = result_->layer.window();
  const Index slices = result_->weight.shape()[1], first = first_channel(cell[0]);
  const Index kernel_y = window.y.kernel, kernel_x = window.x.kernel;
  const Index* rows = rows_.data() + cell[1] * kernel_y;
  const Index* columns = columns_.data() + cell[2] * kernel_x;
  const double* w = weight.data() + cell[0] * result_->cursor.terms_per_cell();
  double sum = 0;
  for (Index c = first; c < first + slices; ++c) {
    for (Index i = 0; i < kernel_y; ++i, w += kernel_x) {
      if (rows[i] < 0) continue;
      const double* line = input.data() + (c * window.y.input + rows[i]) * window.x.input;
      for (Index j = 0; j < kernel_x; ++j) {
        if (columns[j] >= 0) sum += w[j] * line[columns[j]];
      }
    }
  }
  return result_->layer.options().bias ? sum + bias[static_cast<std::size_t>(cell[0])] : sum;
}

namespace {

// Whether an output reads input cell i, or padding that shows it.
bool reads_somewhere(const engine::WindowAxis& axis, Index output, Index i) {
  for (Index k = 0; k < axis.kernel; ++k) {
    if (axis.source(axis.input_index(output, k)) == i) return true;
  }
  return false;
}

}  // namespace

bool OutputSum::depends(const Cell& output, const ConvolutionNumber& number) const {
  const Cell& at = number.index;
  if (number.kind != Kind::kInput) return output[0] == at[0];
  const engine::Window2d& window = result_->layer.window();
  const Index slice = at[0] - first_channel(output[0]);
  if (slice < 0 || slice >= result_->weight.shape()[1]) return false;
  // Where the padding shows numbers, further outputs may read it.
  if (window.y.mode != engine::PaddingMode::kZeros) {
    return reads_somewhere(window.y, output[1], at[1]) &&
           reads_somewhere(window.x, output[2], at[2]);
  }
  return window.y.kernel_index(output[1], at[1]) && window.x.kernel_index(output[2], at[2]);
}

double OutputSum::moved(const ConvolutionNumber& number, double by, std::int64_t& kinks) const {
  std::vector<double> input = input_, weight = weight_, bias = bias_;
  const Cell& at = number.index;
  if (number.kind == Kind::kInput) {
    input[static_cast<std::size_t>(result_->input.shape().offset(at.with_leading(0)))] += by;
  } else if (number.kind == Kind::kWeight) {
    weight[static_cast<std::size_t>(result_->weight.shape().offset(result_->turned(at)))] += by;
  } else {
    bias[static_cast<std::size_t>(at[0])] += by;
  }
  const engine::Shape& out = result_->cursor.output();
  double sum = 0;
  for (Index o = 0; o < out.count(); ++o) {
    const Cell cell = out.cell_at(o);
    const double here = sums_[static_cast<std::size_t>(o)];
    const double there = depends(cell, number) ? sum_of(cell, input, weight, bias) : here;
    sum += weighted(o, there);
    if (!activated() || there == here) continue;
    if (engine::activation_piece(*result_->activation, here) !=
        engine::activation_piece(*result_->activation, there))
      ++kinks;
  }
  return sum;
}

CheckedNumber OutputSum::check(const ConvolutionNumber& number) const {
  using Role = CheckedNumber::Role;
  const bool input = number.kind == Kind::kInput, weight = number.kind == Kind::kWeight;
  CheckedNumber checked{.role = input    ? Role::kInput
                                : weight ? Role::kWeight
                                         : Role::kBias,
                        .name = {},
                        .letter = input    ? "x"
                                  : weight ? "w"
                                           : "b"};
  checked.name = checked.letter + index_text(number.index);
  const engine::Shape& out = result_->cursor.output();
  for (Index o = 0; o < out.count(); ++o) {
    if (depends(out.cell_at(o), number)) ++checked.outputs;
  }
  const engine::ConstTensorView inputs[] = {result_->input.view()};
  const engine::ConstTensorView parameters[] = {result_->weight.view(), result_->bias.view()};
  const Cell cell = input    ? number.index.with_leading(0)
                    : weight ? result_->turned(number.index)
                             : number.index;
  const engine::Tensor& values = input ? result_->input : weight ? result_->weight : result_->bias;
  SlopeCheck& slopes = checked.slopes;
  slopes.value = static_cast<double>(values.at(cell));
  const engine::Explanation derived =
      result_->layer.explain_gradient(input    ? "input"
                                      : weight ? "weight"
                                               : "bias",
                                      cell,
                                      {.inputs = inputs,
                                       .parameters = parameters,
                                       .output = result_->output.view(),
                                       .d_output = std::as_const(upstream_).view()});
  const double h = step();
  slopes.analytic = derived.result;
  slopes.step = h;
  slopes.loss_plus = moved(number, h, slopes.kinks);
  slopes.loss_minus = moved(number, -h, slopes.kinks);
  slopes.numeric = (slopes.loss_plus - slopes.loss_minus) / (2 * h);
  slopes.forwards = (slopes.loss_plus - value_) / h;
  slopes.backwards = (value_ - slopes.loss_minus) / h;
  SlopeTolerance tolerance{.rounded = 1e-13 * magnitude_ / h};
  for (const Term& term : derived.terms) tolerance.scale += std::abs(term.product);
  if (activated()) {
    // What arrives, where the activation lets next to nothing through.
    for (const float g : arriving_.values()) {
      tolerance.scale = std::max(tolerance.scale, std::abs(static_cast<double>(g)));
    }
    tolerance.scale_share = 1e-6;
  }
  slopes.verdict = judge(slopes, tolerance);
  return checked;
}

void refresh_check(ConvolutionState& state) {
  state.target = state.result ? target_of_step(state) : nullptr;
  if ((!state.checking && !state.backward()) || !state.result) {
    state.check = nullptr;
    return;
  }
  ConvolutionCheck check{.result = state.result,
                         .sum = {},
                         .subject = subject_of(state),
                         .upstream = upstream_of(state.setup(), state.result->cursor.output())};
  const Cell& cell = check.subject.index;
  const bool output = check.subject.kind == Kind::kOutput;
  if (output) check.term = term_of(state, cell);
  const ConvolutionCheck* old = state.check.get();
  if (old != nullptr && same(*old, check)) return;
  check.sum = old != nullptr && old->result == check.result && old->upstream == check.upstream
                  ? old->sum
                  : std::make_shared<const OutputSum>(check.result, check.upstream);
  const engine::Window2d& window = state.result->layer.window();
  if (output) {
    add_term(cell, check);
  } else if (check.subject.kind == Kind::kInput &&
             (window.y.is_padding(cell[1]) || window.x.is_padding(cell[2]))) {
    check.reads_padding = true;
  } else {
    check.numbers.push_back(check.sum->check(check.subject));
  }
  state.check = std::make_shared<const ConvolutionCheck>(std::move(check));
}

CheckSheet check_sheet(const ConvolutionCheck& check, Language language) {
  const auto say = [&](const Phrase& words) { return std::string(words.in(language)); };
  const bool plain = check.sum->plain();
  CheckSheet sheet{
      .objective = plain ? CheckSheet::Objective::kSum : CheckSheet::Objective::kWeightedSum,
      .target = 0,
      .what = say(plain                    ? phrase::kUpstreamOnes
                  : check.sum->activated() ? phrase::kArrivingGiven
                                           : phrase::kUpstreamGiven),
      .value = check.sum->value(),
      .step = check.sum->step(),
      .term = check.term,
      .numbers = check.numbers,
      .instead = {},
      .remark = {},
      .activated = check.sum->activated()};
  if (check.reads_padding) {
    sheet.remark = say(check.numbers.empty() ? phrase::kPaddingCell : phrase::kReadsPadding);
  }
  return sheet;
}

}  // namespace convscope::state
