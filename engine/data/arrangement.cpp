#include "engine/data/arrangement.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engine/core/error.h"

namespace convscope::engine {

std::vector<Index> arranged_rows(const Split& split, Index classes, const Arrangement& how) {
  std::vector<Index> rows(static_cast<std::size_t>(split.count()));
  std::iota(rows.begin(), rows.end(), Index{0});
  if (how.stratified) rows = stratified_order(split, classes, how.validation_count, how.seed);
  if (how.shortage.none()) return rows;
  if (how.shortage.label >= classes) {
    throw Error(ErrorKind::kUsage, "SPLIT_OPTION",
                {.place = "imbalance",
                 .found = fmt::format("class {}", how.shortage.label),
                 .expected = fmt::format("0 to {}", classes - 1)});
  }
  const auto learnt = rows.size() - static_cast<std::size_t>(how.validation_count);
  Split labels;
  for (const Index row : std::span(rows).first(learnt)) {
    labels.labels.push_back(split.labels[static_cast<std::size_t>(row)]);
  }
  std::vector<Index> kept;
  for (const Index i : imbalanced_rows(labels, how.shortage.label, how.shortage.keep, how.seed)) {
    kept.push_back(rows[static_cast<std::size_t>(i)]);
  }
  kept.insert(kept.end(), rows.begin() + static_cast<std::ptrdiff_t>(learnt), rows.end());
  return kept;
}

std::shared_ptr<const Dataset> arrange(std::shared_ptr<const Dataset> data,
                                       const Arrangement& how) {
  if (how.none()) return data;
  const auto classes = static_cast<Index>(data->classes.size());
  Split train = rows_of(data->train, arranged_rows(data->train, classes, how));
  Split learnt;
  learnt.labels.assign(train.labels.begin(), train.labels.end() - how.validation_count);
  const Bytes labels = noisy_labels(learnt, classes, how.label_noise, how.seed);
  std::ranges::copy(labels, train.labels.begin());
  return std::make_shared<const Dataset>(Dataset{.name = data->name,
                                                 .path = data->path,
                                                 .classes = data->classes,
                                                 .train = std::move(train),
                                                 .test = data->test});
}

}  // namespace convscope::engine
