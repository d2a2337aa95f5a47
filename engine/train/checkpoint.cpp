#include "engine/train/checkpoint.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"
#include "engine/model/spec_check.h"
#include "engine/model/spec_json.h"
#include "engine/train/training_json.h"

namespace convscope::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are stored as they lie");

constexpr const char* kSpecKey = "spec";
constexpr const char* kTrainingKey = "training";
constexpr const char* kVocabularyKey = "characters";
constexpr const char* kCarriedName = "training.carried";
constexpr const char* kMomentPrefix = "optimizer.";
constexpr const char* kBestPrefix = "best.";  // the weights that early stopping keeps
constexpr const char* kEarlyName = "training.early_stopping";
constexpr Index kCursorSize = 4;  // step, optimizer steps, right answers, samples of the epoch
constexpr Index kSumsSize = 2;    // loss of the epoch, highest learning rate
constexpr Index kEpochSize = 6;

// What a number is called in files. Weights are float32 there, whatever a Scalar is.
template <typename T>
constexpr const char* kTypeOf = "";
template <>
constexpr const char* kTypeOf<float> = "F32";
template <>
constexpr const char* kTypeOf<double> = "F64";
template <>
constexpr const char* kTypeOf<std::int64_t> = "I64";
template <>
constexpr const char* kTypeOf<std::uint64_t> = "U64";

template <typename T>
NamedTensor tensor_of(std::string name, const Shape& shape, const std::vector<T>& values) {
  return named_tensor(std::move(name), shape, std::span<const T>(values));
}

std::vector<float> floats_of(std::span<const Scalar> values) {
  return {values.begin(), values.end()};
}

void add_block(TensorFile& file, const Network& network, const std::string& prefix,
               std::span<const Scalar> block) {
  for (const ParameterTensor& tensor : network.parameter_tensors()) {
    const auto part = block.subspan(static_cast<std::size_t>(tensor.offset),
                                    static_cast<std::size_t>(tensor.info.shape.count()));
    file.tensors.push_back(tensor_of(prefix + tensor.name, tensor.info.shape, floats_of(part)));
  }
}

void add_buffers(TensorFile& file, const Network& network, const std::string& prefix,
                 std::span<const Scalar> block) {
  for (const BufferTensor& tensor : network.buffer_tensors()) {
    const auto part = block.subspan(static_cast<std::size_t>(tensor.offset),
                                    static_cast<std::size_t>(tensor.info.shape.count()));
    file.tensors.push_back(tensor_of(prefix + tensor.name, tensor.info.shape, floats_of(part)));
  }
}

void add_curve(TensorFile& file, const std::string& name, const Curve& curve) {
  std::vector<float> values;
  for (const Curve::Bin& bin : curve.bins()) {
    values.insert(values.end(), {bin.low, bin.high, bin.mean});
  }
  const auto bins = static_cast<Index>(curve.bins().size());
  file.tensors.push_back(tensor_of(name, {bins, 3}, values));
  file.tensors.push_back(
      tensor_of(name + ".layout", {2}, std::vector<Index>{curve.steps_per_bin(), curve.last()}));
}

void add_training(TensorFile& file, const Network& network, const Checkpoint::Training& training) {
  const TrainerState& state = training.state;
  for (const auto& [name, values] : state.moments) {
    add_block(file, network, kMomentPrefix + name + ".", values);
  }
  const std::vector<std::uint64_t> words(state.rng.begin(), state.rng.end());
  file.tensors.push_back(tensor_of("training.rng", {4}, words));
  file.tensors.push_back(
      tensor_of("training.cursor", {kCursorSize},
                std::vector<Index>{state.step, state.optimizer_steps, state.epoch_sum.correct,
                                   state.epoch_sum.count}));
  file.tensors.push_back(tensor_of("training.sums", {kSumsSize},
                                   std::vector<double>{state.epoch_sum.loss_sum, state.max_rate}));
  if (!state.early.best.empty()) {
    add_block(file, network, kBestPrefix, state.early.best);
    add_buffers(file, network, kBestPrefix, state.early.best);
    file.tensors.push_back(tensor_of(
        kEarlyName, {2},
        std::vector<double>{state.early.best_loss, static_cast<double>(state.early.waited)}));
  }
  if (!state.carried.empty()) {
    const Index each = network.state_count();
    const Shape shape{static_cast<Index>(state.carried.size()) / each, each};
    file.tensors.push_back(tensor_of(kCarriedName, shape, floats_of(state.carried)));
  }
  add_curve(file, "curve.loss", training.curves.loss);
  add_curve(file, "curve.accuracy", training.curves.accuracy);
  std::vector<double> epochs;
  for (const EpochMetrics& e : training.curves.epochs) {
    epochs.insert(epochs.end(),
                  {static_cast<double>(e.epoch), static_cast<double>(e.step), e.train_loss,
                   e.train_accuracy, e.validation_loss, e.validation_accuracy});
  }
  const auto count = static_cast<Index>(training.curves.epochs.size());
  file.tensors.push_back(tensor_of("curve.epochs", {count, kEpochSize}, epochs));
}

