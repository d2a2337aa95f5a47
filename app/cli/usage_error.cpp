#include "app/cli/usage_error.h"

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace convscope::cli {
namespace {

using engine::ErrorDetail;

// "convscope train --help" where that subcommand was given.
std::string help_of(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return "convscope " + (given.empty() ? "" : given.front()->get_name() + " ") + "--help";
}

std::string_view before(std::string_view text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}

std::string_view behind(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  return at == std::string_view::npos ? "" : text.substr(at + mark.size());
}

// "Could not convert: --lr = 0,5"
ErrorDetail conversion(std::string_view text) {
  const std::string_view pair = behind(text, "Could not convert: ");
  const std::string found(behind(pair, " = "));
  std::string expected = "a number";
  if (const auto comma = found.find(','); comma != std::string::npos) {
    std::string point = found;
    point[comma] = '.';
    expected += " with a decimal point: " + point;
  }
  return {.place = std::string(before(pair, " = ")), .found = found, .expected = expected};
}

// "--format: xml not in {text,latex}", "--threads: Value 2000 not in range 0 to 1024"
ErrorDetail validation(std::string_view text) {
  const std::string_view rest = behind(text, ": ");
  std::string_view found = before(rest, " not in ");
  std::string_view expected = behind(rest, " not in ");
  if (found.starts_with("Value ")) found.remove_prefix(6);
  ErrorDetail detail{.place = std::string(before(text, ": ")), .found = std::string(found)};
  if (!expected.starts_with('{')) {
    detail.expected = "a value in the " + std::string(expected);
    return detail;
  }
  expected.remove_prefix(1);
  detail.expected = "one of " + std::string(before(expected, "}"));
  return detail;
}

// "--cell: 1 required TEXT missing", "--lr: At Most 1 required but received 2"
ErrorDetail mismatch(std::string_view text) {
  const std::string_view count = behind(text, "received ");
  return {.place = std::string(before(text, ": ")),
          .found = count.empty() ? "no value" : std::string(count) + " values",
          .expected = "one value"};
}

// Empty where the parser's sentence is none of those that are known.
ErrorDetail translated(std::string_view kind, std::string_view text) {
  if (kind == "RequiredError" && text.ends_with(" is required")) {
    return {.found = "no " + std::string(before(text, " is required"))};
  }
  // CLI11 names this error after the command.
  if (text.find("not expected: ") != std::string_view::npos) {
    return {.found = std::string(behind(text, "not expected: "))};
  }
  if (kind == "ConversionError" && text.starts_with("Could not convert: ")) {
    return conversion(text);
  }
  if (kind == "ValidationError" && text.find(" not in ") != std::string_view::npos) {
    return validation(text);
  }
  if (kind == "ArgumentMismatch" && text.find(": ") != std::string_view::npos) {
    return mismatch(text);
  }
  if (kind == "ExcludesError" && text.find(" excludes ") != std::string_view::npos) {
    return {.found = std::string(before(text, " excludes ")) + " with " +
                     std::string(behind(text, " excludes ")),
            .expected = "one of the two"};
  }
  return {.found = std::string(text)};
}

}  // namespace

engine::Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  ErrorDetail detail = translated(error.get_name(), error.what());
  const std::string help = help_of(app);
  if (detail.expected.empty()) {
    const bool missing = detail.found.starts_with("no ");
    detail.expected = (missing ? detail.found.substr(3) : "what is known") + ", see " + help;
  }
  return engine::Error(engine::ErrorKind::kUsage, "USAGE", std::move(detail));
}

}  // namespace convscope::cli
