#include "engine/data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/core/rng.h"

namespace convscope::engine {
namespace {

// Each choice draws from a generator of its own, so that one does not follow from another.
constexpr std::uint64_t kStratifiedStream = 0x56414cULL;
constexpr std::uint64_t kNoiseStream = 0x4e4f495345ULL;
constexpr std::uint64_t kImbalanceStream = 0x494d42ULL;

void require(bool holds, const char* what, std::string found, std::string expected) {
  if (holds) return;
  throw Error(ErrorKind::kUsage, "SPLIT_OPTION",
              {.place = what, .found = std::move(found), .expected = std::move(expected)});
}

void require_fraction(const char* what, double fraction) {
  require(fraction >= 0 && fraction <= 1, what, format_double(fraction), "from 0 to 1");
}

Index rounded(Index count, double fraction) {
  return static_cast<Index>(std::llround(static_cast<double>(count) * fraction));
}

std::vector<Index> all_rows(Index count) {
  std::vector<Index> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

std::vector<std::vector<Index>> rows_by_class(const Split& split, Index classes) {
  std::vector<std::vector<Index>> rows(static_cast<std::size_t>(classes));
  for (Index row = 0; row < split.count(); ++row) {
    require(split.label(row) < classes, "label", fmt::format("{}", split.label(row)),
            fmt::format("below {}", classes));
    rows[static_cast<std::size_t>(split.label(row))].push_back(row);
  }
  return rows;
}

/// `total` parted as `counts` are, whole numbers, none above its count.
std::vector<Index> proportional(const std::vector<std::vector<Index>>& groups, Index total) {
  Index all = 0;
  for (const auto& group : groups) all += static_cast<Index>(group.size());
  std::vector<Index> quota(groups.size());
  std::vector<std::size_t> order(groups.size());
  std::vector<Index> remainder(groups.size());
  Index left = total;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Index product = static_cast<Index>(groups[i].size()) * total;
    quota[i] = product / all;
    remainder[i] = product % all;
    order[i] = i;
    left -= quota[i];
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++quota[order[i]];
  return quota;
}

}  // namespace

Split rows_of(const Split& split, std::span<const Index> rows) {
  Split result{.shape = split.shape, .images = {}, .labels = {}, .scale = split.scale};
  result.images.reserve(rows.size() * static_cast<std::size_t>(split.shape.count()));
  result.labels.reserve(rows.size());
  for (const Index row : rows) {
    require(row >= 0 && row < split.count(), "row", fmt::format("{}", row),
            fmt::format("from 0 to {}", split.count() - 1));
    const ByteView image = split.image(row);
    result.images.insert(result.images.end(), image.begin(), image.end());
    result.labels.push_back(static_cast<std::uint8_t>(split.label(row)));
  }
  return result;
}

Index part_count(Index count, double fraction) {
  require(fraction >= 0 && fraction < 1, "fraction", format_double(fraction),
          "from 0 up to, not including, 1");
  return rounded(count, fraction);
}

std::vector<Index> stratified_order(const Split& split, Index classes, Index validation,
                                    std::uint64_t seed) {
  require(validation >= 0 && validation <= split.count(), "validation images",
          fmt::format("{}", validation), fmt::format("from 0 to {}", split.count()));
  std::vector<Index> order = all_rows(split.count());
  if (validation == 0) return order;
  auto groups = rows_by_class(split, classes);
  const std::vector<Index> quota = proportional(groups, validation);
  std::vector<bool> chosen(order.size());
  const Rng rng = Rng(seed).fork(kStratifiedStream);
  for (std::size_t label = 0; label < groups.size(); ++label) {
    rng.fork(label).shuffle(groups[label]);
    for (Index i = 0; i < quota[label]; ++i) {
      chosen[static_cast<std::size_t>(groups[label][static_cast<std::size_t>(i)])] = true;
    }
  }
  std::stable_partition(order.begin(), order.end(),
                        [&](Index row) { return !chosen[static_cast<std::size_t>(row)]; });
  return order;
}

std::vector<double> balanced_class_weights(const Split& split, Index classes) {
  const auto groups = rows_by_class(split, classes);
  const auto occurring =
      std::count_if(groups.begin(), groups.end(), [](const auto& group) { return !group.empty(); });
  std::vector<double> weights;
  for (const auto& group : groups) {
    const auto share = static_cast<double>(occurring) * static_cast<double>(group.size());
    weights.push_back(group.empty() ? 0 : static_cast<double>(split.count()) / share);
  }
  return weights;
}

void check_class_weights(std::span<const double> weights, Index classes) {
  require(static_cast<Index>(weights.size()) == classes, "class weights",
          fmt::format("{} weights", weights.size()), fmt::format("{}, one a class", classes));
  double largest = 0;
  for (const double weight : weights) {
    require(weight >= 0 && std::isfinite(weight), "class weights", format_double(weight),
            "finite numbers from 0 on");
    largest = std::max(largest, weight);
  }
  require(largest > 0, "class weights", "only zeros", "one above 0");
}

Bytes noisy_labels(const Split& split, Index classes, double fraction, std::uint64_t seed) {
  require_fraction("label noise", fraction);
  Bytes labels = split.labels;
  const Index count = rounded(split.count(), fraction);
  if (count == 0) return labels;
  require(classes >= 2, "label noise", fmt::format("{} classes", classes), "at least 2");
  Rng rng = Rng(seed).fork(kNoiseStream);
  std::vector<Index> rows = all_rows(split.count());
  rng.shuffle(rows);
  for (const Index row : std::span(rows).first(static_cast<std::size_t>(count))) {
    // One of the others: those from the true one on move up by one.
    std::uint8_t& label = labels[static_cast<std::size_t>(row)];
    const std::uint64_t other = rng.below(static_cast<std::uint64_t>(classes - 1));
    label = static_cast<std::uint8_t>(other < label ? other : other + 1);
  }
  return labels;
}

std::vector<Index> imbalanced_rows(const Split& split, int label, double keep, std::uint64_t seed) {
  require_fraction("imbalance", keep);
  std::vector<Index> own;
  for (Index row = 0; row < split.count(); ++row) {
    if (split.label(row) == label) own.push_back(row);
  }
  Rng(seed).fork(kImbalanceStream).shuffle(own);
  std::vector<bool> dropped(static_cast<std::size_t>(split.count()));
  const auto kept = static_cast<std::size_t>(rounded(static_cast<Index>(own.size()), keep));
  for (const Index row : std::span(own).subspan(kept))
    dropped[static_cast<std::size_t>(row)] = true;
  std::vector<Index> rows = all_rows(split.count());
  std::erase_if(rows, [&](Index row) { return dropped[static_cast<std::size_t>(row)]; });
  return rows;
}

}  // namespace convscope::engine
