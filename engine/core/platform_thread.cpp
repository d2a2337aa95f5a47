#include "engine/core/platform_thread.h"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace convscope::engine {

void lower_thread_priority() noexcept {
#ifdef __linux__
  sched_param parameters{};
  pthread_setschedparam(pthread_self(), SCHED_IDLE, &parameters);
#endif
}

}  // namespace convscope::engine
