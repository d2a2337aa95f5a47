#pragma once

#include <string_view>

namespace convscope::cli {

/// Writes a line to standard output and flushes it, so that whoever reads the pipe has it before
/// the next one is computed. Throws Error{kIo, WRITE} when it cannot be written.
void print_line(std::string_view line);

/// The same for text that ends its lines itself.
void print_text(std::string_view text);

}  // namespace convscope::cli
