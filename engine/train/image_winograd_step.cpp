#include <algorithm>
#include <array>
#include <vector>

#include "engine/train/image_step.h"
#include "engine/train/lane_geometry.h"

namespace convscope::engine {
namespace {

constexpr Index kTileNumbers = 16;  // of a tile
// Numbers between the places of two of them, so that they do not meet in one set of a cache.
constexpr Index kBetween = 4 * kLanes;

/// G g G^T of a 3 x 3 kernel.
std::array<float, kTileNumbers> transformed(const float* g) {
  const auto spread = [](double a, double b, double c) {
    return std::array<double, 4>{a, (a + b + c) / 2, (a - b + c) / 2, c};
  };
  std::array<std::array<double, 4>, 3> rows{};
  for (std::size_t y = 0; y < 3; ++y) {
    const float* const row = g + 3 * y;
    rows[y] = spread(static_cast<double>(row[0]), static_cast<double>(row[1]),
                     static_cast<double>(row[2]));
  }
  std::array<float, kTileNumbers> result{};
  for (std::size_t x = 0; x < 4; ++x) {
    const auto column = spread(rows[0][x], rows[1][x], rows[2][x]);
    for (std::size_t y = 0; y < 4; ++y) result[4 * y + x] = static_cast<float>(column[y]);
  }
  return result;
}

/// Strip by strip of tiles: their numbers, 16 products with the weights, their outputs. Threads
/// share each of the three.
class WinogradStep : public ImageStep {
 public:
  WinogradStep(const ImageNode& node, const Conv2d& layer, const LaneKernels& kernels)
      : node_(node), layer_(layer), kernels_(kernels) {
    const LaneConv conv = lane_conv(layer);
    conv_ = {conv.channels, conv.filters, conv.window, node.relu};
    columns_ = (conv.window.output_x + 1) / 2;
    rows_ = (conv.window.output_y + 1) / 2;
    strip_ = strip_rows();
    const Index tiles = strip_ * columns_;
    numbers_ = LaneBuffer<>(kTileNumbers * (tiles * conv.channels + kBetween));
    sums_ = LaneBuffer<>(kTileNumbers * (tiles * conv.filters + kBetween));
    weights_ = LaneBuffer<>(kTileNumbers * conv.filters * conv.channels);
    bias_ = LaneBuffer<>(conv.filters + kLanes);
  }

  /// With what whole tiles read beyond the last output.
  ImagePlane input() const override {
    LaneWindow w = conv_.window;
    w.pad_bottom += w.output_y % 2;
    w.pad_right += w.output_x % 2;
    return {w.input_y, w.input_x, conv_.channels, &w};
  }

  void set_parameters(std::span<const Scalar> block) override {
    const ImageWeights folded = fold_parameters(node_, layer_, block, bias_.data());
    const Index count = conv_.channels * conv_.filters;
    std::vector<float> all(static_cast<std::size_t>(kTileNumbers * count));
    for (Index i = 0; i < count; ++i) {
      const auto numbers = transformed(folded.weight.data() + 9 * i);
      for (Index k = 0; k < kTileNumbers; ++k) {
        all[static_cast<std::size_t>(k * count + i)] = numbers[static_cast<std::size_t>(k)];
      }
    }
    for (Index k = 0; k < kTileNumbers; ++k) {
      kernels_.image_pack(product(1), all.data() + k * count, weights_.data() + k * count);
    }
  }

