#include "engine/data/pixel_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace convscope::engine {
namespace {

constexpr double kFull = 255;

bool is_whole(double value) {
  return value == std::floor(value);
}

/// 0 where `count` is no square.
Index side_of(Index count) {
  const auto side = static_cast<Index>(std::llround(std::sqrt(static_cast<double>(count))));
  return side * side == count ? side : 0;
}

void stretch(Bytes& bytes) {
  for (std::uint8_t& byte : bytes) byte = byte != 0 ? std::uint8_t{255} : std::uint8_t{0};
}

}  // namespace

bool PixelBytes::add(double value) {
  if (!(value >= 0 && value <= kFull)) return false;
  const bool whole = is_whole(value);
  if (scale_ == Scale::kUnit ? value > 1 : scale_ == Scale::kByte && !whole) return false;
  if (scale_ == Scale::kUnknown && !whole) {
    if (value > 1) return false;
    stretch(bytes_);  // only 0 and 1 came before
    scale_ = Scale::kUnit;
  }
  if (scale_ == Scale::kUnknown && value > 1) scale_ = Scale::kByte;
  const double kept = scale_ == Scale::kUnit ? std::round(value * kFull) : value;
  bytes_.push_back(static_cast<std::uint8_t>(kept));
  return true;
}

std::string PixelBytes::expected() const {
  switch (scale_) {
    case Scale::kByte:
      return "a whole number from 0 to 255, as before";
    case Scale::kUnit:
      return "a number from 0 to 1, as before";
    case Scale::kUnknown:
      break;
  }
  return "whole numbers from 0 to 255, or numbers from 0 to 1";
}

Bytes PixelBytes::take() {
  if (scale_ == Scale::kUnknown) stretch(bytes_);
  return std::move(bytes_);
}

std::optional<std::uint8_t> label_of(double value) {
  if (!(value >= 0 && value <= 255) || !is_whole(value)) return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

Shape picture_shape(Index values) {
  if (const Index side = side_of(values); side > 0) return {1, side, side};
  if (values % 3 == 0) {
    if (const Index side = side_of(values / 3); side > 0) return {3, side, side};
  }
  return {1, 1, values};
}

std::shared_ptr<Dataset> make_dataset(const std::filesystem::path& path, Split train,
                                      std::optional<Split> test) {
  if (!test) test = Split{.shape = train.shape, .images = {}, .labels = {}};
  if (!(test->shape == train.shape)) {
    throw Error(ErrorKind::kBadFile, "DATA_SPLITS",
                {.file = display_path(path),
                 .found = "test images of " + test->shape.to_string(),
                 .expected = train.shape.to_string() + ", as the training images are"});
  }
  std::uint8_t largest = 0;
  for (const Split* split : {&train, &*test}) {
    for (const std::uint8_t label : split->labels) largest = std::max(largest, label);
  }
  std::vector<std::string> classes;
  for (int label = 0; label <= largest; ++label) classes.push_back(fmt::format("{}", label));
  return std::make_shared<Dataset>(Dataset{.name = display_path(path),
                                           .path = path,
                                           .classes = std::move(classes),
                                           .train = std::move(train),
                                           .test = std::move(*test)});
}

}  // namespace convscope::engine
