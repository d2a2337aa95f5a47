#include "engine/train/executor_team.h"

#include <fmt/format.h>

#include "engine/core/error.h"

namespace convscope::engine {

ExecutorTeam::ExecutorTeam(std::shared_ptr<const Network> network, int threads, ExecutorKind kind)
    : network_(std::move(network)), kind_(kind), pool_(threads) {
  members_.resize(static_cast<std::size_t>(pool_.threads()));
  for (Member& member : members_) {
    member.executor = make_executor(*network_, kind);
    member.images = Tensor(network_->input_shape().with_leading(kBlockSamples));
    member.labels.resize(static_cast<std::size_t>(kBlockSamples));
  }
}

void ExecutorTeam::set_objective(const Objective& objective) {
  objective_ = objective;
  for (Member& member : members_) member.executor->set_objective(objective);
}

SampleBlock ExecutorTeam::gather(int worker, const Split& split, std::span<const Index> rows,
                                 const Augmentation& augmentation) {
  Member& member = members_[static_cast<std::size_t>(worker)];
  const TensorView images = member.images.view().entries(0, static_cast<Index>(rows.size()));
  fill_batch(split, rows, images);
  augment_rows({images.data(), split.shape.with_leading(images.shape()[0])}, rows, augmentation);
  for (std::size_t i = 0; i < rows.size(); ++i) member.labels[i] = split.label(rows[i]);
  return {images, std::span(member.labels).first(rows.size())};
}

void check_fits(const Network& network, const Dataset& data) {
  // A flat input (n) takes an image's pixels in row-major order.
  const Shape& input = network.input_shape();
  const bool same =
      input == data.train.shape || (input.rank() == 1 && input.count() == data.train.shape.count());
  if (!same) {
    throw Error(ErrorKind::kBadFile, "DATA_SHAPE",
                {.file = data.name,
                 .found = "images " + data.train.shape.to_string(),
                 .expected = input.to_string() + ", the input of " + network.spec().name});
  }
  const auto classes = static_cast<Index>(data.classes.size());
  if (network.class_count() != classes) {
    throw Error(ErrorKind::kBadFile, "DATA_CLASSES",
                {.file = data.name,
                 .found = fmt::format("{} classes", classes),
                 .expected = fmt::format("{}, the outputs of {}", network.class_count(),
                                         network.spec().name)});
  }
}

}  // namespace convscope::engine
