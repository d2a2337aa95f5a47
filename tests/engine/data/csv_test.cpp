#include "engine/data/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using test::put;
using test::TemporaryDirectory;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string message(const std::string& code, std::string_view text) {
  const Error error = expect_error(code, [&] { parse_csv(text, "a"); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
  return error.what();
}

TEST(Csv, ReadsLabelsFirstWithoutNames) {
  const auto split = parse_csv("5,0,255,17,1\n7,1,2,3,4\n", "a");
  EXPECT_EQ(split->shape, (Shape{1, 2, 2}));
  EXPECT_EQ(split->labels, (Bytes{5, 7}));
  EXPECT_EQ(split->images, (Bytes{0, 255, 17, 1, 1, 2, 3, 4}));
}

TEST(Csv, ReadsTheNamedColumnOfLabels) {
  const Bytes pixels = {10, 20, 30, 40};
  for (const char* text : {"p0,p1,Label,p2,p3\n10,20,3,30,40", "a;b;\"y\";c;d\r\n10;20;3;30;40\r\n",
                           "\xef\xbb\xbf"
                           "class\ta\tb\tc\td\n\n3\t10\t20\t30\t40\n\n"}) {
    const auto split = parse_csv(text, "a");
    EXPECT_EQ(split->labels, (Bytes{3})) << text;
    EXPECT_EQ(split->images, pixels) << text;
  }
}

TEST(Csv, ReadsFractionsAsParts) {
  EXPECT_EQ(parse_csv("0,0,0.5,1,0.25\n", "a")->images, (Bytes{0, 128, 255, 64}));
  EXPECT_EQ(parse_csv("0,1,0,0,1\n", "a")->images, (Bytes{255, 0, 0, 255}));
}

TEST(Csv, TellsTheShapeFromTheNumberOfPixels) {
  const auto shape = [](int pixels) {
    std::string row = "1";
    for (int i = 0; i < pixels; ++i) row += ",7";
    return parse_csv(row, "a")->shape;
  };
  EXPECT_EQ(shape(9), (Shape{1, 3, 3}));
  EXPECT_EQ(shape(12), (Shape{3, 2, 2}));
  EXPECT_EQ(shape(5), (Shape{1, 1, 5}));
}

TEST(Csv, NamesRowAndColumn) {
  EXPECT_THAT(message("CSV_NUMBER", "label,a\n1,2\n3,x\n"),
              HasSubstr("a: row 3, column 2: found \"x\", expected a number"));
  EXPECT_THAT(message("CSV_NUMBER", "1,2\n\n3,\n"),
              HasSubstr("row 3, column 2: found an empty field"));
  EXPECT_THAT(message("CSV_COLUMNS", "1,2,3\n1,2\n"),
              HasSubstr("row 2, column 3: found 2 columns, expected 3, as in row 1"));
  EXPECT_THAT(message("CSV_LABEL", "1,2\n1.5,2\n"),
              HasSubstr("row 2, column 1: found the label \"1.5\", expected a whole number"));
  EXPECT_THAT(message("CSV_LABEL", "256,2\n"), HasSubstr("found the label \"256\""));
  EXPECT_THAT(message("CSV_PIXEL", "1,2\n1,256\n"),
              HasSubstr("row 2, column 2: found \"256\", expected a whole number from 0 to 255"));
  EXPECT_THAT(message("CSV_PIXEL", "1,2\n1,-1\n"), HasSubstr("found \"-1\""));
  EXPECT_THAT(message("CSV_PIXEL", "1,2\n1,0.5\n"), HasSubstr("whole number"));
  EXPECT_THAT(message("CSV_PIXEL", "1,0.5\n1,2\n"), HasSubstr("from 0 to 1, as before"));
  EXPECT_THAT(message("CSV_QUOTE", "1,\"2\n"), HasSubstr("row 1, column 2"));
  EXPECT_THAT(message("CSV_NUMBER", "1,nan\n2,3"), HasSubstr("row 1, column 2: found \"nan\""));
  EXPECT_THAT(message("CSV_NUMBER", "1,2\n2,-inf"), HasSubstr("row 2, column 2"));
}

TEST(Csv, HintsAtTheDecimalComma) {
  EXPECT_THAT(message("CSV_NUMBER", "1;0,5;1\n"),
              HasSubstr("row 1, column 2: found \"0,5\", expected a decimal point (0.5)"));
  EXPECT_THAT(message("CSV_NUMBER", "label,a,b\n1,\"0,5\",1\n"), HasSubstr("(0.5), not a comma"));
  EXPECT_THAT(message("CSV_COLUMNS", "label,a,b\n1,0,5,1\n"), HasSubstr("decimal comma"));
}

TEST(Csv, WantsImages) {
  EXPECT_THAT(message("CSV_EMPTY", "label,a\n"), HasSubstr("found no rows with images"));
  EXPECT_THAT(message("CSV_EMPTY", "\n\n"), HasSubstr("found no rows with images"));
  EXPECT_THAT(message("CSV_COLUMNS", "5\n6\n"), HasSubstr("found 1 column"));
  EXPECT_THAT(message("CSV_LABEL", "pixel0,pixel1\n1,2\n"), HasSubstr("a column named label"));
}

TEST(Csv, NamesForeignFiles) {
  EXPECT_THAT(message("CSV_KIND", ""), HasSubstr("found an empty file"));
  EXPECT_THAT(message("CSV_KIND", "<!DOCTYPE html>\n<html>"), HasSubstr("an HTML page"));
  EXPECT_THAT(message("CSV_KIND", "version https://git-lfs.github.com/spec/v1\noid"),
              HasSubstr("git-LFS pointer"));
  EXPECT_THAT(message("CSV_KIND", "\x80\x04\x95 pickle"), HasSubstr("a Python pickle"));
  EXPECT_THAT(message("CSV_KIND", std::string_view("1,2\0,3", 6)), HasSubstr("the bytes 31 2c"));
}

TEST(Csv, EveryPrefixIsReadOrNamed) {
  const std::string text = "label,a,b\n1,0.25,0.5\n2,1,0\n";
  for (std::size_t length = 0; length < text.size(); ++length) {
    try {
      EXPECT_GE(parse_csv(std::string_view(text).substr(0, length), "a")->count(), 1);
    } catch (const Error& error) {
      EXPECT_THAT(error.code(), StartsWith("CSV_"));
    }
  }
}

TEST(Csv, LoadsAFileOrADirectory) {
  const TemporaryDirectory directory;
  put(directory / "mnist_train.csv", std::string("1,2,3\n0,4,5\n"));
  auto data = load_csv(directory.path());
  EXPECT_EQ(data->train.count(), 2);
  EXPECT_EQ(data->test.count(), 0);
  EXPECT_EQ(data->test.shape, data->train.shape);
  put(directory / "mnist_test.csv", std::string("3,6,7\n"));
  ASSERT_TRUE(has_csv_files(directory.path()));
  data = load_csv(directory.path());
  EXPECT_EQ(data->test.images, (Bytes{6, 7}));
  EXPECT_EQ(data->classes.size(), 4u);
  EXPECT_EQ(load_csv(directory / "mnist_train.csv")->test.count(), 0);
  put(directory / "old_train.csv", std::string("1,2,3\n"));
  EXPECT_THAT(expect_error("CSV_FILES", [&] { load_csv(directory.path()); }).what(),
              HasSubstr("mnist_train.csv and old_train.csv"));
}

TEST(Csv, WantsTestImagesOfTheSameSize) {
  const TemporaryDirectory directory;
  put(directory / "train.csv", std::string("1,2,3\n"));
  put(directory / "test.csv", std::string("1,2\n"));
  EXPECT_THAT(expect_error("DATA_SPLITS", [&] { load_csv(directory.path()); }).what(),
              HasSubstr("found test images of [1,1,1], expected [1,1,2]"));
  put(directory / "test.csv", std::string("label,a,b\n"));
  EXPECT_THAT(expect_error("CSV_EMPTY", [&] { load_csv(directory.path()); }).detail().file,
              EndsWith("test.csv"));
}

TEST(Csv, ReportsProgressAndStops) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "1,2\n";
  std::stop_source stop;
  std::vector<double> seen;
  const LoadControl control{.progress =
                                [&](double done) {
                                  seen.push_back(done);
                                  if (seen.size() == 2) stop.request_stop();
                                },
                            .stop = stop.get_token()};
  EXPECT_FALSE(parse_csv(text, "a", control));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_LT(seen[0], seen[1]);
  EXPECT_LT(seen[1], 1);
}

}  // namespace
}  // namespace convscope::engine
