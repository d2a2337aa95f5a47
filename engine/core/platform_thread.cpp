#include "engine/core/platform_thread.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace convscope::engine {

void lower_thread_priority() noexcept {
#ifdef __linux__
  // Not SCHED_IDLE: beside a browser or a compiler such a thread gets next to nothing, and a quit
  // waits for it.
  constexpr int kNice = 10;
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
#endif
}

}  // namespace convscope::engine
