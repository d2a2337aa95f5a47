#pragma once

#include "engine/core/error.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace convscope::cli {

/// What the parser of the command line refused, in the words of every other error: Error{USAGE,
/// kUsage} with the option as its place. `app` is the one that parsed.
engine::Error usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace convscope::cli
