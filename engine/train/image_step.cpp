#include "engine/train/image_step.h"

#include <algorithm>
#include <cmath>

#include "engine/layers/batch_norm.h"
#include "engine/train/lane_geometry.h"

namespace convscope::engine {
namespace {

class ImageConvStep : public ImageStep {
 public:
  ImageConvStep(const ImageNode& node, const Conv2d& layer, const LaneKernels& kernels)
      : node_(node), layer_(layer), kernels_(kernels) {
    const LaneConv conv = lane_conv(layer);
    conv_ = {conv.channels, conv.filters, conv.window, node.relu};
    taps_ = conv.window.kernel_y * conv.window.kernel_x;
    packed_ = LaneBuffer<>((conv.filters + kLanes - 1) / kLanes * kLanes * conv.channels * taps_);
    bias_ = LaneBuffer<>(conv.filters + kLanes);
  }

  ImagePlane input() const override {
    return {conv_.window.input_y, conv_.window.input_x, conv_.channels, &conv_.window};
  }

  void set_parameters(std::span<const Scalar> block) override {
    const ImageWeights folded = fold_parameters(node_, layer_, block, bias_.data());
    kernels_.image_pack(conv_, folded.weight.data(), packed_.data());
  }

  void run(const ImagePlane& x, ImagePlane& out, ThreadPool* pool) override {
    const LaneWindow& w = conv_.window;
    const Index step = kernels_.image_filter_step();
    const Index tiles = (conv_.filters + step - 1) / step;
    const Index macs = conv_.channels * taps_ * conv_.filters * w.output_y * w.output_x;
    share(pool, macs, tiles * w.output_y, [&](Index part, Index parts) {
      // Whole tiles of filters where there are enough, else rows too.
      const Index strips = std::min((parts + tiles - 1) / tiles, w.output_y);
      for (Index i = part; i < tiles * strips; i += parts) {
        const Index tile = i / strips, strip = i % strips;
        kernels_.image_conv(conv_, {.plane = x.data(),
                                    .packed = packed_.data(),
                                    .bias = bias_.data(),
                                    .out = out.first(),
                                    .out_row = out.row(),
                                    .out_pixel = conv_.filters,
                                    .first_row = strip * w.output_y / strips,
                                    .last_row = (strip + 1) * w.output_y / strips,
                                    .first_filter = tile * step,
                                    .last_filter = std::min((tile + 1) * step, conv_.filters)});
      }
    });
  }

 private:
  ImageNode node_;
  const Conv2d& layer_;
  const LaneKernels& kernels_;
  LaneImageConv conv_{};
  Index taps_ = 1;
  LaneBuffer<> packed_, bias_;
};

class ImagePoolStep : public ImageStep {
 public:
  ImagePoolStep(const LanePool& pool, decltype(LaneKernels::image_max_pool) function)
      : pool_(pool), function_(function) {}

  ImagePlane input() const override {
    return {pool_.window.input_y, pool_.window.input_x, pool_.channels, nullptr};
  }
  void run(const ImagePlane& x, ImagePlane& out, ThreadPool* pool) override {
    const LaneWindow& w = pool_.window;
    const Index cells = w.input_y * w.input_x * pool_.channels;
    share(pool, cells, w.output_y, [&](Index part, Index parts) {
      function_(pool_, x.data(),
                {.out = out.first(),
                 .out_row = out.row(),
                 .out_pixel = pool_.channels,
                 .first_row = part * w.output_y / parts,
                 .last_row = (part + 1) * w.output_y / parts});
    });
  }

 private:
  LanePool pool_;
  decltype(LaneKernels::image_max_pool) function_;
};

/// Takes its input as (C, H, W), as flattening leaves it.
class ImageDenseStep : public ImageStep {
 public:
  ImageDenseStep(const ImageNode& node, const Dense& layer, const LaneKernels& kernels)
      : node_(node), dense_(lane_dense(layer)), bias_(layer.has_bias()), kernels_(kernels) {
    flat_ = LaneBuffer<>(dense_.inputs);
  }

  ImagePlane input() const override {
    const Shape& x = node_.input;
    if (x.rank() == 1) return {1, 1, x[0], nullptr};
    return {x[1], x[2], x[0], nullptr};
  }
  void set_parameters(std::span<const Scalar> block) override {
    weight_ = block.data() + node_.node->parameter_offset;
  }
  void run(const ImagePlane& x, ImagePlane& out, ThreadPool* pool) override {
    const float* const from = channels_first(x);
    const Index groups = (dense_.units + kLanes - 1) / kLanes;
    share(pool, dense_.inputs * dense_.units, groups, [&](Index part, Index parts) {
      kernels_.image_dense(dense_,
                           {.x = from,
                            .weight = weight_,
                            .bias = bias_ ? weight_ + dense_.inputs * dense_.units : nullptr,
                            .out = out.first(),
                            .first = part * groups / parts * kLanes,
                            .last = std::min((part + 1) * groups / parts * kLanes, dense_.units),
                            .relu = node_.relu});
    });
  }

