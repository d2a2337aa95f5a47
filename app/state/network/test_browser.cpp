#include "app/state/network/test_browser.h"

#include <utility>

#include "app/state/network/update_network.h"

namespace convscope::state::network {
namespace {

using engine::Index;

const engine::Dataset* test_data(const AppState& state) {
  const auto found = state.datasets.find(kTestData);
  return found == state.datasets.end() ? nullptr : found->second.data.get();
}

bool is_wrong(const NetworkState& lab, const engine::Split& test, Index i) {
  return lab.test.predictions[static_cast<std::size_t>(i)] != test.label(i);
}

}  // namespace

bool counted(const NetworkState& lab) {
  return !lab.test.predictions.empty() && lab.test.counted_by == lab.weights;
}

void judge_test_image(NetworkState& lab) {
  lab.test.read_as = -1;
  if (lab.test.image.empty() || !takes(lab.weights, lab.test.image.shape())) return;
  const auto pass = run_pass(lab.weights, lab.test.image);
  lab.test.read_as = ranking(pass->probabilities).front();
}

void show_test_image(AppState& state, Index index) {
  const engine::Dataset* data = test_data(state);
  if (data == nullptr || data->test.count() == 0) return;
  const Index count = data->test.count();
  TestBrowser& test = state.network.test;
  test.index = (index % count + count) % count;
  const engine::Tensor image = engine::image_tensor(data->test, test.index);  // (1, C, H, W)
  test.image = engine::Tensor(data->test.shape, {image.values().begin(), image.values().end()});
  test.label = data->test.label(test.index);
  judge_test_image(state.network);
}

void show_next_wrong(AppState& state) {
  const engine::Dataset* data = test_data(state);
  NetworkState& lab = state.network;
  if (data == nullptr || !counted(lab)) return;
  const Index count = data->test.count();
  for (Index i = 1; i <= count; ++i) {
    const Index index = (lab.test.index + i) % count;
    if (!is_wrong(lab, data->test, index)) continue;
    show_test_image(state, index);
    return;
  }
}

void count_errors(AppState& state, Effects& effects, bool asked) {
  NetworkState& lab = state.network;
  const auto slot = state.datasets.find(kTestData);
  if (slot == state.datasets.end() || !slot->second.data || !lab.weights || counted(lab)) return;
  if (lab.choice == WeightsChoice::kLive && !asked) return;
  if (!takes(lab.weights, slot->second.data->test.shape)) return;
  if (lab.test.counting && lab.test.asked_for == lab.weights) return;
  lab.test.counting = true;
  lab.test.asked_for = lab.weights;
  effects.emplace_back(ReadTestSet{lab.weights, slot->second.data});
}

void take_predictions(AppState& state, const TestSetRead& intent) {
  NetworkState& lab = state.network;
  // An answer that a newer question has overtaken.
  TestBrowser& test = lab.test;
  if (!(intent.weights == test.asked_for)) return;
  test.predictions = intent.predictions;
  test.counted_by = intent.weights;
  test.counting = false;
  test.asked_for = {};
  test.wrong = 0;
  for (Index i = 0; i < intent.data->test.count(); ++i) {
    if (is_wrong(lab, intent.data->test, i)) ++test.wrong;
  }
}

}  // namespace convscope::state::network
