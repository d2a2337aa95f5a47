#pragma once

// Products whose weights are used at every step of a sequence: packed once in the order in which
// the register tile reads them, so that they stream through the nearest cache.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {

constexpr int kTileRows = kRegisters / kParts;  // units of a tile, for 16 columns
constexpr Index kTermBlock = 256;               // terms whose 16 columns fit beside a tile: 16 KiB

/// A matrix: element (row, term) at weight[row * row_step + term * term_step].
struct Matrix {
  Index rows, terms;
  const float* weight;
  Index row_step, term_step;
};

/// `sum[r] += weight[r * row_step + k] * x[k]` for `terms` terms in a row; x is [terms][16].
template <int RT>
CONVSCOPE_INLINE void add_terms(Vec (&sum)[RT][kParts], const float* weight, Index row_step,
                                const float* x, Index terms) {
  for (Index k = 0; k < terms; ++k, ++weight, x += kLanes) {
    Vec value[kParts];
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) value[p] = load(x + p * kWidth);
    CONVSCOPE_UNROLL
    for (int r = 0; r < RT; ++r) {
      const Vec w = broadcast(weight[r * row_step]);
      CONVSCOPE_UNROLL
      for (int p = 0; p < kParts; ++p) sum[r][p] += w * value[p];
    }
  }
}

/// matrix.rows * matrix.terms numbers: blocks of kTermBlock terms, in these tiles of kTileRows
/// rows (the last of fewer), in these [term][row].
CONVSCOPE_INLINE void pack_matrix(const Matrix& m, float* packed) {
  for (Index first = 0; first < m.terms; first += kTermBlock) {
    const Index terms = min_of(kTermBlock, m.terms - first);
    for (Index r = 0; r < m.rows; r += kTileRows) {
      const Index rows = min_of(kTileRows, m.rows - r);
      const float* from = m.weight + r * m.row_step + first * m.term_step;
      for (Index k = 0; k < terms; ++k, from += m.term_step) {
        for (Index i = 0; i < rows; ++i) *packed++ = from[i * m.row_step];
      }
    }
  }
}

template <int RT>
CONVSCOPE_NOINLINE void packed_tile(const float* packed, Index terms, const float* x, float* out) {
  Vec sum[RT][kParts];
  CONVSCOPE_UNROLL
  for (int r = 0; r < RT; ++r) {
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) sum[r][p] = load(out + r * kLanes + p * kWidth);
  }
  for (Index k = 0; k < terms; ++k, packed += RT, x += kLanes) {
    Vec value[kParts];
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) value[p] = load(x + p * kWidth);
    CONVSCOPE_UNROLL
    for (int r = 0; r < RT; ++r) {
      const Vec w = broadcast(packed[r]);
      CONVSCOPE_UNROLL
      for (int p = 0; p < kParts; ++p) sum[r][p] += w * value[p];
    }
  }
  CONVSCOPE_UNROLL
  for (int r = 0; r < RT; ++r) {
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) store(out + r * kLanes + p * kWidth, sum[r][p]);
  }
}

template <int RT>
void packed_rows(Index rows, const float* packed, Index terms, const float* x, float* out) {
  if constexpr (RT > 0) {
    if (rows == RT) return packed_tile<RT>(packed, terms, x, out);
    packed_rows<RT - 1>(rows, packed, terms, x, out);
  }
}

/// out[rows][16] += the packed matrix times x[terms][16].
CONVSCOPE_INLINE void add_product(Index rows, Index terms, const float* packed, const float* x,
                                  float* out) {
  for (Index first = 0; first < terms; first += kTermBlock) {
    const Index count = min_of(kTermBlock, terms - first);
    for (Index r = 0; r < rows; r += kTileRows) {
      const Index tile = min_of(kTileRows, rows - r);
      packed_rows<kTileRows>(tile, packed, count, x + first * kLanes, out + r * kLanes);
      packed += tile * count;
    }
  }
}

/// rows of 16 equal numbers, `bias` or zeros where that is null.
CONVSCOPE_INLINE void fill_rows(Index rows, const float* bias, float* out) {
  for (Index r = 0; r < rows; ++r, out += kLanes) {
    const Vec value = bias ? broadcast(bias[r]) : Vec{};
    for (int p = 0; p < kParts; ++p) store(out + p * kWidth, value);
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS
