#pragma once

namespace convscope::engine {

/// Asks the system to run the calling thread, and the threads it starts from now on, only when
/// nobody else wants the processor (SCHED_IDLE on Linux, unprivileged). Does nothing elsewhere or
/// when it is refused.
void lower_thread_priority() noexcept;

}  // namespace convscope::engine
