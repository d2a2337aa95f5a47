#include "engine/train/lane_batch_pass.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/core/error.h"
#include "engine/layers/batch_norm_numbers.h"
#include "engine/train/gradient_sum.h"
#include "engine/train/lane_graph.h"
#include "engine/train/lane_mode_step.h"

namespace convscope::engine {
namespace {

/// What one block adds per channel: mean and squared distances forward; the gradient and its
/// products with the distances backward.
struct ChannelSums {
  std::vector<double> first, second;
  Index samples = 0;
};

/// A batch normalisation, where the blocks wait for each other.
struct Meeting {
  std::size_t stage = 0;
  const Node* node = nullptr;
  const BatchNorm* norm = nullptr;
  LaneNormNumbers* numbers = nullptr;
  Index size = 0;               // numbers of a channel in the batch
  std::vector<double> inverse;  // 1 / sqrt(variance + eps)
  std::vector<double> d_gamma, d_beta;

  Index channels() const { return norm->output_shape()[0]; }
};

class LaneBatchPass : public BatchPass {
 public:
  LaneBatchPass(const Network& network, const LaneKernels& kernels)
      : network_(network), kernels_(kernels), numbers_(network.nodes().size()) {}

  Result run(ThreadPool& pool, const Request& request, std::span<Scalar> gradient,
             std::span<Scalar> new_buffers, std::stop_token stop) override;
  std::optional<Index> first_non_finite() const override;

 private:
  void prepare(int threads, const Request& request, std::size_t parameters);
  void find_meetings();
  LaneContext context(const Request& request, Index block, int worker, const Rng& rng);
  void forward(std::size_t stretch, const Request& request, Index block, int worker);
  void backward(std::size_t stretch, const Request& request, Index block, int worker);
  void normalise(Meeting& meeting, const Request& request, std::span<Scalar> new_buffers) const;
  void form_gradients(Meeting& meeting, const Request& request) const;

  const Network& network_;
  const LaneKernels& kernels_;
  std::vector<LaneNormNumbers> numbers_;            // of each node
  std::vector<std::unique_ptr<LaneGraph>> graphs_;  // of each block, as many as ever needed
  std::vector<ChannelSums> sums_;                   // of each block
  std::vector<BlockResult> results_;                // of each block
  std::vector<Scalar> gradients_;                   // of each block, one behind the other
  std::vector<LaneBuffer<>> scratch_;               // of each worker
  std::vector<Meeting> meetings_;
  std::size_t parameters_ = 0;
};

void LaneBatchPass::prepare(int threads, const Request& request, std::size_t parameters) {
  const std::size_t blocks = lane_place((request.count + kBlockSamples - 1) / kBlockSamples);
  while (graphs_.size() < blocks) {
    graphs_.push_back(std::make_unique<LaneGraph>(network_, kernels_));
  }
  if (meetings_.empty()) find_meetings();
  while (static_cast<int>(scratch_.size()) < threads) {
    scratch_.emplace_back(graphs_.front()->scratch());
  }
  for (Meeting& meeting : meetings_) {
    meeting.size = request.count * meeting.norm->output_shape().count() / meeting.channels();
    if (meeting.size > 1) continue;
    throw Error(ErrorKind::kBadFile, "BATCH_OF_ONE",
                {.place = "layer " + meeting.node->name,
                 .found = "one value per channel",
                 .expected = "more than one value per channel in training"});
  }
  parameters_ = parameters;
  gradients_.resize(blocks * parameters);
  sums_.resize(blocks);
  results_.resize(blocks);
}

void LaneBatchPass::find_meetings() {
  const auto stages = graphs_.front()->stages();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i].norm) continue;
    Meeting meeting;
    meeting.stage = i;
    meeting.node = &network_.nodes()[lane_place(stages[i].node)];
    meeting.norm = stages[i].norm;
    meeting.numbers = &numbers_[lane_place(stages[i].node)];
    const auto channels = lane_place(meeting.channels());
    for (auto* values :
         {&meeting.numbers->mean, &meeting.numbers->scale, &meeting.numbers->shift,
          &meeting.numbers->d_scale, &meeting.numbers->d_slope, &meeting.numbers->d_shift}) {
      values->resize(channels);
    }
    for (auto* values : {&meeting.inverse, &meeting.d_gamma, &meeting.d_beta}) {
      values->resize(channels);
    }
    meetings_.push_back(std::move(meeting));
  }
}

