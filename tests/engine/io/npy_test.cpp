#include "engine/io/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/expect_error.h"
#include "tests/support/npy_bytes.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using test::npy_bytes;
using testing::HasSubstr;

std::filesystem::path corpus(const std::string& name) {
  return std::filesystem::path(CONVSCOPE_SOURCE_DIR) / "tests/fuzz/corpus/npy" / name;
}

std::string message(const std::string& code, ByteView bytes) {
  const Error error = expect_error(code, [&] { parse_npy(bytes, "a"); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
  return error.what();
}

std::string header_message(const std::string& code, const std::string& header) {
  return message(code, npy_bytes(header, {1, 2, 3, 4}));
}

/// numpy.arange(24).reshape(2, 3, 4) * scale + shift
void expect_range(const std::string& name, NpyType type, double scale, double shift = 0) {
  const NpyArray array = read_npy(corpus(name));
  EXPECT_EQ(array.type, type) << name;
  ASSERT_EQ(array.shape, (Shape{2, 3, 4})) << name;
  for (Index i = 0; i < 24; ++i) {
    EXPECT_EQ(array.number(i), static_cast<double>(i) * scale + shift) << name << " " << i;
  }
}

// The files were written by NumPy 1.24.
TEST(Npy, ReadsWhatNumpyWrites) {
  expect_range("f4.npy", NpyType::kFloat32, 0.25);
  expect_range("f8_fortran.npy", NpyType::kFloat64, 0.125);
  expect_range("u1_fortran.npy", NpyType::kUint8, 1);
  expect_range("i4.npy", NpyType::kInt32, 1, -12);
  expect_range("version2.npy", NpyType::kUint8, 1);
  const NpyArray numbers = read_npy(corpus("i8.npy"));
  EXPECT_EQ(numbers.shape, (Shape{5}));
  EXPECT_EQ(numbers.number(4), 4);
  const NpyArray scalar = read_npy(corpus("scalar.npy"));
  EXPECT_EQ(scalar.shape, Shape{});
  EXPECT_EQ(scalar.number(0), 7);
}

TEST(Npy, RefusesOtherTypes) {
  const auto refused = [](const std::string& name) {
    const Error error = expect_error("NPY_TYPE", [&] { read_npy(corpus(name)); });
    return std::string(error.what());
  };
  EXPECT_THAT(refused("objects.npy"), HasSubstr("found Python objects (a pickle"));
  EXPECT_THAT(refused("records.npy"), HasSubstr("found records with named fields"));
  EXPECT_THAT(refused("big_endian.npy"), HasSubstr("big-endian"));
  EXPECT_THAT(header_message("NPY_TYPE", "{'descr': '<f2', 'fortran_order': False, 'shape': (2,)}"),
              HasSubstr("offset 20: found the type <f2"));
}

TEST(Npy, NamesForeignFiles) {
  EXPECT_THAT(message("NPY_MAGIC", {}), HasSubstr("found an empty file"));
  EXPECT_THAT(message("NPY_MAGIC", bytes_of("<html><body>")), HasSubstr("an HTML page"));
  EXPECT_THAT(message("NPY_MAGIC", bytes_of("version https://git-lfs.github.com/spec/v1")),
              HasSubstr("git-LFS pointer"));
  EXPECT_THAT(message("NPY_MAGIC", Bytes{0x80, 4, 0x95, 0}), HasSubstr("a Python pickle"));
  EXPECT_THAT(message("NPY_MAGIC", bytes_of("PK\x03\x04")), HasSubstr(".npz are such"));
  const test::TemporaryDirectory directory;
  EXPECT_THAT(expect_error("NOT_A_FILE", [&] { read_npy(directory.path()); }).what(),
              HasSubstr("found a directory"));
}

TEST(Npy, ChecksVersionAndHeaderLength) {
  Bytes bytes = test::npy_of<std::uint8_t>("|u1", "(3,)", {1, 2, 3});
  bytes[6] = 4;
  EXPECT_THAT(message("NPY_VERSION", bytes), HasSubstr("offset 6: found version 4.0"));
  bytes[6] = 2;  // the length has four bytes then
  EXPECT_THAT(message("NPY_HEADER", bytes), HasSubstr("offset 8: found a header of"));
  bytes[6] = 1;
  bytes[8] = 0xff;
  EXPECT_THAT(message("NPY_HEADER", bytes), HasSubstr("left"));
  Bytes large = {0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 1, 0, 1, 0};
  large.resize(200000, ' ');
  EXPECT_THAT(message("NPY_HEADER", large), HasSubstr("65537 bytes, expected at most 65536"));
}

TEST(Npy, ChecksTheHeader) {
  for (const char* header :
       {"", "{", "{}", "[]", "{'descr': '|u1', 'fortran_order': False}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), 'more': 1}",
        "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (4,)}",
        "{'descr': '|u1', 'fortran_order': 0, 'shape': (4,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (4)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': [4]}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (-4,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (4L,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (4,)} x"}) {
    const Error error = expect_error("NPY_HEADER", [&] {
      parse_npy(npy_bytes(header, {1, 2, 3, 4}), "a");
    });
    EXPECT_THAT(error.detail().place, HasSubstr("offset ")) << header;
  }
  EXPECT_THAT(header_message("NPY_SHAPE",
                             "{'descr': '|u1', 'fortran_order': False, 'shape': "
                             "(1, 1, 1, 1, 1, 1, 1, 1, 4)}"),
              HasSubstr("at most 8"));
}

TEST(Npy, ChecksTheSizeAgainstTheShape) {
  const auto sized = [](const std::string& shape) {
    return npy_bytes("{'descr': '<f4', 'fortran_order': True, 'shape': " + shape + "}", Bytes(24));
  };
  EXPECT_EQ(parse_npy(sized("(2, 3)"), "a").shape, (Shape{2, 3}));
  EXPECT_THAT(message("NPY_SIZE", sized("(2, 4)")),
              HasSubstr("found 24 bytes, expected 32 for [2,4] of <f4"));
  message("NPY_SIZE", sized("(2, 2)"));
  message("NPY_SIZE", sized("(0, 3)"));
  // More than 2^64 numbers, which no allocation must be tried for.
  message("NPY_SIZE", sized("(4294967296, 4294967296, 4294967296)"));
}

TEST(Npy, RefusesEveryPrefix) {
  const Bytes bytes = test::npy_of<float>("<f4", "(2, 2)", {1, 2, 3, 4});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(parse_npy(ByteView(bytes).first(length), "a"), Error) << length;
  }
}

}  // namespace
}  // namespace convscope::engine
