#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.h"
#include "engine/io/file_layer.h"

namespace convscope::engine {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, in place.
ByteView bytes_of(std::string_view text);

/// A path as it is written in messages.
std::string display_path(const std::filesystem::path& path);

/// Whether there is anything by this path; false too where it cannot be seen.
bool file_exists(const std::filesystem::path& path);

/// The whole of a regular file; "-" reads standard input to its end.
/// Throws Error of kind kIo: NO_FILE, READ (cannot be opened or read); of kind kBadFile: NOT_A_FILE
/// (a directory, FIFO, socket or device, named as such), TOO_LARGE (more than `most_bytes`; nothing
/// was allocated).
Bytes read_file(const std::filesystem::path& path, std::size_t most_bytes,
                const FileLayer& files = system_files());

/// The same as text.
std::string read_text_file(const std::filesystem::path& path, std::size_t most_bytes,
                           const FileLayer& files = system_files());

/// What a file is by its first bytes, as a phrase: "an HTML page", "a Python pickle", "a git-LFS
/// pointer", "a PNG image"...; empty where nothing fits.
std::string_view known_content(ByteView bytes);

/// For the `found` of an error about a wrong signature: the same, or "an empty file", or the first
/// four bytes in hex ("the bytes 12 34 56 78").
std::string describe_content(ByteView bytes);

/// An error of kind kIo, its reason taken from the errno value `error`.
Error io_error(std::string_view code, const std::filesystem::path& path, int error);

}  // namespace convscope::engine
