#include <algorithm>

#include "app/state/convolution/view.h"

/// Which number stands where in a pass, and which belong together.
namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = ConvolutionNumber::Kind;
using Pass = ConvolutionPass;

}  // namespace

std::optional<ConvolutionNumber> ConvolutionView::input_number(Index row, Index y, Index x) const {
  if (pass() == Pass::kForward || pass() == Pass::kWeight) {
    return ConvolutionNumber{Kind::kInput, {row, y, x}};
  }
  const EquationAxis &ay = equation_.y(), &ax = equation_.x();
  if (!ay.holds(y) || !ax.holds(x)) return std::nullopt;
  return ConvolutionNumber{Kind::kUpstream, {row, y / ay.spacing, x / ax.spacing}};
}

std::optional<ConvolutionNumber> ConvolutionView::filter_number(Index f, Index slice, Index i,
                                                                Index j) const {
  switch (pass()) {
    case Pass::kForward:
      return ConvolutionNumber{Kind::kWeight, state_.setup().weight_index({f, slice, i, j})};
    case Pass::kWeight:
      return ConvolutionNumber{Kind::kUpstream, {f, i, j}};
    case Pass::kInput: {
      const Index first = equation_.first_row({f, 0, 0});
      const Cell tap{first + slice, f % slices(), equation_.y().taps - 1 - i,
                     equation_.x().taps - 1 - j};
      return ConvolutionNumber{Kind::kWeight, state_.setup().weight_index(tap)};
    }
    case Pass::kBias:
      break;
  }
  return std::nullopt;
}

ConvolutionNumber ConvolutionView::target_number(const Cell& target) const {
  switch (pass()) {
    case Pass::kForward:
      return {Kind::kOutput, target};
    case Pass::kWeight:
      return {Kind::kWeightGradient, state_.setup().weight_index(target)};
    case Pass::kInput: {
      Cell cell = target;
      if (!state_.gradients->d_padded.empty()) {
        cell[1] -= result_.layer.window().y.pad.before;
        cell[2] -= result_.layer.window().x.pad.before;
      }
      return {Kind::kInputGradient, cell};
    }
    case Pass::kBias:
      break;
  }
  return {Kind::kBiasGradient, target};
}

std::optional<Cell> ConvolutionView::target_of(const ConvolutionNumber& number) const {
  Cell cell = number.index;
  const Pass of = number.kind == Kind::kOutput           ? Pass::kForward
                  : number.kind == Kind::kWeightGradient ? Pass::kWeight
                  : number.kind == Kind::kInputGradient  ? Pass::kInput
                                                         : Pass::kBias;
  if (of != pass() || (of == Pass::kBias && number.kind != Kind::kBiasGradient)) {
    return std::nullopt;
  }
  if (of == Pass::kWeight) cell = state_.setup().weight_index(cell);
  if (of == Pass::kInput && !state_.gradients->d_padded.empty()) {
    cell[1] += result_.layer.window().y.pad.before;
    cell[2] += result_.layer.window().x.pad.before;
  }
  if (!cursor().output().contains(cell)) return std::nullopt;
  return cell;
}

const Misprint* ConvolutionView::misprint(const std::optional<ConvolutionNumber>& number) const {
  if (!number || misprints_.empty()) return nullptr;
  const auto found = std::ranges::find_if(
      misprints_, [&](const Misprint& misprint) { return misprint.number() == *number; });
  return found == misprints_.end() ? nullptr : &*found;
}

ConvolutionView::Place ConvolutionView::place_of(const ConvolutionNumber& number) const {
  using Part = Place::Part;
  const Cell& at = number.index;
  const bool forward = pass() == Pass::kForward;
  if (const auto target = target_of(number)) return {.part = Part::kTarget, .target = *target};
  switch (number.kind) {
    case Kind::kInput:
      if (!forward && pass() != Pass::kWeight) return {};
      return {.part = Part::kInput, .row = at[0], .y = at[1], .x = at[2]};
    case Kind::kArriving:  // what it makes of g is linked
    case Kind::kUpstream:
      if (forward) return {};
      if (pass() == Pass::kWeight) {
        return {.part = Part::kFilter, .f = at[0], .row = -1, .y = at[1], .x = at[2]};
      }
      return {.part = Part::kInput,
              .row = at[0],
              .y = at[1] * equation_.y().spacing,
              .x = at[2] * equation_.x().spacing};
    case Kind::kWeight: {
      const Cell tap = state_.setup().weight_index(at);
      if (forward) {
        return {.part = Part::kFilter,
                .f = tap[0],
                .row = first_channel(tap[0]) + tap[1],
                .y = tap[2],
                .x = tap[3]};
      }
      if (pass() != Pass::kInput) return {};
      return {.part = Part::kFilter,
              .f = first_channel(tap[0]) + tap[1],
              .row = tap[0],
              .y = equation_.y().taps - 1 - tap[2],
              .x = equation_.x().taps - 1 - tap[3]};
    }
    case Kind::kProduct:
      return {.part = Part::kProduct, .row = at[0]};
    case Kind::kBias:
      return {.part = Part::kBias, .f = at[0]};
    default:
      return {};
  }
}

// Whether a number of the second grid meets a cell of the first, for whichever target.
bool ConvolutionView::meets_filter(const Place& filter, const Place& input) const {
  if (filter.row >= 0 && filter.row != input.row) return false;
  if (filter.row < 0) {
    const Index first = first_channel(filter.f);
    if (input.row < first || input.row >= first + slices()) return false;
  }
  return equation_.y().target(filter.y, input.y) && equation_.x().target(filter.x, input.x);
}

// Whether a number is one of the two factors of a term of the current target.
bool ConvolutionView::is_factor(Index term, const Place& place) const {
  const Cell& target = position_.cell;
  const Index tap = term % equation_.taps();
  const Index i = tap / equation_.x().taps, j = tap % equation_.x().taps;
  const Index row = equation_.row_of(target, term);
  if (place.part == Place::Part::kFilter) {
    return place.f == filter() && (place.row < 0 || place.row == row) && place.y == i &&
           place.x == j;
  }
  return place.part == Place::Part::kInput && place.row == row &&
         place.y == equation_.y().met(equation_.target_y(target), i) &&
         place.x == equation_.x().met(equation_.target_x(target), j);
}

bool ConvolutionView::is_linked(const Place& place) const {
  using Part = Place::Part;
  const Place& f = focus_place_;
  const auto pair = [&](Part a, Part b) { return f.part == a && place.part == b; };
  if (f.part == Part::kProduct) return is_factor(f.row, place);
  if (place.part == Part::kProduct) return is_factor(place.row, f);
  if (pair(Part::kTarget, Part::kInput)) {
    return equation_.meets(f.target, place.row, place.y, place.x);
  }
  if (pair(Part::kInput, Part::kTarget)) {
    return equation_.meets(place.target, f.row, f.y, f.x);
  }
  if (pair(Part::kFilter, Part::kInput)) return meets_filter(f, place);
  return pair(Part::kBias, Part::kTarget) && pass() == Pass::kForward && f.f == place.target[0];
}

}  // namespace convscope::state
