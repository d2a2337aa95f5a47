#pragma once

#include <functional>
#include <stop_token>

namespace convscope::engine {

/// How a long loading reports and is stopped. It may run on any thread.
struct LoadControl {
  /// Called now and then with how much is done, from 0 to 1.
  std::function<void(double)> progress;
  std::stop_token stop;
};

/// The control of one of several parts: `share` of the whole, which has done `first` before it.
/// `whole` must outlive it.
inline LoadControl part_of(const LoadControl& whole, double first, double share) {
  LoadControl part{.progress = {}, .stop = whole.stop};
  if (whole.progress) {
    part.progress = [&whole, first, share](double done) { whole.progress(first + share * done); };
  }
  return part;
}

}  // namespace convscope::engine
