#include "engine/core/platform_thread.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif
#include <ctime>

namespace convscope::engine {

void lower_thread_priority() noexcept {
#ifdef __linux__
  // Not SCHED_IDLE: beside a browser or a compiler such a thread gets next to nothing, and a quit
  // waits for it.
  constexpr int kNice = 10;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
#endif
}

double thread_cpu_seconds() noexcept {
#ifdef __linux__
  timespec time{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0) {
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
#endif
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace convscope::engine
