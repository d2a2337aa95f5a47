#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/data/catalog.h"
#include "engine/io/image.h"
#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using engine::Image;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kModel = CONVSCOPE_SOURCE_DIR "/assets/models/lenet-mnist.safetensors";

// A test image of MNIST, dark on light, `scale` times as large, off the middle of a sheet.
Image on_paper(const engine::Split& split, engine::Index row, int scale) {
  const int side = 28 * scale;
  Image image{side * 2, side * 3 / 2, 3, {}};
  image.pixels.assign(static_cast<std::size_t>(image.width * image.height * 3), 250);
  const auto digit = split.image(row);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const int ink = digit[static_cast<std::size_t>(y / scale * 28 + x / scale)];
      const auto place = static_cast<std::size_t>((y + 5) * image.width + x + side / 2) * 3;
      for (std::size_t c = 0; c < 3; ++c) {
        image.pixels[place + c] = static_cast<std::uint8_t>(250 - ink * 9 / 10);
      }
    }
  }
  return image;
}

class ClassifyCommand : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const Image& image) const {
    put(directory_ / name, engine::encode_png(image));
    return (directory_ / name).string();
  }

  TemporaryDirectory directory_;
  std::shared_ptr<const engine::Dataset> data_ = engine::load_dataset("mnist");
};

TEST_F(ClassifyCommand, ReadsMnistAsItIsAndOnPaperOfAnySize) {
  std::vector<std::string> arguments{"classify", "--json", "--model", kModel};
  const engine::Split& test = data_->test;
  constexpr engine::Index kCount = 20;
  for (engine::Index row = 0; row < kCount; ++row) {
    const auto pixels = test.image(row);
    arguments.push_back(
        write("plain" + std::to_string(row), {28, 28, 1, {pixels.begin(), pixels.end()}}));
    arguments.push_back(
        write("paper" + std::to_string(row), on_paper(test, row, 3 + static_cast<int>(row % 5))));
  }
  const ProgramRun run = run_program(arguments);
  ASSERT_EQ(run.code, 0) << run.err;
  std::istringstream lines(run.out);
  int right[2] = {0, 0};
  for (engine::Index i = 0; i < 2 * kCount; ++i) {
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    const json result = json::parse(line);
    EXPECT_EQ(result.at("file"), arguments[static_cast<std::size_t>(i) + 4]);
    EXPECT_EQ(result.at("probabilities").size(), 10u);
    double sum = 0;
    for (const json& p : result.at("probabilities")) sum += p.get<double>();
    EXPECT_NEAR(sum, 1, 1e-5);
    right[i % 2] += result.at("label") == std::to_string(test.label(i / 2)) ? 1 : 0;
  }
  EXPECT_EQ(right[0], kCount);
  EXPECT_GE(right[1], kCount - 1);
}

TEST_F(ClassifyCommand, TextNamesTheBestThree) {
  const auto pixels = data_->test.image(0);  // a seven
  const auto path = write("seven.png", {28, 28, 1, {pixels.begin(), pixels.end()}});
  const ProgramRun run = run_program({"classify", "--model", kModel, path});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("seven.png: 7 "));
}

TEST_F(ClassifyCommand, AWhiteDrawingOnGlassIsRead) {
  const auto pixels = data_->test.image(0);  // a seven
  Image image{28, 28, 2, {}};
  for (const std::uint8_t ink : pixels) image.pixels.insert(image.pixels.end(), {255, ink});
  const auto path = write("glass.png", image);
  const ProgramRun run = run_program({"classify", "--model", kModel, path});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("glass.png: 7 "));
  EXPECT_EQ(run.err, "");
}

TEST_F(ClassifyCommand, ABlankPictureIsAnsweredAndSaidToBeBlank) {
  const auto path = write("blank.png", {28, 28, 1, std::vector<std::uint8_t>(28 * 28, 255)});
  const ProgramRun run = run_program({"classify", "--model", kModel, "--json", path});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out).at("probabilities").size(), 10u);
  EXPECT_THAT(run.err, HasSubstr("blank.png: no drawing found"));
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1);
}

TEST_F(ClassifyCommand, ExitsWithTheCodeOfTheFault) {
  const auto code = [](const std::string& model, const std::string& image) {
    return run_program({"classify", "--model", model, image}).code;
  };
  put(directory_ / "text.png", std::string("no picture"));
  EXPECT_EQ(code(kModel, (directory_ / "text.png").string()), 5);
  EXPECT_EQ(code(kModel, (directory_ / "none.png").string()), 6);
  EXPECT_EQ(code((directory_ / "text.png").string(), "x.png"), 5);
  EXPECT_EQ(run_program({"classify", "--model", kModel}).code, 2);
}

}  // namespace
}  // namespace convscope::test
