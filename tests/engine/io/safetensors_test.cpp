#include "engine/io/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "tests/support/expect_error.h"
#include "tests/support/failing_files.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using test::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;

TensorFile sample() {
  const std::vector<float> weights = {0.5f, -1.25f, 3e-30f, 0.1f, 7, 8};
  const std::vector<std::uint64_t> state = {1, 0xffffffffffffffffu};
  const std::vector<std::int64_t> cursor = {-3};
  TensorFile file;
  file.metadata = {{"spec", "{\"format\":1,\"name\":\"a \\\"b\\\"\"}"}, {"step", "12"}};
  file.tensors = {named_tensor("conv1.weight", {1, 2, 3}, weights), named_tensor("rng", {2}, state),
                  named_tensor("cursor", {}, cursor)};
  return file;
}

/// A file with this header, by hand, and `data` bytes behind it.
Bytes by_hand(const std::string& header, std::size_t data) {
  Bytes bytes;
  for (std::size_t i = 0; i < 8; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(header.size() >> 8 * i));
  }
  for (const char c : header) bytes.push_back(static_cast<std::uint8_t>(c));
  bytes.resize(bytes.size() + data, 1);
  return bytes;
}

std::string message(const std::string& code, const std::string& header, std::size_t data = 8) {
  const Error error =
      expect_error(code, [&] { parse_tensors(by_hand(header, data), "a.safetensors"); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
  return error.what();
}

TEST(Safetensors, GivesBackWhatWasWritten) {
  const TemporaryDirectory directory;
  const TensorFile file = sample();
  write_tensors(directory / "a", file);
  const TensorFile back = read_tensors(directory / "a");
  EXPECT_TRUE(back.has_checksum);
  EXPECT_EQ(back.metadata, file.metadata);
  ASSERT_EQ(back.tensors.size(), 3u);
  ASSERT_TRUE(back.find("conv1.weight"));
  EXPECT_EQ(back.find("conv1.weight")->shape, (Shape{1, 2, 3}));
  EXPECT_THAT(scalars_of(*back.find("conv1.weight")),
              ElementsAre(0.5f, -1.25f, 3e-30f, 0.1f, 7, 8));
  EXPECT_THAT(uint64s_of(*back.find("rng")), ElementsAre(1, 0xffffffffffffffffu));
  EXPECT_THAT(int64s_of(*back.find("cursor")), ElementsAre(-3));
  EXPECT_EQ(back.find("conv1"), nullptr);
}

TEST(Safetensors, WritesTheSameBytesForTheSameContent) {
  TensorFile file = sample();
  const Bytes bytes = encode_tensors(file);
  std::swap(file.tensors[0], file.tensors[2]);
  EXPECT_EQ(encode_tensors(file), bytes);
  EXPECT_EQ(encode_tensors(parse_tensors(bytes, "a")), bytes);
  EXPECT_EQ(encode_tensors({}).size() % 8, 0u);
  EXPECT_TRUE(parse_tensors(encode_tensors({}), "a").has_checksum);
}

TEST(Safetensors, WantsANameForEachTensor) {
  TensorFile file = sample();
  file.tensors[0].name = "rng";
  expect_error("TENSOR_NAME", [&] { encode_tensors(file); });
  expect_error("TENSOR_SIZE", [] { named_tensor("a", {3}, std::vector<float>(2)); });
}

TEST(Safetensors, IsReadByTwentyLinesOfPython) {
  const TemporaryDirectory directory;
  write_tensors(directory / "a.safetensors", sample());
  const std::string script = CONVSCOPE_SOURCE_DIR "/tests/engine/io/read_safetensors.py";
  const std::string command = "python3 '" + script + "' '" +
                              (directory / "a.safetensors").string() + "' > '" +
                              (directory / "out").string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(test::get(directory / "out"),
            "conv1.weight F32 [1, 2, 3] [0.5, -1.25, 3e-30, 0.1, 7.0, 8.0]\n"
            "cursor I64 [] [-3]\n"
            "rng U64 [2] [1, 18446744073709551615]\n"
            "spec {\"format\":1,\"name\":\"a \\\"b\\\"\"}\n"
            "step 12\n");
}

TEST(Safetensors, RefusesEveryFlippedBit) {
  Bytes bytes = encode_tensors(sample());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_THROW(parse_tensors(bytes, "a"), Error) << "byte " << bit / 8 << " bit " << bit % 8;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST(Safetensors, RefusesEveryPrefixAndATail) {
  Bytes bytes = encode_tensors(sample());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(parse_tensors(ByteView(bytes).first(length), "a"), Error) << length;
  }
  bytes.push_back(0);
  expect_error("TENSORS_LAYOUT", [&] { parse_tensors(bytes, "a"); });
}

TEST(Safetensors, ReadsOthersFilesWithoutAChecksum) {
  const std::string header =
      "{\"b\": {\"dtype\": \"F16\", \"shape\": [2], \"data_offsets\": [4, 8]},"
      " \"a\": {\"dtype\": \"BF16\", \"shape\": [2, 1], \"data_offsets\": [0, 4]},"
      " \"none\": {\"dtype\": \"F32\", \"shape\": [0, 5], \"data_offsets\": [8, 8]},"
      " \"__metadata__\": {\"format\": \"pt\"}}   ";
  Bytes bytes = by_hand(header, 8);
  const Bytes data = {0x80, 0x3f, 0x20, 0xc0, 0x00, 0x3c, 0x01, 0x80};
  std::copy(data.begin(), data.end(), bytes.end() - 8);
  const TensorFile file = parse_tensors(bytes, "a");
  EXPECT_FALSE(file.has_checksum);
  EXPECT_THAT(scalars_of(*file.find("a")), ElementsAre(1.0f, -2.5f));
  EXPECT_THAT(scalars_of(*file.find("b")), ElementsAre(1.0f, -std::ldexp(1.0f, -24)));
  EXPECT_TRUE(scalars_of(*file.find("none")).empty());
  EXPECT_EQ(file.metadata.at("format"), "pt");
  expect_error("TENSOR_TYPE", [&] { uint64s_of(*file.find("a")); });
}

TEST(Safetensors, NamesForeignAndBrokenHeaders) {
  const auto parse = [](std::string_view text) {
    return std::string(
        expect_error("TENSORS_FORMAT", [&] { parse_tensors(bytes_of(text), "a"); }).what());
  };
  EXPECT_THAT(parse(""), HasSubstr("found an empty file"));
  EXPECT_THAT(parse("<!DOCTYPE html><html>"), HasSubstr("an HTML page"));
  EXPECT_THAT(parse(std::string_view("\x80\x02}q\x00(X\x00\x00", 10)), HasSubstr("Python pickle"));
  EXPECT_THAT(parse("PK\x03\x04 archive"), HasSubstr("a ZIP archive (PyTorch's"));
  EXPECT_THAT(parse("version https://git-lfs.github.com/spec/v1"), HasSubstr("git-LFS pointer"));
  EXPECT_THAT(parse(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10)),
              HasSubstr("found a header of 18446744073709551615 bytes, expected at most 2"));
  message("JSON_SYNTAX", "{\"a\xff\": 1}");
  message("JSON_DUPLICATE", "{\"a\":{},\"a\":{}}");
  message("JSON_DEPTH", "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}");
}

TEST(Safetensors, ChecksEveryEntry) {
  const auto entry = [](const std::string& type, const std::string& shape,
                        const std::string& offsets) {
    return "{\"a\":{\"dtype\":" + type + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
           "}}";
  };
  EXPECT_NO_THROW(parse_tensors(by_hand(entry("\"F32\"", "[2]", "[0,8]"), 8), "a"));
  EXPECT_THAT(message("TENSORS_ENTRY", entry("\"F31\"", "[2]", "[0,8]")), HasSubstr("/a/dtype"));
  EXPECT_THAT(message("TENSORS_ENTRY", entry("\"F32\"", "[3]", "[0,8]")),
              HasSubstr("/a: found 8 bytes, expected 12 for [3] of F32"));
  EXPECT_THAT(message("TENSORS_ENTRY", entry("\"F32\"", "[2,1,1,1,1,1,1,1,1]", "[0,8]")),
              HasSubstr("found 9 dimensions"));
  message("TENSORS_ENTRY", entry("\"F32\"", "[4611686018427387904,4]", "[0,0]"), 0);
  message("TENSORS_ENTRY", entry("\"F32\"", "[2]", "[8,0]"));
  message("TENSORS_ENTRY", entry("\"F32\"", "[2]", "[0,8,8]"));
  message("JSON_VALUE", entry("\"F32\"", "[3]", "[0,12]"));
  message("JSON_VALUE", entry("\"F32\"", "[-2]", "[0,8]"));
  message("JSON_VALUE", entry("\"F32\"", "[2.5]", "[0,8]"));
  message("JSON_MISSING", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}");
  message("JSON_KEY", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}");
  message("JSON_TYPE", "{\"a\":[]}");
  message("JSON_TYPE", "{\"__metadata__\":{\"a\":1}}", 0);
}

TEST(Safetensors, WantsNeitherHolesNorOverlaps) {
  const auto two = [](const std::string& first, const std::string& second) {
    const std::string start = "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":";
    return "{\"a\":" + start + first + "},\"b\":" + start + second + "}}";
  };
  EXPECT_NO_THROW(parse_tensors(by_hand(two("[4,8]", "[0,4]"), 8), "a"));
  EXPECT_THAT(message("TENSORS_LAYOUT", two("[0,4]", "[3,7]")), HasSubstr("b: found an overlap"));
  EXPECT_THAT(message("TENSORS_LAYOUT", two("[0,4]", "[5,9]"), 9), HasSubstr("b: found a hole"));
  EXPECT_THAT(message("TENSORS_LAYOUT", two("[0,4]", "[0,4]")), HasSubstr("an overlap"));
  EXPECT_THAT(message("TENSORS_LAYOUT", two("[0,4]", "[4,8]"), 9),
              HasSubstr("found 9 bytes of data, expected 8 for all tensors"));
}

TEST(Safetensors, KeepsTheOldFileWhenWritingFails) {
  const TemporaryDirectory directory;
  write_tensors(directory / "a", sample());
  const std::string old = test::get(directory / "a");
  const test::FailingFiles full(5, ENOSPC);
  const Error error =
      expect_error("WRITE", [&] { write_tensors(directory / "a", TensorFile{}, full); });
  EXPECT_EQ(full.failed(), "write");
  EXPECT_EQ(error.kind(), ErrorKind::kIo);
  EXPECT_THAT(error.what(), HasSubstr("No space left on device"));
  EXPECT_EQ(test::get(directory / "a"), old);
}

}  // namespace
}  // namespace convscope::engine
