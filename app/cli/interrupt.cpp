#include "app/cli/interrupt.h"

#include <csignal>
#include <ctime>

namespace convscope::cli {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

constexpr timespec kPatience{.tv_sec = 0, .tv_nsec = 20'000'000};

}  // namespace

InterruptWatch::InterruptWatch() {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::jthread([this, signals](const std::stop_token& quit) {
    while (!quit.stop_requested()) {
      const int signal = sigtimedwait(&signals, nullptr, &kPatience);
      if (signal <= 0) continue;
      signal_ = signal;
      stop_.request_stop();
    }
  });
}

InterruptWatch::~InterruptWatch() {
  watcher_.request_stop();
  watcher_.join();
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

int InterruptWatch::exit_code() const {
  return 128 + signal_.load();
}

}  // namespace convscope::cli
