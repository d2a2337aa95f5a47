#pragma once

#include <filesystem>
#include <string_view>

#include "engine/io/file.h"

namespace convscope::engine {

/// Writes a file so that at every moment, also after a crash or with a full disk, `path` is either
/// the old file or the whole new one: a temporary file in the destination's real directory
/// (symbolic links are followed, and stay), everything written and synced, then renamed over the
/// old one, and the directory synced. The old file's permissions are kept.
/// Throws Error of kind kIo: WRITE. Then the temporary file is gone and the old file intact,
/// unless only the very last step, the sync of the directory, failed: then the new file is in
/// place, but a power failure might undo it.
/// Refuses to replace what is not a regular file, and what may not be written.
void write_file(const std::filesystem::path& path, ByteView bytes,
                const FileLayer& files = system_files());
void write_file(const std::filesystem::path& path, std::string_view text,
                const FileLayer& files = system_files());

/// Whether write_file would find a place, before there is anything to write: throws what it would,
/// but for a full disk. Leaves nothing behind.
void check_writable(const std::filesystem::path& path, const FileLayer& files = system_files());

}  // namespace convscope::engine
