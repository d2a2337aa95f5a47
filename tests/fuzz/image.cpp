#include "engine/io/image.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/core/error.h"

using namespace convscope::engine;

namespace {

constexpr std::size_t kSignature = 8, kFrame = 12, kHeader = 13;

void decode(ByteView bytes) {
  try {
    const Image image = decode_image(bytes, "fuzz");
    const auto count = Index{image.width} * image.height * image.channels;
    if (static_cast<Index>(image.pixels.size()) != count) __builtin_trap();
    if (to_gray(image).size() != Index{image.width} * image.height) __builtin_trap();
  } catch (const Error&) {
  }
}

void put_big32(Bytes& bytes, std::size_t offset, std::size_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  }
}

// The same PNG with every chunk's checksum put right, which chance never finds.
Bytes with_right_checksums(ByteView bytes) {
  Bytes png(bytes.begin(), bytes.end());
  std::size_t offset = kSignature;
  while (png.size() >= kFrame && offset <= png.size() - kFrame) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | png[offset + i];
    if (length > png.size() - kFrame - offset) break;
    put_big32(png, offset + 8 + length, crc32_z(0, png.data() + offset + 4, length + 4));
    offset += kFrame + length;
  }
  return png;
}

void append_chunk(Bytes& png, std::string_view type, ByteView data) {
  const std::size_t offset = png.size();
  png.resize(offset + 4);
  put_big32(png, offset, data.size());
  png.insert(png.end(), type.begin(), type.end());
  png.insert(png.end(), data.begin(), data.end());
  png.resize(png.size() + 4);
}

// A PNG with this header, and the rest as its rows.
Bytes around(ByteView bytes) {
  Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  append_chunk(png, "IHDR", bytes.first(kHeader));
  const ByteView rows = bytes.subspan(kHeader);
  append_chunk(png, "PLTE", rows.first(std::min<std::size_t>(rows.size() / 3 * 3, 6)));
  Bytes packed(compressBound(rows.size()));
  uLongf size = packed.size();
  compress2(packed.data(), &size, rows.data(), rows.size(), Z_NO_COMPRESSION);
  append_chunk(png, "IDAT", ByteView(packed).first(size));
  append_chunk(png, "IEND", {});
  return with_right_checksums(png);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  decode(bytes);
  if (size > kSignature && data[0] == 0x89) decode(with_right_checksums(bytes));
  if (size > kHeader && data[0] == 0 && data[1] == 0) decode(around(bytes));
  return 0;
}
