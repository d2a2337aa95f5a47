#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace convscope::engine {

/// While it lives, this thread rounds denormal results to zero and reads denormal numbers as zero:
/// they carry nothing a network could learn from and cost a hundred cycles each. Every task of a
/// ThreadPool runs under one, on the caller's thread too, so that the same numbers come out
/// whichever thread computes them. Without effect where the processor is not an x86-64.
class FlushDenormals {
 public:
#if defined(__x86_64__)
  FlushDenormals() noexcept : saved_(_mm_getcsr()) {
    _mm_setcsr(saved_ | kFlush);
  }
  ~FlushDenormals() {
    _mm_setcsr(saved_);
  }
  static constexpr bool kSupported = true;
#else
  FlushDenormals() noexcept {}
  ~FlushDenormals() {}
  static constexpr bool kSupported = false;
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__x86_64__)
  static constexpr unsigned kFlush = 0x8040;  // flush to zero, denormals are zero
  unsigned saved_;
#endif
};

}  // namespace convscope::engine
