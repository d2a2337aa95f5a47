#pragma once

namespace convscope::engine {

/// Lets everything else on the machine go before the calling thread and the threads it starts from
/// now on, of the same process too: niceness 10 for these threads alone, on Linux. Does nothing
/// elsewhere or when it is refused.
void lower_thread_priority() noexcept;

/// What the calling thread has computed since it began; the process's time where there is no clock
/// of a thread.
double thread_cpu_seconds() noexcept;

}  // namespace convscope::engine
