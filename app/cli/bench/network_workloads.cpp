#include "app/cli/bench/network_workloads.h"

#include <memory>
#include <utility>

#include "engine/core/rng.h"
#include "engine/model/presets.h"
#include "engine/model/spec_builder.h"
#include "engine/model/summary.h"
#include "engine/train/evaluate.h"
#include "engine/train/image_pass.h"
#include "engine/train/trainer.h"

namespace convscope::cli {
namespace {

using engine::Index;
using engine::NetworkSpec;
using engine::Shape;

constexpr Index kClasses = 10;

engine::Dataset random_pictures(const Shape& shape, Index count) {
  engine::Dataset data;
  data.name = "random";
  data.train.shape = shape;
  for (Index k = 0; k < kClasses; ++k) data.classes.push_back(std::to_string(k));
  engine::Rng rng(1);
  data.train.images.resize(static_cast<std::size_t>(count * shape.count()));
  for (auto& pixel : data.train.images) pixel = static_cast<std::uint8_t>(rng.below(256));
  for (Index i = 0; i < count; ++i) {
    data.train.labels.push_back(static_cast<std::uint8_t>(rng.below(kClasses)));
  }
  return data;
}

// Forward and both backward passes; the first layer that learns passes nothing back.
double training_macs(const NetworkSpec& spec) {
  const engine::NetworkSummary summary = summarise(spec);
  double macs = 0, first = 0;
  for (const engine::LayerSummary& layer : summary.layers) {
    macs += static_cast<double>(layer.macs);
    if (first == 0 && layer.parameters > 0) first = static_cast<double>(layer.macs);
  }
  return 3 * macs - first;
}

void train_network(const BenchRequest& request, const NetworkSpec& spec,
                   const std::vector<Index>& batches, Index pictures) {
  const auto network = std::make_shared<const engine::Network>(spec);
  const auto data = std::make_shared<const engine::Dataset>(random_pictures(spec.input, pictures));
  const double operations = 2 * training_macs(spec);
  for (const Index batch : request.batches(batches)) {
    for (const int threads : request.threads) {
      engine::ExecutorTeam team(network, threads);
      engine::TrainOptions options;
      options.batch = batch;
      options.schedule = engine::ScheduleKind::kConstant;
      options.max_rate = 1e-4;
      options.train_count = std::max<Index>(pictures / batch, 1) * batch;  // only whole batches
      options.train_count = std::min(options.train_count, pictures);
      engine::Trainer trainer(team, data, options);
      const auto seconds = seconds_per_call(request, [&] { trainer.step_once(request.stop); });
      const auto samples = static_cast<double>(std::min(batch, pictures));
      report_calls(request,
                   {.mode = "train", .batch = batch, .threads = threads, .unit = "samples/s"},
                   seconds, {.units = samples, .operations = operations * samples});
    }
  }
}

struct Inference {
  std::shared_ptr<const engine::Network> network;
  std::vector<engine::Scalar> parameters;
  engine::Tensor images, logits;
};

std::vector<double> infer_blocks(const BenchRequest& request, Inference& work, int threads) {
  engine::ExecutorTeam team(work.network, threads);
  return seconds_per_call(request, [&] {
    engine::infer(team, work.parameters, std::as_const(work.images).view(), work.logits.view());
  });
}

std::vector<double> infer_image(const BenchRequest& request, Inference& work, int threads) {
  engine::ThreadPool pool(threads);
  const auto pass = engine::ImagePass::make(*work.network);
  pass->set_parameters(work.parameters);
  return seconds_per_call(request, [&] {
    pass->run(std::as_const(work.images).view().entry(0), work.logits.values(), &pool);
  });
}

void infer_network(const BenchRequest& request, const NetworkSpec& spec, Index batch) {
  const auto network = std::make_shared<const engine::Network>(spec);
  Inference work{.network = network,
                 .parameters = network->initial_parameters(1),
                 .images = engine::Tensor(spec.input.with_leading(batch)),
                 .logits = engine::Tensor({batch, network->class_count()})};
  engine::Rng rng(1);
  for (auto& pixel : work.images.values()) pixel = static_cast<engine::Scalar>(rng.uniform());
  const double operations =
      2 * static_cast<double>(summarise(spec).macs) * static_cast<double>(batch);
  for (const int threads : request.threads) {
    const auto seconds =
        batch == 1 ? infer_image(request, work, threads) : infer_blocks(request, work, threads);
    report_calls(request,
                 {.mode = "infer",
                  .batch = batch,
                  .threads = threads,
                  .unit = batch == 1 ? "us" : "samples/s"},
                 seconds, {.units = static_cast<double>(batch), .operations = operations});
  }
}

NetworkSpec vgg_blocks() {
  engine::SpecBuilder spec("vgg-blocks", {3, 32, 32});
  for (const Index filters : {64, 128}) {
    for (int i = 0; i < 2; ++i) spec.conv(filters, {.kernel = 3, .padding = 1}).relu();
    spec.max_pool({.kernel = 2, .stride = 2});
  }
  spec.flatten().dense(256).relu().dense(kClasses).softmax();
  return spec.build();
}

}  // namespace

void run_lenet_train(const BenchRequest& request) {
  train_network(request, engine::lenet(), {32, 128}, 8192);
}

void run_lecture_train(const BenchRequest& request) {
  train_network(request, engine::sequential16(), {32, 128}, 1024);
}

void run_vgg_block_train(const BenchRequest& request) {
  train_network(request, vgg_blocks(), {32}, 1024);
}

void run_lenet_infer(const BenchRequest& request) {
  for (const Index batch : request.batches({128, 1})) {
    infer_network(request, engine::lenet(), batch);
  }
}

void run_vgg16_infer(const BenchRequest& request) {
  for (const Index batch : request.batches({1})) infer_network(request, engine::vgg('D'), batch);
}

}  // namespace convscope::cli
