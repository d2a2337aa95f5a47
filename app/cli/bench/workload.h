#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::cli {

/// One speed of one workload, measured several times.
struct Measurement {
  std::string mode;         ///< "train", "infer", "forward", "backward_data", "backward_weights"
  engine::Index batch = 0;  ///< samples of one call
  int threads = 1;
  std::string unit;            ///< "samples/s", "steps/s", "us" or "GFLOP/s"
  std::vector<double> values;  ///< one a repeat, in that unit; empty when it was interrupted
  double gflops = 0;  ///< 10^9 operations a second at the median, two a multiply-accumulate
  std::string part;   ///< which one of a workload of several networks or layers; or none
};

/// How to measure, the same for all workloads.
struct BenchRequest {
  std::vector<int> threads;  ///< numbers of threads to measure with, one after the other
  engine::Index batch = 0;   ///< 0: the workload's own ones
  engine::Index repeats = 5;
  double seconds = 0.4;  ///< how long a repeat lasts at least
  std::stop_token stop;
  std::function<void(const Measurement&)> report;

  /// The batches to measure with, out of those that the workload usually takes.
  std::vector<engine::Index> batches(std::vector<engine::Index> usual) const;
};

/// A thing to measure that has a name: `convscope bench NAME`.
struct Workload {
  const char* name;
  const char* what;  ///< for the help
  bool by_default;   ///< whether `convscope bench` without a name measures it
  void (*run)(const BenchRequest& request);
};

/// All of them, in the order in which they are measured.
std::span<const Workload> workloads();

/// Calls `once` until the request's seconds have passed, as often as it says, after one call that
/// does not count: the seconds a call took, one number a repeat. None once stopped.
std::vector<double> seconds_per_call(const BenchRequest& request,
                                     const std::function<void()>& once);

/// The middle one of an odd number of values, the mean of the middle two of an even one; 0 of none.
double median(std::vector<double> values);

/// What one call does.
struct CallCost {
  double units = 1;       ///< samples or steps
  double operations = 0;  ///< two a multiply-accumulate
};
/// units/s and GFLOP/s of `seconds` a call; for the units "us" and "GFLOP/s" these.
void report_calls(const BenchRequest& request, Measurement measurement,
                  const std::vector<double>& seconds, const CallCost& cost);

}  // namespace convscope::cli