BatchPass::Result LaneBatchPass::run(ThreadPool& pool, const Request& request,
                                     std::span<Scalar> gradient, std::span<Scalar> new_buffers,
                                     std::stop_token stop) {
  prepare(pool.threads(), request, gradient.size());
  const auto blocks = static_cast<Index>(results_.size());
  const std::size_t stretches = meetings_.size() + 1;
  for (std::size_t k = 0; k < stretches; ++k) {
    const auto task = [&](Index block, int worker) { forward(k, request, block, worker); };
    // By reference: a copy of the captures would be allocated.
    if (!pool.run(blocks, std::ref(task), stop)) return {.done = false};
    if (k < meetings_.size()) normalise(meetings_[k], request, new_buffers);
  }
  for (std::size_t k = stretches; k-- > 0;) {
    const auto task = [&](Index block, int worker) { backward(k, request, block, worker); };
    if (!pool.run(blocks, std::ref(task), stop)) return {.done = false};
    if (k > 0) form_gradients(meetings_[k - 1], request);
  }
  add_in_order(pool, gradients_, false, 1.0F, gradient);
  const auto narrow = [](double value) { return static_cast<Scalar>(value); };
  for (const Meeting& meeting : meetings_) {
    if (meeting.node->frozen) continue;
    const auto to = gradient.begin() + meeting.node->parameter_offset;
    std::ranges::transform(meeting.d_beta, to + meeting.channels(), narrow);
    std::ranges::transform(meeting.d_gamma, to, narrow);
  }
  Result result;
  for (const BlockResult& one : results_) {
    result.sums.loss += one.loss;
    result.sums.correct += one.correct;
  }
  return result;
}

LaneContext LaneBatchPass::context(const Request& request, Index block, int worker,
                                   const Rng& rng) {
  LaneContext context = graphs_[lane_place(block)]->context(
      request.block.data(), gradients_.data() + lane_place(block) * parameters_,
      scratch_[static_cast<std::size_t>(worker)].data());
  context.norms = numbers_.data();
  context.rng = &rng;
  return context;
}

// From one meeting up to the next, or the logits.
void LaneBatchPass::forward(std::size_t stretch, const Request& request, Index block, int worker) {
  LaneGraph& graph = *graphs_[lane_place(block)];
  if (stretch == 0) graph.load(request.gather(block, worker));
  const Rng rng = request.rng.fork(static_cast<std::uint64_t>(block));
  const LaneContext own = context(request, block, worker, rng);
  const std::size_t first = stretch == 0 ? 0 : meetings_[stretch - 1].stage;
  if (stretch == meetings_.size()) {
    graph.forward(own, first, graph.stages().size());
    results_[lane_place(block)] = graph.loss(request.objective);
    return;
  }
  const Meeting& meeting = meetings_[stretch];
  graph.forward(own, first, meeting.stage);
  ChannelSums& sums = sums_[lane_place(block)];
  sums.samples = graph.samples();
  sums.first.resize(lane_place(meeting.channels()));
  sums.second.resize(lane_place(meeting.channels()));
  kernels_.norm_moments(lane_norm(*meeting.norm, sums.samples), graph.x(meeting.stage),
                        sums.first.data(), sums.second.data());
}

// From the logits, or behind one meeting with it, down to the one before, whose sums it forms.
void LaneBatchPass::backward(std::size_t stretch, const Request& request, Index block, int worker) {
  LaneGraph& graph = *graphs_[lane_place(block)];
  const Rng rng = request.rng.fork(static_cast<std::uint64_t>(block));
  const LaneContext own = context(request, block, worker, rng);
  const bool from_logits = stretch == meetings_.size();
  if (from_logits) graph.clear_unlearnt({own.gradient, parameters_});
  const std::size_t last = from_logits ? graph.stages().size() : meetings_[stretch].stage + 1;
  if (stretch == 0) return graph.backward(own, 0, last);
  const Meeting& meeting = meetings_[stretch - 1];
  graph.backward(own, meeting.stage + 1, last);
  if (!graph.stages()[meeting.stage].learns) return;
  ChannelSums& sums = sums_[lane_place(block)];
  sums.first.resize(lane_place(meeting.channels()));
  sums.second.resize(lane_place(meeting.channels()));
  graph.finish_gradient(meeting.stage);
  kernels_.norm_sums(lane_norm(*meeting.norm, graph.samples()), meeting.numbers->mean.data(),
                     graph.x(meeting.stage), graph.d_out(meeting.stage), sums.first.data(),
                     sums.second.data());
}

