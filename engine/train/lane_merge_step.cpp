#include "engine/train/lane_merge_step.h"

#include <algorithm>

namespace convscope::engine {
namespace {

class AddStep : public LaneStep {
 public:
  explicit AddStep(const Add& layer) : features_(layer.output_shape().count()) {}

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    c.kernels.add(features_, x[0], x[1], out);
    for (const float* more : x.subspan(2)) c.kernels.add(features_, out, more, out);
  }
  void backward(const LaneContext&, const Blocks& b) override {
    for (float* const d_x : b.d_x) {
      if (d_x) std::copy_n(b.d_out, features_ * kLanes, d_x);
    }
  }

 private:
  Index features_;
};

class ConcatStep : public LaneStep {
 public:
  explicit ConcatStep(const Concat& layer) {
    for (const Shape& shape : layer.input_shapes()) counts_.push_back(shape.count() * kLanes);
  }

  void forward(const LaneContext&, std::span<const float* const> x, float* out) override {
    for (std::size_t i = 0; i < x.size(); ++i) out = std::copy_n(x[i], counts_[i], out);
  }
  void backward(const LaneContext&, const Blocks& b) override {
    const float* from = b.d_out;
    for (std::size_t i = 0; i < counts_.size(); from += counts_[i], ++i) {
      if (b.d_x[i]) std::copy_n(from, counts_[i], b.d_x[i]);
    }
  }

 private:
  std::vector<Index> counts_;  // numbers of each input
};

}  // namespace

std::unique_ptr<LaneStep> make_add_step(const Add& layer) {
  return std::make_unique<AddStep>(layer);
}

std::unique_ptr<LaneStep> make_concat_step(const Concat& layer) {
  return std::make_unique<ConcatStep>(layer);
}

}  // namespace convscope::engine