 private:
  const float* channels_first(const ImagePlane& x) {
    const Index cells = x.height * x.width;
    if (cells == 1 || x.channels == 1) return x.data();
    const float* from = x.data();
    for (Index cell = 0; cell < cells; ++cell) {
      for (Index c = 0; c < x.channels; ++c) flat_.data()[c * cells + cell] = *from++;
    }
    return flat_.data();
  }

  ImageNode node_;
  LaneDense dense_;
  bool bias_;
  const LaneKernels& kernels_;
  const float* weight_ = nullptr;
  LaneBuffer<> flat_;
};

}  // namespace

ImagePlane::ImagePlane(Index rows, Index columns, Index depth, const LaneWindow* window)
    : height(rows), width(columns), channels(depth) {
  const Index top = window ? window->pad_top : 0, left = window ? window->pad_left : 0;
  const Index bottom = window ? window->pad_bottom : 0, right = window ? window->pad_right : 0;
  row_ = (left + width + right) * channels;
  first_ = top * row_ + left * channels;
  values_ = LaneBuffer<>((top + height + bottom) * row_);
}

void share(ThreadPool* pool, Index macs, Index most,
           const std::function<void(Index part, Index parts)>& task) {
  constexpr Index kWorthSharing = 400000;  // below it a second thread costs more than it gains
  if (!pool || pool->threads() == 1 || macs < kWorthSharing) return task(0, 1);
  const Index parts = std::min<Index>(most, Index{4} * pool->threads());
  pool->run(parts, [&](Index part, int) { task(part, parts); });
}

ImageWeights fold_parameters(const ImageNode& node, const Conv2d& layer,
                             std::span<const Scalar> block, float* bias) {
  const Index filters = layer.options().filters;
  const Index count = layer.parameters()[0].shape.count(), each = count / filters;
  const float* const weight = block.data() + node.node->parameter_offset;
  const auto size = static_cast<std::size_t>(count);
  std::fill_n(bias, filters, 0.0F);
  if (layer.options().bias) std::copy_n(weight + count, filters, bias);
  if (!node.norm) return {.weight = {weight, size}, .scaled = {}};
  ImageWeights folded{.weight = {}, .scaled = {weight, weight + count}};
  const double eps = dynamic_cast<const BatchNorm&>(*node.norm->layer).options().eps;
  const float* const gamma = block.data() + node.norm->parameter_offset;
  const float* const mean = block.data() + node.norm->buffer_offset;
  for (Index f = 0; f < filters; ++f) {
    const auto number = [f, filters](const float* of, Index tensor) {
      return static_cast<double>(of[tensor * filters + f]);
    };
    const double scale = number(gamma, 0) / std::sqrt(number(mean, 1) + eps);
    bias[f] = static_cast<float>((static_cast<double>(bias[f]) - number(mean, 0)) * scale +
                                 number(gamma, 1));
    for (Index i = f * each; i < (f + 1) * each; ++i) {
      float& value = folded.scaled[static_cast<std::size_t>(i)];
      value = static_cast<float>(static_cast<double>(value) * scale);
    }
  }
  folded.weight = folded.scaled;
  return folded;
}

std::unique_ptr<ImageStep> make_image_step(const ImageNode& node, const LaneKernels& kernels) {
  const Layer* const layer = node.node->layer.get();
  if (const auto* conv = dynamic_cast<const Conv2d*>(layer)) {
    const bool known =
        conv->options().window.mode == PaddingMode::kZeros && conv->options().groups == 1;
    if (!known) return nullptr;
    if (auto step = make_winograd_step(node, *conv, kernels)) return step;
    return std::make_unique<ImageConvStep>(node, *conv, kernels);
  }
  if (const auto* dense = dynamic_cast<const Dense*>(layer)) {
    return node.norm ? nullptr : std::make_unique<ImageDenseStep>(node, *dense, kernels);
  }
  if (node.relu || node.norm) return nullptr;
  if (const auto* pool = dynamic_cast<const MaxPool2d*>(layer)) {
    return std::make_unique<ImagePoolStep>(lane_pool(*pool), kernels.image_max_pool);
  }
  if (const auto* pool = dynamic_cast<const AveragePool2d*>(layer)) {
    return std::make_unique<ImagePoolStep>(lane_pool(*pool), kernels.image_average_pool);
  }
  if (const auto* pool = dynamic_cast<const GlobalPool2d*>(layer)) {
    return std::make_unique<ImagePoolStep>(
        lane_pool(*pool), pool->kind() == GlobalPoolKind::kMaximum ? kernels.image_max_pool
                                                                   : kernels.image_average_pool);
  }
  return nullptr;
}

}  // namespace convscope::engine
