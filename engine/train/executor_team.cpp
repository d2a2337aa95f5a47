#include "engine/train/executor_team.h"

#include <fmt/format.h>

#include "engine/core/error.h"

namespace convscope::engine {

ExecutorTeam::ExecutorTeam(std::shared_ptr<const Network> network, int threads, ExecutorKind kind)
    : network_(std::move(network)), kind_(kind), pool_(threads) {
  members_.resize(static_cast<std::size_t>(pool_.threads()));
  for (Member& member : members_) {
    member.executor = make_executor(*network_, kind);
    const bool text = network_->spec().vocabulary > 0;
    if (!text) member.images = Tensor(network_->input_shape().with_leading(kBlockSamples));
    const Index symbols = text ? network_->input_shape()[0] * kBlockSamples : 0;
    member.symbols.resize(static_cast<std::size_t>(symbols));
    member.labels.resize(static_cast<std::size_t>(network_->logit_rows() * kBlockSamples));
  }
}

void ExecutorTeam::set_objective(const Objective& objective) {
  objective_ = objective;
  for (Member& member : members_) member.executor->set_objective(objective);
}

SampleBlock ExecutorTeam::gather(int worker, const Split& split, std::span<const Index> rows,
                                 const Augmentation& augmentation) {
  Member& member = members_[static_cast<std::size_t>(worker)];
  const auto count = static_cast<Index>(rows.size());
  const auto labels =
      std::span(member.labels).first(static_cast<std::size_t>(count * network_->logit_rows()));
  if (split.is_text()) {
    const auto symbols =
        std::span(member.symbols).first(static_cast<std::size_t>(count * split.shape[0]));
    fill_windows(split, rows, symbols, labels);
    return {.images = {}, .labels = labels, .symbols = symbols};
  }
  const TensorView images = member.images.view().entries(0, count);
  fill_batch(split, rows, images);
  augment_rows({images.data(), split.shape.with_leading(count)}, rows, augmentation);
  for (std::size_t i = 0; i < rows.size(); ++i) member.labels[i] = split.label(rows[i]);
  return {.images = images, .labels = labels};
}

namespace {

void check_shape(const Network& network, const Dataset& data) {
  const Shape &input = network.input_shape(), &given = data.train.shape;
  const bool text = data.train.is_text(), sequence = network.spec().vocabulary > 0;
  // A flat input (n) takes an image's pixels in row-major order.
  const bool image = input == given || (input.rank() == 1 && input.count() == given.count());
  if (text == sequence && (text ? input[0] == given[0] : image)) return;
  const auto words = [](bool of_text, const Shape& shape) {
    return of_text ? fmt::format("a text in windows of {} characters", shape[0])
                   : "images " + shape.to_string();
  };
  const std::string own = sequence ? words(true, input) : input.to_string();
  throw Error(ErrorKind::kBadFile, "DATA_SHAPE",
              {.file = data.name,
               .found = words(text, given),
               .expected = own + ", the input of " + network.spec().name});
}

}  // namespace

void check_fits(const Network& network, const Dataset& data) {
  check_shape(network, data);
  const auto classes = static_cast<Index>(data.classes.size());
  const Index rows = network.logit_rows();
  const bool fits = rows == 1 || (data.train.is_text() && rows == data.train.shape[0]);
  if (network.class_count() != classes || !fits) {
    throw Error(ErrorKind::kBadFile, "DATA_CLASSES",
                {.file = data.name,
                 .found = fmt::format("{} classes", classes),
                 .expected = fmt::format("{}, the outputs of {}", network.class_count(),
                                         network.spec().name)});
  }
  // What is carried on from window to window would have to wait for every such layer of a batch.
  if (data.train.is_text() && network.buffer_count() > 0) {
    throw Error(ErrorKind::kBadFile, "DATA_SHAPE",
                {.file = data.name,
                 .found = "batch normalisation in " + network.spec().name,
                 .expected = "a network without it for a text"});
  }
}

}  // namespace convscope::engine
