#include "app/state/kernels/kernels_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/phrases/kernels.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::Plane;

constexpr double kLearnStep = 1.0 / 1024;  // h
constexpr Index kMostAtOnce = 3;           // a side of what is checked where no weight is meant

// All weights of a small kernel, else the nine in its middle.
std::vector<Index> checked_weights(const LearnCheck::Subject& subject) {
  if (subject.weight) return {*subject.weight};
  const Index k = subject.wanted.size;
  const Index side = std::min(k, kMostAtOnce), first = k <= kMostAtOnce ? 0 : k / 2 - 1;
  std::vector<Index> weights;
  for (Index i = 0; i < side; ++i) {
    for (Index j = 0; j < side; ++j) weights.push_back((first + i) * k + first + j);
  }
  return weights;
}

LearnCheck::Subject subject_of(const KernelsState& state) {
  const LearnState& learn = state.learn;
  LearnCheck::Subject subject{
      .photo = state.setup().photo,
      .wanted = learn.points.empty() ? wanted_filter(state) : learn.wanted,
      .kernel = {},
      .gradient = {},
      .noise = learn.settings.noise,
      .seed = learn.settings.seed,
      .weight = learn.hovered ? learn.hovered : learn.pinned,
  };
  const Index weights = subject.wanted.size * subject.wanted.size;
  if (subject.weight && *subject.weight >= weights) subject.weight.reset();
  if (learn.points.empty()) {
    subject.kernel = start_kernel(learn.settings, subject.wanted.size);
  } else {
    const engine::KernelPoint& point = learn.points[static_cast<std::size_t>(learn.shown())];
    subject.kernel = point.kernel;
    subject.gradient = point.gradient;
  }
  return subject;
}

double sum_of_sizes(std::span<const float> values) {
  double sum = 0;
  for (const float v : values) sum += std::fabs(static_cast<double>(v));
  return sum;
}

std::shared_ptr<const LearnCheck> make_check(LearnCheck::Subject subject,
                                             const LearnSettings& settings) {
  const Index k = subject.wanted.size;
  const std::vector<float> wanted = subject.wanted.weights();
  engine::KernelLearner learner(learn_picture(subject.photo), k, wanted, subject.kernel,
                                learn_optimizer(settings.optimizer));
  learner.set_noise(subject.noise, subject.seed);
  const engine::KernelPoint point = learner.look();
  const KernelLoss loss(learner.picture(), learner.target(), subject.kernel, k);
  auto check = std::make_shared<LearnCheck>();
  check->loss = loss.value();
  check->pixels = learner.picture().height * learner.picture().width;
  check->other = !subject.gradient.empty() && subject.gradient != point.gradient;
  // The picture's deviation is 1, so that this bounds the mean of |x| |o - t| twice.
  const double magnitude =
      2 * (sum_of_sizes(subject.kernel) + sum_of_sizes(wanted) * (1 + subject.noise));
  const std::vector<Index> weights = checked_weights(subject);
  for (const Index weight : weights) {
    const auto at = static_cast<std::size_t>(weight);
    check->numbers.push_back(check_learned_weight(
        loss, k, weight, subject.kernel[at], static_cast<double>(point.gradient[at]), magnitude));
  }
  check->all = subject.weight || weights.size() == subject.kernel.size();
  check->subject = std::move(subject);
  return check;
}

}  // namespace

KernelLoss::KernelLoss(const Plane& picture, const Plane& target, std::span<const float> kernel,
                       Index k)
    : picture_(picture), k_(k), residuals_(target.values.begin(), target.values.end()) {
  for (double& r : residuals_) r = -r;
  for (Index weight = 0; weight < k * k; ++weight) {
    const auto w = static_cast<double>(kernel[static_cast<std::size_t>(weight)]);
    each_input(weight, [&](std::size_t output, double x) { residuals_[output] += w * x; });
  }
}

