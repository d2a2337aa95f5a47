#pragma once

#include <string_view>

namespace convscope::cli {

/// Puts something in the place of a standard file that the caller closed, so that no file that is
/// opened later is written to or read in its stead; using it fails. At the very start.
void fill_standard_files();

/// Writes a line to standard output and flushes it, so that whoever reads the pipe has it before
/// the next one is computed. Throws Error{kIo, WRITE} when it cannot be written.
void print_line(std::string_view line);

/// The same for text that ends its lines itself. Control characters but the line feed and the tab,
/// which may come from a file, are escaped.
void print_text(std::string_view text);

/// A line on standard error, which stays one whatever is in it.
void print_note(std::string_view line);

}  // namespace convscope::cli
