// Batch normalisation's sums and passes, dropout's masks, and addition.

#include "tests/engine/kernels/lane_block.h"

namespace convscope::engine::testing {
namespace {

/// A block of one layer (channels, cells) with values whose spread is small beside their mean.
struct NormCase {
  NormCase(const LaneKernels& kernels, Index samples, Index cells, Rng& rng)
      : norm{3, cells, samples},
        x_rows({samples, 3, cells}),
        d_rows(x_rows.shape()),
        x(3 * cells * kLanes),
        d(3 * cells * kLanes) {
    for (float& value : x_rows.values()) value = static_cast<float>(5 + 0.5 * rng.normal());
    fill_random(d_rows.values(), rng);
    to_lanes(kernels, x_rows.view(), x);
    to_lanes(kernels, d_rows.view(), d);
    // Whatever stands in unused lanes must not reach a sum.
    for (Index i = 0; i < x.size(); ++i) {
      if (i % kLanes >= samples) x.data()[i] = 1e6F;
    }
  }

  template <typename Visit>
  void each(Index channel, const Visit& visit) const {
    for (Index n = 0; n < norm.samples; ++n) {
      for (Index i = 0; i < norm.cells; ++i) {
        const Index at = (n * norm.channels + channel) * norm.cells + i;
        visit(static_cast<double>(x_rows[at]), static_cast<double>(d_rows[at]));
      }
    }
  }

  LaneNorm norm;
  Tensor x_rows, d_rows;
  LaneBlock<> x, d;
};

TEST(LaneNorm, SumsAreThoseOfTheUsedLanes) {
  Rng rng(41);
  for (const LaneKernels* k : lane_levels()) {
    SCOPED_TRACE(k->level);
    for (const Index samples : {1, 6, 16}) {
      for (const Index cells : {1, 7, 150}) {
        NormCase c(*k, samples, cells, rng);
        double mean[3], squares[3], sum[3], product[3];
        k->norm_moments(c.norm, c.x.data(), mean, squares);
        const float centre[3] = {4.5F, 5, 5.5F};
        k->norm_sums(c.norm, centre, c.x.data(), c.d.data(), sum, product);
        for (Index channel = 0; channel < 3; ++channel) {
          const auto at = static_cast<std::size_t>(channel);
          const auto size = static_cast<double>(samples * cells);
          double total = 0, square = 0, d_total = 0, d_product = 0, d_size = 0;
          c.each(channel, [&](double x, double) { total += x; });
          c.each(channel, [&](double x, double d) {
            square += (x - total / size) * (x - total / size);
            d_total += d;
            d_product += d * (x - static_cast<double>(centre[at]));
            d_size += std::abs(d);
          });
          EXPECT_NEAR(mean[at], total / size, 1e-6 * 5);
          EXPECT_NEAR(squares[at], square, 1e-5 * square + 1e-9 * size);
          EXPECT_NEAR(sum[at], d_total, 1e-6 * d_size);
          EXPECT_NEAR(product[at], d_product, 2e-6 * d_size);
        }
      }
    }
  }
}

TEST(LaneNorm, PassesComputeTheirLinesAndClearUnusedLanes) {
  Rng rng(42);
  for (const LaneKernels* k : lane_levels()) {
    SCOPED_TRACE(k->level);
    for (const Index samples : {1, 9, 16}) {
      NormCase c(*k, samples, 5, rng);
      const float mean[3] = {5, 4, 6}, scale[3] = {2, -1, 0.5F}, shift[3] = {0.25F, 1, -3};
      const float slope[3] = {0.1F, -0.2F, 3};
      LaneBlock<> out(c.x.size()), d_x(c.x.size());
      k->norm_forward(c.norm, {mean, scale, shift}, c.x.data(), out.data());
      k->norm_backward(c.norm, {mean, scale, slope, shift}, c.x.data(), c.d.data(), d_x.data());
      for (Index i = 0; i < c.x.size(); ++i) {
        const auto channel = static_cast<std::size_t>(i / kLanes / 5);
        const float away = c.x.data()[i] - mean[channel];
        const bool used = i % kLanes < samples;
        const float d = c.d.data()[i] * scale[channel] + away * slope[channel] + shift[channel];
        ASSERT_NEAR(d_x.data()[i], used ? d : 0.0F, used ? 1e-5 : 0.0);
        if (used) {
          ASSERT_NEAR(out.data()[i], away * scale[channel] + shift[channel], 1e-5);
        }
      }
      k->norm_backward(c.norm, {mean, scale, slope, shift}, c.x.data(), c.d.data(), c.d.data());
      for (Index i = 0; i < d_x.size(); ++i) ASSERT_EQ(c.d.data()[i], d_x.data()[i]);
    }
  }
}

TEST(LaneDropout, DrawsWhatEachSamplesGeneratorDraws) {
  constexpr Index kFeatures = 53;
  const Rng rng(43);
  for (const LaneKernels* k : lane_levels()) {
    SCOPED_TRACE(k->level);
    for (const double rate : {0.0, 0.3, 0.5, 0.999}) {
      LaneRng lanes;
      std::vector<Rng> each;
      for (std::size_t n = 0; n < std::size_t{kLanes}; ++n) {
        each.push_back(rng.fork(n));
        for (std::size_t w = 0; w < 4; ++w) lanes.words[w][n] = each[n].state()[w];
      }
      std::vector<unsigned short> mask(kFeatures);
      LaneBlock<> x(kFeatures * kLanes), out(x.size());
      for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i + 1);
      for (int round = 0; round < 2; ++round) {  // the second goes on from the first
        k->dropout_mask(kFeatures, static_cast<unsigned long long>(std::ceil(rate * 0x1.0p53)),
                        &lanes, mask.data());
        k->dropout(kFeatures, mask.data(), 2.0F, x.data(), out.data());
        for (Index i = 0; i < kFeatures; ++i) {
          for (std::size_t n = 0; n < std::size_t{kLanes}; ++n) {
            const Index at = i * kLanes + static_cast<Index>(n);
            const bool kept = each[n].uniform() >= rate;
            ASSERT_EQ(out.data()[at], kept ? 2 * x.data()[at] : 0.0F);
          }
        }
      }
      for (std::size_t n = 0; n < std::size_t{kLanes}; ++n) {
        for (std::size_t w = 0; w < 4; ++w) ASSERT_EQ(lanes.words[w][n], each[n].state()[w]);
      }
    }
  }
}

TEST(LaneAdd, AddsAlsoOntoItsInput) {
  Rng rng(44);
  for (const LaneKernels* k : lane_levels()) {
    LaneBlock<> x(3 * kLanes), y(x.size()), out(x.size());
    fill_random({x.data(), static_cast<std::size_t>(x.size())}, rng);
    fill_random({y.data(), static_cast<std::size_t>(y.size())}, rng);
    k->add(3, x.data(), y.data(), out.data());
    for (Index i = 0; i < x.size(); ++i) ASSERT_EQ(out.data()[i], x.data()[i] + y.data()[i]);
    k->add(3, x.data(), y.data(), x.data());
    for (Index i = 0; i < x.size(); ++i) ASSERT_EQ(x.data()[i], out.data()[i]);
  }
}

}  // namespace
}  // namespace convscope::engine::testing
