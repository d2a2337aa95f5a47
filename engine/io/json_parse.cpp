#include "engine/io/json_parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "engine/core/error.h"
#include "engine/io/file.h"
#include "engine/io/json_reader.h"

namespace convscope::engine {
namespace {

using nlohmann::json;

// "row:column" of a byte, both from 1.
std::string row_and_column(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position, text.size()));
  const auto row = std::count(before.begin(), before.end(), '\n') + 1;
  const auto line_start = before.rfind('\n');
  const auto column =
      line_start == std::string_view::npos ? before.size() : before.size() - line_start - 1;
  return fmt::format("{}:{}", row, std::max<std::size_t>(column, 1));
}

// The library's sentence without its own numbering, and only printable ASCII.
std::string plain_message(std::string message) {
  if (const auto dash = message.find(" - "); dash != std::string::npos) {
    message = message.substr(dash + 3);
  } else if (const auto bracket = message.find("] "); bracket != std::string::npos) {
    message = message.substr(bracket + 2);
  }
  for (char& c : message) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  constexpr std::size_t kLongest = 120;
  if (message.size() > kLongest) message = message.substr(0, kLongest) + "...";
  return message;
}

// Builds the document as the parser reports it and stops at the first thing we do not take.
class StrictBuilder {
 public:
  StrictBuilder(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  json take() {
    if (error_) throw *error_;
    return std::move(root_);
  }

  bool null() { return add(json(nullptr)); }
  bool boolean(bool value) { return add(json(value)); }
  bool number_integer(json::number_integer_t value) { return add(json(value)); }
  bool number_unsigned(json::number_unsigned_t value) { return add(json(value)); }
  bool number_float(json::number_float_t value, const std::string& digits) {
    if (!std::isfinite(value)) return refuse("JSON_NUMBER", digits, "a finite number");
    return add(json(value));
  }
  bool string(std::string& value) { return add(json(std::move(value))); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    key_ = std::move(name);
    if (!stack_.back()->contains(key_)) return true;
    step_into(*stack_.back());
    return refuse("JSON_DUPLICATE", "the same key twice", "each key once");
  }
  bool parse_error(std::size_t position, const std::string&, const json::exception& error) {
    std::string found = plain_message(error.what()), expected = "JSON";
    if (const std::string_view kind = known_content(bytes_of(text_)); !kind.empty()) found = kind;
    if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) found = "nothing";
    if (const auto at = found.find("; expected "); at != std::string::npos) {
      expected = found.substr(at + 11);
      found.resize(at);
    }
    error_.emplace(ErrorKind::kBadFile, "JSON_SYNTAX",
                   ErrorDetail{file_, row_and_column(text_, position), found, expected});
    return false;
  }

 private:
  // Remembers where the next value goes, for the pointer in messages.
  void step_into(const json& container) {
    path_.push_back(
        json_pointer_step(container.is_object() ? key_ : std::to_string(container.size())));
  }
  bool refuse(std::string code, std::string found, std::string expected) {
    std::string pointer;
    for (const std::string& step : path_) pointer += step;
    error_.emplace(ErrorKind::kBadFile, std::move(code),
                   ErrorDetail{file_, std::move(pointer), std::move(found), std::move(expected)});
    return false;
  }
  json* place(json value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& container = *stack_.back();
    if (container.is_array()) {
      container.push_back(std::move(value));
      return &container.back();
    }
    json& member = container[key_];
    member = std::move(value);
    return &member;
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json container) {
    if (!stack_.empty()) step_into(*stack_.back());
    if (stack_.size() >= static_cast<std::size_t>(JsonDocument::kMaxDepth)) {
      return refuse("JSON_DEPTH", "deeper nesting",
                    fmt::format("at most {} levels", JsonDocument::kMaxDepth));
    }
    stack_.push_back(place(std::move(container)));
    return true;
  }
  bool close() {
    stack_.pop_back();
    if (!path_.empty()) path_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& file_;
  json root_;
  std::vector<json*> stack_;
  std::vector<std::string> path_;
  std::string key_;
  std::optional<Error> error_;
};

}  // namespace

std::string json_pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

json parse_strict_json(std::string_view text, const std::string& file) {
  if (static_cast<Index>(text.size()) > JsonDocument::kMaxBytes) {
    throw Error(ErrorKind::kBadFile, "TOO_LARGE",
                {.file = file,
                 .found = fmt::format("{} bytes", text.size()),
                 .expected = fmt::format("at most {}", JsonDocument::kMaxBytes)});
  }
  StrictBuilder builder(text, file);
  json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

}  // namespace convscope::engine
