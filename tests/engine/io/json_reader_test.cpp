#include "engine/io/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

using testing::HasSubstr;

JsonValue parse(const std::string& text) {
  return JsonDocument::parse(text, "case.json");
}

// The error that `action` throws, as the program would print it.
template <typename Action>
std::string message_of(Action&& action, ErrorKind kind = ErrorKind::kBadFile) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  return "no error";
}

std::string message_of_text(const std::string& text) {
  return message_of([&] { parse(text); });
}

TEST(JsonReader, ReadsValuesWithTheirPointers) {
  const JsonValue root = parse(R"({"a/b": [1, {"t": "é"}], "yes": true, "x": -0.5})");
  EXPECT_EQ(root.pointer(), "");
  EXPECT_EQ(root.at("a/b").item(1).at("t").pointer(), "/a~1b/1/t");
  EXPECT_EQ(root.at("a/b").item(1).at("t").text(), "é");
  EXPECT_TRUE(root.at("yes").boolean());
  EXPECT_EQ(root.at("x").number(), -0.5);
  EXPECT_FALSE(root.find("absent"));
  EXPECT_EQ(root.keys(), (std::vector<std::string>{"a/b", "x", "yes"}));
}

TEST(JsonReader, RefusesWhatIsNoJson) {
  EXPECT_THAT(message_of_text("{\"a\": 1,\n \"b\" 2}"),
              HasSubstr("[JSON_SYNTAX]: case.json: 2:6:"));
  EXPECT_THAT(message_of_text(""), HasSubstr("found nothing"));
  EXPECT_THAT(message_of_text(" \n"), HasSubstr("found nothing"));
  EXPECT_THAT(message_of_text("[1] 2"), HasSubstr("JSON_SYNTAX"));
  EXPECT_THAT(message_of_text("[NaN]"), HasSubstr("JSON_SYNTAX"));
  EXPECT_THAT(message_of_text("[1e999]"), HasSubstr("JSON_SYNTAX"));
  EXPECT_THAT(message_of_text("[\"\xff\"]"), HasSubstr("UTF-8"));
  EXPECT_THAT(message_of_text("<!DOCTYPE html><html>"), HasSubstr("found an HTML page"));
  EXPECT_THAT(message_of_text("version https://git-lfs.github.com/spec/v1"),
              HasSubstr("found a git-LFS pointer"));
  EXPECT_THAT(message_of_text("\x80\x04\x95"), HasSubstr("found a Python pickle"));
}

TEST(JsonReader, RefusesDuplicateKeysAtTheirPointer) {
  EXPECT_THAT(message_of_text(R"({"a": [0, {"k": 1, "k": 2}]})"),
              HasSubstr("[JSON_DUPLICATE]: case.json: /a/1/k: found the same key twice"));
  EXPECT_EQ(parse(R"({"a": {"k": 1}, "b": {"k": 2}})").at("b").at("k").number(), 2);
}

TEST(JsonReader, DepthEndsAtSixtyFour) {
  const std::string deep(64, '['), shut(64, ']');
  EXPECT_EQ(parse(deep + shut).size(), 1);
  EXPECT_THAT(message_of_text("[" + deep + shut + "]"), HasSubstr("JSON_DEPTH"));
  EXPECT_THAT(message_of_text(std::string(1000000, '[')), HasSubstr("JSON_DEPTH"));
}

TEST(JsonReader, UnknownAndMissingKeysAreNamed) {
  const JsonValue root = parse(R"({"op": "conv2d", "strid": 2})");
  EXPECT_THAT(message_of([&] {
                root.allow_keys({"op", "stride"});
              }),
              HasSubstr("/strid: found an unknown key, expected one of op, stride"));
  EXPECT_THAT(message_of([&] { root.at("attrs"); }),
              HasSubstr("/attrs: found nothing, expected a value"));
}

TEST(JsonReader, WholeNumbersAreChecked) {
  const JsonValue root = parse("[3, 3.0, 3.5, -1, 18446744073709551615, 1e300, \"3\", true]");
  EXPECT_EQ(root.item(0).index(1, 10), 3);
  EXPECT_EQ(root.item(1).index(1, 10), 3);
  for (Index i = 2; i < root.size(); ++i) {
    EXPECT_THAT(message_of([&] { root.item(i).index(1, 10); }),
                HasSubstr("expected a whole number from 1 to 10"));
  }
}

TEST(JsonReader, TensorsAreRectangular) {
  const Tensor tensor = parse("[[1, 2.5, -3], [4, 5, 6]]").tensor(1, 4);
  EXPECT_EQ(tensor.shape(), (Shape{2, 3}));
  EXPECT_EQ(tensor[1], Scalar(2.5));
  EXPECT_EQ(parse("7").tensor(0, 4).shape().rank(), 0);
  const auto message = [](const std::string& text) {
    return message_of([&] { parse(text).tensor(2, 2); });
  };
  EXPECT_THAT(message("[[1, 2], [3]]"),
              HasSubstr("/1: found an array of 1, expected an array of 2"));
  EXPECT_THAT(message("[[1, 2], [3, \"x\"]]"), HasSubstr("/1/1: found the string \"x\""));
  EXPECT_THAT(message("[[1, 2], 3]"), HasSubstr("/1: found the number 3"));
  EXPECT_THAT(message("[[1, [2]]]"), HasSubstr("/0/1: found an array of 1, expected a number"));
  EXPECT_THAT(message("[1, 2]"),
              HasSubstr("found an array of rank 1, expected an array of rank 2"));
  EXPECT_THAT(message("[[[1]]]"), HasSubstr("/0/0: found one more level"));
  EXPECT_THAT(message("[[]]"), HasSubstr("/0: found an empty array"));
  EXPECT_THAT(message("[[1e39]]"), HasSubstr("float32"));
}

TEST(JsonReader, FilesThatCannotBeRead) {
  EXPECT_THAT(message_of([] { JsonDocument::read("/nowhere/case.json"); }, ErrorKind::kIo),
              HasSubstr("/nowhere/case.json: found no such file"));
  EXPECT_THAT(message_of([] { JsonDocument::read("/tmp"); }), HasSubstr("found a directory"));
  EXPECT_THAT(message_of([] { JsonDocument::read("/dev/zero"); }), HasSubstr("found a device"));
  const std::string path = testing::TempDir() + "convscope_large.json";
  std::ofstream(path) << std::string(JsonDocument::kMaxBytes + 1, ' ');
  EXPECT_THAT(message_of([&] { JsonDocument::read(path); }), HasSubstr("TOO_LARGE"));
  std::remove(path.c_str());
}

}  // namespace
}  // namespace convscope::engine