// The blocks' moments are joined in their order (Chan, Golub and LeVeque, 1979).
void LaneBatchPass::normalise(Meeting& meeting, const Request& request,
                              std::span<Scalar> new_buffers) const {
  const Index channels = meeting.channels(),
              cells = meeting.norm->output_shape().count() / channels;
  const BatchNormOptions& options = meeting.norm->options();
  const Scalar* const gamma = request.block.data() + meeting.node->parameter_offset;
  const Scalar* const running = request.block.data() + meeting.node->buffer_offset;
  Scalar* const moved_to =
      new_buffers.data() + meeting.node->buffer_offset - network_.parameter_count();
  for (Index c = 0; c < channels; ++c) {
    double mean = 0, squares = 0, count = 0;
    for (const ChannelSums& block : sums_) {
      const auto more = static_cast<double>(block.samples * cells);
      const double distance = block.first[lane_place(c)] - mean, all = count + more;
      mean += distance * more / all;
      squares += block.second[lane_place(c)] + distance * distance * count * more / all;
      count = all;
    }
    const double variance = squares / count;
    const double inverse = 1 / std::sqrt(variance + options.eps);
    meeting.inverse[lane_place(c)] = inverse;
    meeting.numbers->mean[lane_place(c)] = static_cast<float>(mean);
    meeting.numbers->scale[lane_place(c)] =
        static_cast<float>(static_cast<double>(gamma[c]) * inverse);
    meeting.numbers->shift[lane_place(c)] = gamma[channels + c];
    const double batch[2] = {mean, unbiased(variance, meeting.size)};
    for (Index k = 0; k < 2; ++k) {
      const auto old = static_cast<double>(running[k * channels + c]);
      moved_to[k * channels + c] = static_cast<Scalar>(moved(options.momentum, old, batch[k]));
    }
  }
}

// As BatchNorm::backward: through the numbers themselves, through the mean, through the variance.
void LaneBatchPass::form_gradients(Meeting& meeting, const Request& request) const {
  if (!graphs_.front()->stages()[meeting.stage].learns) return;
  const Scalar* const gamma = request.block.data() + meeting.node->parameter_offset;
  const auto size = static_cast<double>(meeting.size);
  for (std::size_t c = 0; c < lane_place(meeting.channels()); ++c) {
    double sum = 0, product = 0;
    for (const ChannelSums& block : sums_) {
      sum += block.first[c];
      product += block.second[c];
    }
    const double inverse = meeting.inverse[c];
    const double factor = static_cast<double>(gamma[c]) * inverse;
    meeting.d_beta[c] = sum;
    meeting.d_gamma[c] = product * inverse;
    meeting.numbers->d_scale[c] = static_cast<float>(factor);
    meeting.numbers->d_slope[c] = static_cast<float>(-factor * inverse * meeting.d_gamma[c] / size);
    meeting.numbers->d_shift[c] = static_cast<float>(-factor * sum / size);
  }
}

// Steps that work in place are told as the node that wrote there first; what they do to a number
// that is not finite does not make it finite.
std::optional<Index> LaneBatchPass::first_non_finite() const {
  for (std::size_t i = 0; !graphs_.empty() && i < graphs_.front()->stages().size(); ++i) {
    for (std::size_t block = 0; block < results_.size(); ++block) {
      if (!graphs_[block]->finite(i)) return graphs_[block]->stages()[i].node;
    }
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<BatchPass> make_lane_batch_pass(const Network& network,
                                                const LaneKernels& kernels) {
  return std::make_unique<LaneBatchPass>(network, kernels);
}

}  // namespace convscope::engine