// Hands out the tensors of a file one by one and knows at the end which nobody asked for.
class TensorSource {
 public:
  TensorSource(const TensorFile& file, std::string name) : file_(file), name_(std::move(name)) {}

  template <typename T>
  std::vector<T> take(const std::string& tensor_name, const Shape& shape) {
    const NamedTensor& tensor = find(tensor_name);
    if (tensor.shape != shape) fail(tensor_name, "another shape", "the one of the spec");
    return values_of<T>(tensor);
  }
  // (rows, columns) of any number of rows.
  template <typename T>
  std::vector<T> take_rows(const std::string& tensor_name, Index columns) {
    const NamedTensor& tensor = find(tensor_name);
    if (tensor.shape.rank() != 2 || tensor.shape[1] != columns) {
      fail(tensor_name, "another shape", "rows of " + std::to_string(columns));
    }
    return values_of<T>(tensor);
  }
  std::vector<Scalar> take_block(const Network& network, const std::string& prefix) {
    std::vector<Scalar> block;
    for (const ParameterTensor& tensor : network.parameter_tensors()) {
      const auto part = take<float>(prefix + tensor.name, tensor.info.shape);
      block.insert(block.end(), part.begin(), part.end());
    }
    return block;
  }
  // Behind the parameters, where they lie in a network's block.
  void take_buffers(const Network& network, const std::string& prefix, std::vector<Scalar>& block) {
    for (const BufferTensor& tensor : network.buffer_tensors()) {
      const auto part = take<float>(prefix + tensor.name, tensor.info.shape);
      block.insert(block.end(), part.begin(), part.end());
    }
  }
  Curve take_curve(const std::string& curve_name) {
    const auto values = take_rows<float>(curve_name, 3);
    const auto layout = take<Index>(curve_name + ".layout", {2});
    std::vector<Curve::Bin> bins;
    for (std::size_t i = 0; i + 2 < values.size(); i += 3) {
      bins.push_back({values[i], values[i + 1], values[i + 2]});
    }
    const bool sane = bins.size() <= Curve::kMostBins && layout[0] >= 1 && layout[1] >= 0 &&
                      layout[1] <= layout[0];
    if (!sane) fail(curve_name + ".layout", "an impossible layout", "a curve's");
    return Curve(std::move(bins), layout[0], layout[1]);
  }
  void expect_end() const {
    if (taken_ != file_.tensors.size()) {
      fail("", std::to_string(file_.tensors.size()) + " tensors",
           std::to_string(taken_) + ", those of the network");
    }
  }
  bool has(const std::string& tensor_name) const { return file_.find(tensor_name) != nullptr; }

  [[noreturn]] void fail(const std::string& place, std::string found, std::string expected) const {
    throw Error(ErrorKind::kBadFile, "WEIGHTS",
                {.file = name_,
                 .place = place,
                 .found = std::move(found),
                 .expected = std::move(expected)});
  }

