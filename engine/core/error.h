#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace convscope::engine {

/// What the process exits with when an error of this kind reaches `main`.
enum class ErrorKind {
  kCheckFailed = 1,  ///< a check that was asked for failed
  kUsage = 2,        ///< unknown option, preset or data name; a cell out of range
  kNoDisplay = 3,    ///< the window needs a display
  kNoOpenGl = 4,     ///< OpenGL or EGL missing or too old
  kBadFile = 5,      ///< a file that is there but wrong
  kIo = 6,           ///< a file that cannot be opened, read or written
  kLimit = 7,        ///< a resource limit refused
  kDiverged = 8,     ///< training diverged
};

/// Where an error was found and what was wrong. `place` is an offset, row:column, JSON pointer or
/// the name of a layer; `found` and `expected` are phrases. Any of them may be empty.
struct ErrorDetail {
  std::string file;
  std::string place;
  std::string found;
  std::string expected;
};

/// The one exception of the project. Its `what()` is one line:
/// `error[CODE]: file: place: found X, expected Y`, without the parts that are empty.
class Error : public std::runtime_error {
 public:
  /// `code` is upper case with underscores (`IDX_COUNT`).
  Error(ErrorKind kind, std::string code, ErrorDetail detail);

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& code() const noexcept { return code_; }
  const ErrorDetail& detail() const noexcept { return detail_; }
  /// The same error with the file's name filled in where it was unknown.
  Error in_file(std::string_view file) const;
  /// The same error with `prefix` put before the place.
  Error at(std::string_view prefix) const;

 private:
  ErrorKind kind_;
  std::string code_;
  ErrorDetail detail_;
};

}  // namespace convscope::engine
