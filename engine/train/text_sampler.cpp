#include "engine/train/text_sampler.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace convscope::engine {

TextSampler::TextSampler(NetworkSpec spec, std::span<const Scalar> parameters)
    : parameters_(parameters.begin(), parameters.end()) {
  const auto refuse = [&](const char* found, const char* expected) {
    throw Error(ErrorKind::kBadFile, "SAMPLE_MODEL",
                {.file = spec.name, .found = found, .expected = expected});
  };
  if (spec.vocabulary == 0) refuse("a network of images", "one of text");
  spec.input[0] = 1;
  network_ = std::make_unique<const Network>(spec);
  if (network_->number_count() != static_cast<Index>(parameters.size())) {
    refuse("weights for each step of a window", "layers that compute the same at every step");
  }
  if (network_->class_count() != spec.vocabulary || network_->logit_rows() != 1) {
    refuse("other outputs than characters", "one for each");
  }
  executor_ = make_executor(*network_);
  state_.resize(static_cast<std::size_t>(network_->state_count()));
  logits_ = Tensor({1, spec.vocabulary});
}

void TextSampler::read(Symbol symbol) {
  executor_->infer({.images = {}, .symbols = {&symbol, 1}, .state = state_, .new_state = state_},
                   parameters_, logits_.view());
}

Symbol TextSampler::draw(double temperature, Index known, Rng& rng) const {
  const auto logits = this->logits().first(static_cast<std::size_t>(known));
  const auto top = std::ranges::max_element(logits);
  if (temperature == 0) return static_cast<Symbol>(top - logits.begin());
  std::vector<double> sums;
  double sum = 0;
  for (const Scalar logit : logits) {
    sum += std::exp((static_cast<double>(logit) - static_cast<double>(*top)) / temperature);
    sums.push_back(sum);
  }
  const double drawn = rng.uniform() * sum;
  const auto found = std::ranges::upper_bound(sums, drawn);
  return static_cast<Symbol>(std::min<std::ptrdiff_t>(found - sums.begin(), known - 1));
}

}  // namespace convscope::engine
