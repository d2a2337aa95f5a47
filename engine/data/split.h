#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/dataset.h"

namespace convscope::engine {

// Pure functions of a split: the same arguments, seed included, give the same result everywhere.
// Labels are below `classes` throughout. What is out of range throws Error{SPLIT_OPTION, kUsage}.

/// Images and labels of these rows, in this order; a row may come twice or not at all.
Split rows_of(const Split& split, std::span<const Index> rows);

/// How many of `count` images this fraction is, rounded; from 0 up to, not including, 1.
Index part_count(Index count, double fraction);

/// All rows, the last `validation` of them being a stratified sample: as many of each class as its
/// share says, within one image (largest remainders, lower classes first where they are equal).
/// Which ones is drawn with the seed; both parts keep the order of their rows.
std::vector<Index> stratified_order(const Split& split, Index classes, Index validation,
                                    std::uint64_t seed);

/// What each class's loss is multiplied with so that all classes weigh the same:
/// count / (classes that occur * count of the class), 0 for one that does not occur. Their mean
/// over the images is 1. (scikit-learn's class_weight="balanced")
std::vector<double> balanced_class_weights(const Split& split, Index classes);

/// Given weights: one a class, finite, none below 0, one above.
void check_class_weights(std::span<const double> weights, Index classes);

/// The labels with a fraction (0 to 1) of them wrong: that many rows, rounded, drawn without
/// repetition, each with another class, all of these equally likely. Needs two classes.
Bytes noisy_labels(const Split& split, Index classes, double fraction, std::uint64_t seed);

/// The rows that are left when only a fraction (0 to 1) of one class is kept, in their order: the
/// kept ones, rounded to a whole number, are drawn.
std::vector<Index> imbalanced_rows(const Split& split, int label, double keep, std::uint64_t seed);

}  // namespace convscope::engine
