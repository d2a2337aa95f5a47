#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/core/error.h"

namespace convscope::test {

/// Calls `action`, which must throw an Error with this code, and returns it for a closer look;
/// an empty one when nothing was thrown.
template <typename Action>
engine::Error expect_error(const std::string& code, Action&& action) {
  try {
    action();
  } catch (const engine::Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error;
  }
  ADD_FAILURE() << "nothing was thrown, expected " << code;
  return engine::Error(engine::ErrorKind::kCheckFailed, "NONE", {});
}

}  // namespace convscope::test
