#include "engine/train/objective.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace convscope::engine {
namespace {

struct LossName {
  std::string_view name;
  LossKind kind;
};
constexpr std::array<LossName, 5> kLosses{{{"cross-entropy", LossKind::kSparseCrossEntropy},
                                           {"bce", LossKind::kBinaryCrossEntropy},
                                           {"mse", LossKind::kMeanSquaredError},
                                           {"mae", LossKind::kMeanAbsoluteError},
                                           {"huber", LossKind::kHuber}}};

// Against 1 for the label's class and 0 for the others, the mean over the entries.
BlockResult loss_of_entries(LossKind kind, ConstTensorView logits, std::span<const Index> labels,
                            TensorView d_logits) {
  const LossSpec spec{.kind = kind};
  const Index classes = logits.shape()[1];
  const double share = 1.0 / static_cast<double>(classes);
  BlockResult result;
  for (Index n = 0; n < logits.shape()[0]; ++n) {
    const auto row = logits.entry(n).values();
    const Index label = labels[static_cast<std::size_t>(n)];
    if (std::ranges::max_element(row) - row.begin() == label) ++result.correct;
    for (Index k = 0; k < classes; ++k) {
      const EntryLoss entry =
          entry_loss(spec, static_cast<double>(logits(n, k)), k == label ? 1.0 : 0.0);
      result.loss += share * entry.loss;
      if (!d_logits.empty()) d_logits(n, k) = static_cast<Scalar>(share * entry.derivative);
    }
  }
  return result;
}

BlockResult unweighted(LossKind kind, ConstTensorView logits, std::span<const Index> labels,
                       TensorView d_logits) {
  if (kind == LossKind::kSparseCrossEntropy) return cross_entropy(logits, labels, d_logits);
  return loss_of_entries(kind, logits, labels, d_logits);
}

}  // namespace

BlockResult cross_entropy(ConstTensorView logits, std::span<const Index> labels,
                          TensorView d_logits) {
  const Index classes = logits.shape()[1];
  BlockResult result;
  for (Index n = 0; n < logits.shape()[0]; ++n) {
    const auto row = logits.entry(n).values();
    const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(n)]);
    const auto largest = std::ranges::max_element(row);
    const auto top = static_cast<double>(*largest);
    double sum = 0;
    for (const Scalar value : row) sum += std::exp(static_cast<double>(value) - top);
    const double log_sum = std::log(sum) + top;
    result.loss += log_sum - static_cast<double>(row[label]);
    if (static_cast<std::size_t>(largest - row.begin()) == label) ++result.correct;
    if (d_logits.empty()) continue;
    for (Index k = 0; k < classes; ++k) {
      const auto i = static_cast<std::size_t>(k);
      const double probability = std::exp(static_cast<double>(row[i]) - log_sum);
      d_logits(n, k) = static_cast<Scalar>(probability - (i == label ? 1.0 : 0.0));
    }
  }
  return result;
}

BlockResult block_loss(const Objective& objective, ConstTensorView logits,
                       std::span<const Index> labels, TensorView d_logits) {
  if (objective.class_weights.empty()) {
    return unweighted(objective.loss, logits, labels, d_logits);
  }
  BlockResult result;
  for (Index n = 0; n < logits.shape()[0]; ++n) {
    const TensorView d_own = d_logits.empty() ? d_logits : d_logits.entries(n, 1);
    const auto label = labels.subspan(static_cast<std::size_t>(n), 1);
    const BlockResult own = unweighted(objective.loss, logits.entries(n, 1), label, d_own);
    const double weight = objective.class_weights[static_cast<std::size_t>(label[0])];
    // A class that does not count costs nothing, also where its loss is infinite.
    if (weight != 0) result.loss += weight * own.loss;
    result.correct += own.correct;
    for (Index k = 0; k < d_own.size(); ++k) {
      d_own[k] = static_cast<Scalar>(weight * static_cast<double>(d_own[k]));
    }
  }
  return result;
}

std::string_view loss_name(LossKind loss) noexcept {
  const auto row = std::ranges::find(kLosses, loss, &LossName::kind);
  return row == kLosses.end() ? "cross-entropy" : row->name;
}

std::optional<LossKind> find_loss(std::string_view name) noexcept {
  const auto row = std::ranges::find(kLosses, name, &LossName::name);
  return row == kLosses.end() ? std::nullopt : std::optional(row->kind);
}

std::string loss_names() {
  std::string names;
  for (const LossName& row : kLosses) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

}  // namespace convscope::engine
