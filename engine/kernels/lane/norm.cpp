// Batch normalisation: what one block adds to a batch's sums, and what is done with them.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

// Cells that are added in single precision before they go on in double.
constexpr Index kRun = 64;
constexpr int kChains = 4;  // additions that do not wait for each other

/// Which of the lanes from `part` on are used.
CONVSCOPE_INLINE VecInt used_lanes(Index samples, int part) {
  VecInt used;
  for (int n = 0; n < kWidth; ++n) used[n] = part + n < samples ? -1 : 0;
  return used;
}

/// The sum over the used lanes and the cells of one channel of value(number): the numbers
/// [number, number + kWidth) of a channel.
template <typename Value>
CONVSCOPE_INLINE double total(const LaneNorm& norm, const Value& value) {
  double sum = 0;
  for (Index first = 0; first < norm.cells; first += kRun) {
    const Index last = min_of(first + kRun, norm.cells);
    Vec chain[kChains][kParts] = {};
    Index cell = first;
    for (; cell + kChains <= last; cell += kChains) {
      CONVSCOPE_UNROLL
      for (int c = 0; c < kChains; ++c) {
        CONVSCOPE_UNROLL
        for (int p = 0; p < kParts; ++p) chain[c][p] += value((cell + c) * kLanes + p * kWidth);
      }
    }
    for (; cell < last; ++cell) {
      for (int p = 0; p < kParts; ++p) chain[0][p] += value(cell * kLanes + p * kWidth);
    }
    for (int p = 0; p < kParts; ++p) {
      const Vec all = (chain[0][p] + chain[1][p]) + (chain[2][p] + chain[3][p]);
      sum += static_cast<double>(sum_of(used_lanes(norm.samples, p * kWidth) ? all : Vec{}));
    }
  }
  return sum;
}

}  // namespace

void norm_moments(const LaneNorm& norm, const float* x, double* mean, double* squares) {
  const auto size = static_cast<double>(norm.cells * norm.samples);
  for (Index c = 0; c < norm.channels; ++c, x += norm.cells * kLanes) {
    mean[c] = total(norm, [x](Index i) { return load(x + i); }) / size;
    const Vec centre = broadcast(static_cast<float>(mean[c]));
    const double sum = total(norm, [&](Index i) {
      const Vec distance = load(x + i) - centre;
      return distance * distance;
    });
    // About the rounded mean; the exact one is nearer by the square of the difference.
    const double off = static_cast<double>(static_cast<float>(mean[c])) - mean[c];
    const double exact = sum - size * off * off;
    squares[c] = exact < 0 ? 0 : exact;
  }
}

void norm_forward(const LaneNorm& norm, const LaneNormForward& numbers, const float* x,
                  float* out) {
  for (Index c = 0; c < norm.channels; ++c) {
    const Vec mean = broadcast(numbers.mean[c]), scale = broadcast(numbers.scale[c]);
    const Vec shift = broadcast(numbers.shift[c]);
    for (Index i = 0; i < norm.cells * kLanes; i += kWidth, x += kWidth, out += kWidth) {
      store(out, (load(x) - mean) * scale + shift);
    }
  }
}

void norm_sums(const LaneNorm& norm, const float* mean, const float* x, const float* d_out,
               double* sum, double* product) {
  const Index channel = norm.cells * kLanes;
  for (Index c = 0; c < norm.channels; ++c, x += channel, d_out += channel) {
    const Vec centre = broadcast(mean[c]);
    sum[c] = total(norm, [d_out](Index i) { return load(d_out + i); });
    product[c] = total(norm, [&](Index i) { return load(d_out + i) * (load(x + i) - centre); });
  }
}

void norm_backward(const LaneNorm& norm, const LaneNormBackward& numbers, const float* x,
                   const float* d_out, float* d_x) {
  VecInt used[kParts];
  for (int p = 0; p < kParts; ++p) used[p] = used_lanes(norm.samples, p * kWidth);
  for (Index c = 0; c < norm.channels; ++c) {
    const Vec mean = broadcast(numbers.mean[c]), scale = broadcast(numbers.scale[c]);
    const Vec slope = broadcast(numbers.slope[c]), shift = broadcast(numbers.shift[c]);
    for (Index i = 0; i < norm.cells; ++i, x += kLanes, d_out += kLanes, d_x += kLanes) {
      CONVSCOPE_UNROLL
      for (int p = 0; p < kParts; ++p) {
        const Vec d = load(d_out + p * kWidth) * scale;
        const Vec own = d + ((load(x + p * kWidth) - mean) * slope + shift);
        store(d_x + p * kWidth, used[p] ? own : Vec{});
      }
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS
