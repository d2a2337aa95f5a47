#include "engine/data/arrangement.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// 60 images of one pixel that says which row it was, of three classes in turn.
std::shared_ptr<const Dataset> thirds() {
  auto data = std::make_shared<Dataset>();
  data->name = "thirds";
  data->classes = {"a", "b", "c"};
  data->train.shape = Shape{1, 1, 1};
  for (std::uint8_t i = 0; i < 60; ++i) {
    data->train.images.push_back(i);
    data->train.labels.push_back(static_cast<std::uint8_t>(i % 3));
  }
  data->test = data->train;
  return data;
}

TEST(Arrangement, NothingAskedIsTheSameDataSet) {
  const auto data = thirds();
  EXPECT_EQ(arrange(data, {.validation_count = 10}), data);
}

TEST(Arrangement, KeepsAPartOfAClassAndAllThatValidate) {
  const auto data = thirds();
  for (const bool stratified : {false, true}) {
    const Arrangement how{.validation_count = 12,
                          .stratified = stratified,
                          .shortage = {.label = 1, .keep = 0.25},
                          .seed = 4};
    const auto rows = arranged_rows(data->train, 3, how);
    ASSERT_EQ(rows.size(), 48U);  // 4 of the 16 that are not for validation
    const auto is_second = [](Index row) { return row % 3 == 1; };
    EXPECT_EQ(std::ranges::count_if(std::span(rows).first(36), is_second), 4);
    EXPECT_EQ(std::ranges::count_if(std::span(rows).last(12), is_second), 4);
    if (!stratified) {
      EXPECT_EQ(rows[36], 48);
    }
    const auto result = arrange(data, how);
    EXPECT_EQ(result->train.count(), 48);
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(result->train.images[i], rows[i]);
    EXPECT_EQ(result->test.count(), 60);
  }
}

TEST(Arrangement, MakesLabelsWrongOnlyWhereThereIsLearning) {
  const auto data = thirds();
  const auto result = arrange(data, {.validation_count = 20, .label_noise = 0.5, .seed = 2});
  int wrong = 0;
  for (Index i = 0; i < 60; ++i) {
    const bool changed = result->train.label(i) != data->train.label(i);
    wrong += changed ? 1 : 0;
    if (i >= 40) {
      EXPECT_FALSE(changed) << i;
    }
  }
  EXPECT_EQ(wrong, 20);
  EXPECT_EQ(result->test.labels, data->test.labels);
  const auto other = arrange(data, {.validation_count = 20, .label_noise = 0.5, .seed = 3});
  EXPECT_NE(other->train.labels, result->train.labels);
}

TEST(Arrangement, RefusesAClassThatThereIsNot) {
  const auto data = thirds();
  EXPECT_THROW(arrange(data, {.shortage = {.label = 3, .keep = 0.5}}), Error);
  EXPECT_THROW(arrange(data, {.shortage = {.label = 1, .keep = 1.5}}), Error);
  EXPECT_THROW(arrange(data, {.label_noise = -0.5}), Error);
}

}  // namespace
}  // namespace convscope::engine