  void run(const ImagePlane& x, ImagePlane& out, ThreadPool* pool) override {
    for (Index row = 0; row < rows_; row += strip_) {
      const Index first = row * columns_, last = std::min(row + strip_, rows_) * columns_;
      const Index count = last - first, macs = count * conv_.channels * conv_.filters;
      const auto part_of = [=, this](Index part, Index parts, Index channels, Index pitch) {
        return LaneImageTiles{.columns = columns_,
                              .first = first + part * count / parts,
                              .last = first + (part + 1) * count / parts,
                              .channels = channels,
                              .origin = first,
                              .pitch = pitch};
      };
      share(pool, macs, count, [&](Index part, Index parts) {
        const Index pitch = count * conv_.channels + kBetween;
        kernels_.image_winograd_input(part_of(part, parts, conv_.channels, pitch), x.data(),
                                      x.row(), numbers_.data());
      });
      share(pool, macs * kTileNumbers, kTileNumbers,
            [&](Index part, Index parts) { multiply(part, parts, count); });
      share(pool, macs, count, [&](Index part, Index parts) {
        const Index pitch = count * conv_.filters + kBetween;
        kernels_.image_winograd_output(part_of(part, parts, conv_.filters, pitch), sums_.data(),
                                       bias_.data(), conv_,
                                       {.out = out.first(),
                                        .out_row = out.row(),
                                        .out_pixel = conv_.filters,
                                        .first_row = 0,
                                        .last_row = 0});
      });
    }
  }

 private:
  /// Sums over channels alone: a convolution of 1 x 1 on a row of tiles.
  LaneImageConv product(Index tiles) const {
    return {.channels = conv_.channels,
            .filters = conv_.filters,
            .window = {.input_y = 1,
                       .input_x = tiles,
                       .kernel_y = 1,
                       .kernel_x = 1,
                       .stride_y = 1,
                       .stride_x = 1,
                       .dilation_y = 1,
                       .dilation_x = 1,
                       .pad_top = 0,
                       .pad_bottom = 0,
                       .pad_left = 0,
                       .pad_right = 0,
                       .output_y = 1,
                       .output_x = tiles},
            .relu = false};
  }

  void multiply(Index part, Index parts, Index tiles) {
    const LaneImageConv conv = product(tiles);
    for (Index k = part; k < kTileNumbers; k += parts) {
      kernels_.image_conv(conv, {.plane = numbers_.data() + k * (tiles * conv.channels + kBetween),
                                 .packed = weights_.data() + k * conv.channels * conv.filters,
                                 .bias = nullptr,
                                 .out = sums_.data() + k * (tiles * conv.filters + kBetween),
                                 .out_row = tiles * conv.filters,
                                 .out_pixel = conv.filters,
                                 .first_row = 0,
                                 .last_row = 1,
                                 .first_filter = 0,
                                 .last_filter = conv.filters});
    }
  }

  // The weights are read once a strip, the tiles' numbers written and read: with many channels the
  // weights are what does not stay in a cache, with few the numbers.
  Index strip_rows() const {
    const Index both = conv_.channels + conv_.filters;
    const Index tiles = both <= 256 ? 56 : both <= 512 ? 112 : 224;
    return std::clamp(tiles / columns_, Index{1}, rows_);
  }

  ImageNode node_;
  const Conv2d& layer_;
  const LaneKernels& kernels_;
  LaneImageConv conv_{};
  Index columns_ = 1, rows_ = 1, strip_ = 1;  // of tiles
  LaneBuffer<> numbers_, sums_, weights_, bias_;
};

}  // namespace

std::unique_ptr<ImageStep> make_winograd_step(const ImageNode& node, const Conv2d& layer,
                                              const LaneKernels& kernels) {
  const LaneConv conv = lane_conv(layer);
  const LaneWindow& w = conv.window;
  const auto worth = [](Index depth) { return depth >= 2 * kLanes && depth % kLanes == 0; };
  const bool fits = w.kernel_y == 3 && w.kernel_x == 3 && w.stride_y == 1 && w.stride_x == 1 &&
                    w.dilation_y == 1 && w.dilation_x == 1 && worth(conv.channels) &&
                    worth(conv.filters) && w.output_y >= 6 && w.output_x >= 6;
  return fits ? std::make_unique<WinogradStep>(node, layer, kernels) : nullptr;
}

}  // namespace convscope::engine