 private:
  const NamedTensor& find(const std::string& tensor_name) {
    const NamedTensor* tensor = file_.find(tensor_name);
    if (!tensor) fail(tensor_name, "no such tensor", "one, as the spec says");
    ++taken_;
    return *tensor;
  }
  template <typename T>
  std::vector<T> values_of(const NamedTensor& tensor) const {
    if (tensor.type != kTypeOf<T>) fail(tensor.name, "type " + tensor.type, kTypeOf<T>);
    std::vector<T> values(tensor.bytes.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
  }

  const TensorFile& file_;
  std::string name_;
  std::size_t taken_ = 0;
};

TrainerState take_state(TensorSource& source, const Network& network,
                        const OptimizerSpec& optimizer) {
  TrainerState state;
  Optimizer shape_of_moments(optimizer, 1);
  for (const auto& block : shape_of_moments.state()) {
    const std::string name(block.name);
    state.moments.emplace_back(name, source.take_block(network, kMomentPrefix + name + "."));
  }
  const auto words = source.take<std::uint64_t>("training.rng", {4});
  std::ranges::copy(words, state.rng.begin());
  const auto cursor = source.take<Index>("training.cursor", {kCursorSize});
  const auto sums = source.take<double>("training.sums", {kSumsSize});
  state.step = cursor[0];
  state.optimizer_steps = cursor[1];
  state.epoch_sum = {sums[0], cursor[2], cursor[3]};
  state.max_rate = sums[1];
  if (source.has(kEarlyName)) {
    const auto early = source.take<double>(kEarlyName, {2});
    if (!(early[1] >= 0 && early[1] < 1e15)) source.fail(kEarlyName, "an impossible count", "one");
    state.early.best = source.take_block(network, kBestPrefix);
    source.take_buffers(network, kBestPrefix, state.early.best);
    state.early.best_loss = early[0];
    state.early.waited = static_cast<Index>(early[1]);
  }
  if (source.has(kCarriedName)) {
    const auto carried = source.take_rows<float>(kCarriedName, network.state_count());
    state.carried.assign(carried.begin(), carried.end());
  }
  if (state.step < 0 || state.optimizer_steps < 0 || !(state.max_rate > 0)) {
    source.fail("training.cursor", "an impossible place in the training", "one that can be");
  }
  return state;
}

TrainingCurves take_curves(TensorSource& source) {
  TrainingCurves curves;
  curves.loss = source.take_curve("curve.loss");
  curves.accuracy = source.take_curve("curve.accuracy");
  const auto epochs = source.take_rows<double>("curve.epochs", kEpochSize);
  for (std::size_t i = 0; i + 5 < epochs.size(); i += 6) {
    if (!(epochs[i] >= 0 && epochs[i] < 1e15 && epochs[i + 1] >= 0 && epochs[i + 1] < 1e15)) {
      source.fail("curve.epochs", "an impossible number", "epochs and steps");
    }
    curves.epochs.push_back({static_cast<Index>(epochs[i]), static_cast<Index>(epochs[i + 1]),
                             epochs[i + 2], epochs[i + 3], epochs[i + 4], epochs[i + 5]});
  }
  return curves;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  const Network network(checkpoint.spec);
  TensorFile file;
  file.metadata[kSpecKey] = print_spec(checkpoint.spec);
  if (!checkpoint.vocabulary.empty()) {
    file.metadata[kVocabularyKey] = join_vocabulary(checkpoint.vocabulary);
  }
  add_block(file, network, "", checkpoint.parameters);
  add_buffers(file, network, "", checkpoint.parameters);
  if (checkpoint.training) {
    file.metadata[kTrainingKey] = print_training(*checkpoint.training);
    add_training(file, network, *checkpoint.training);
  }
  write_tensors(path, file);
}

Checkpoint read_checkpoint(const std::filesystem::path& path,
                           const std::optional<NetworkSpec>& spec) {
  const std::string name = display_path(path);
  const TensorFile file = read_tensors(path);
  TensorSource source(file, name);
  Checkpoint checkpoint;
  const auto own_spec = file.metadata.find(kSpecKey);
  if (spec) {
    checkpoint.spec = *spec;
  } else if (own_spec != file.metadata.end()) {
    checkpoint.spec = parse_spec(own_spec->second, name);
  } else {
    source.fail("/__metadata__", "no spec of the network", "one, or --model SPEC --weights FILE");
  }
  const auto characters = file.metadata.find(kVocabularyKey);
  if (characters != file.metadata.end()) {
    checkpoint.vocabulary = split_vocabulary(characters->second, name);
    if (static_cast<Index>(checkpoint.vocabulary.size()) > checkpoint.spec.vocabulary) {
      source.fail("/__metadata__/characters",
                  std::to_string(checkpoint.vocabulary.size()) + " characters",
                  "no more than the network tells apart");
    }
  }
  check_memory(memory_need(checkpoint.spec, 1, -1), memory_limit());
  const Network network(checkpoint.spec);
  checkpoint.parameters = source.take_block(network, "");
  source.take_buffers(network, "", checkpoint.parameters);
  const auto training = file.metadata.find(kTrainingKey);
  if (training != file.metadata.end() && !spec) {
    checkpoint.training = parse_training(training->second, name);
    checkpoint.training->state =
        take_state(source, network, checkpoint.training->options.optimizer);
    checkpoint.training->state.parameters = checkpoint.parameters;
    checkpoint.training->curves = take_curves(source);
  }
  if (!spec) source.expect_end();
  return checkpoint;
}

}  // namespace convscope::engine