// Calls `visit(output, input)` for every output with the input that the weight meets there.
template <typename Visit>
void KernelLoss::each_input(Index weight, Visit&& visit) const {
  const Index down = weight / k_ - k_ / 2, along = weight % k_ - k_ / 2;
  const auto width = static_cast<std::size_t>(picture_.width);
  std::vector<std::size_t> columns;
  for (Index x = 0; x < picture_.width; ++x) {
    columns.push_back(
        static_cast<std::size_t>(std::clamp<Index>(x + along, 0, picture_.width - 1)));
  }
  for (Index y = 0; y < picture_.height; ++y) {
    const auto from =
        static_cast<std::size_t>(std::clamp<Index>(y + down, 0, picture_.height - 1)) * width;
    const std::size_t to = static_cast<std::size_t>(y) * width;
    for (std::size_t x = 0; x < width; ++x) {
      visit(to + x, static_cast<double>(picture_.values[from + columns[x]]));
    }
  }
}

double KernelLoss::moved(Index weight, double by) const {
  double squares = 0;
  each_input(weight, [&](std::size_t output, double x) {
    const double difference = residuals_[output] + by * x;
    squares += difference * difference;
  });
  return squares / static_cast<double>(residuals_.size());
}

CheckedNumber check_learned_weight(const KernelLoss& loss, Index k, Index weight, float value,
                                   double analytic, double magnitude) {
  CheckedNumber checked{.role = CheckedNumber::Role::kWeight,
                        .name = fmt::format("w[{},{}]", weight / k, weight % k),
                        .letter = "w"};
  SlopeCheck& slopes = checked.slopes;
  const double middle = loss.value();
  slopes.value = static_cast<double>(value);
  slopes.analytic = analytic;
  slopes.step = kLearnStep;
  slopes.loss_plus = loss.moved(weight, kLearnStep);
  slopes.loss_minus = loss.moved(weight, -kLearnStep);
  slopes.numeric = (slopes.loss_plus - slopes.loss_minus) / (2 * kLearnStep);
  slopes.forwards = (slopes.loss_plus - middle) / kLearnStep;
  slopes.backwards = (middle - slopes.loss_minus) / kLearnStep;
  // float32 on the one side, on the other what the difference of two losses has in digits.
  slopes.verdict = judge(slopes, {.share = 1e-5,
                                  .scale = magnitude,
                                  .scale_share = 3e-7,
                                  .rounded = 1e-13 * middle / kLearnStep});
  return checked;
}

void refresh_learn_check(KernelsState& state) {
  LearnState& learn = state.learn;
  if (!learn.checking || state.page != KernelsPage::kLearn) return;
  LearnCheck::Subject subject = subject_of(state);
  if (learn.check && learn.check->subject == subject) return;
  learn.check = make_check(std::move(subject), learn.settings);
}

CheckSheet learn_check_sheet(const KernelsState& state, Language language) {
  const LearnCheck& check = *state.learn.check;
  CheckSheet sheet{.objective = CheckSheet::Objective::kMeanSquares,
                   .target = 0,
                   .what = fmt::format(fmt::runtime(phrase::kLearnCheckOf.in(language)),
                                       std::max<Index>(state.learn.shown(), 0), check.pixels),
                   .value = check.loss,
                   .step = kLearnStep,
                   .numbers = check.numbers,
                   .instead = {},
                   .remark = {}};
  const bool unknown = std::ranges::any_of(check.numbers, [](const CheckedNumber& number) {
    return number.slopes.verdict == SlopeCheck::Verdict::kUnknown;
  });
  if (unknown) {
    sheet.remark = phrase::kLearnCheckUnknown.in(language);
  } else if (check.other) {
    sheet.remark = phrase::kLearnCheckOther.in(language);
  } else if (!check.all) {
    sheet.remark = phrase::kLearnCheckMiddle.in(language);
  } else if (!check.subject.weight) {
    sheet.remark = phrase::kLearnCheckQuadratic.in(language);
  }
  return sheet;
}

}  // namespace convscope::state
