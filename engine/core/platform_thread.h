#pragma once

namespace convscope::engine {

/// Lets everything else on the machine go before the calling thread and the threads it starts from
/// now on, of the same process too: niceness 10 for these threads alone, on Linux. Does nothing
/// elsewhere or when it is refused.
void lower_thread_priority() noexcept;

}  // namespace convscope::engine
