"""What the peers' scripts share: timing and the lines that `convscope bench --json` prints."""

import argparse
import json
import statistics
import time


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=0, help="0: the workload's own")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.4, help="a repeat's, at least")
    return parser.parse_args()


def batches(chosen, usual):
    return [chosen.batch] if chosen.batch else usual


def seconds_per_call(chosen, once):
    """The seconds that one call took, one number a repeat, after two calls that do not count."""
    once()
    once()
    values = []
    for _ in range(chosen.repeats):
        start = time.perf_counter()
        calls = 0
        while calls == 0 or time.perf_counter() - start < chosen.seconds:
            once()
            calls += 1
        values.append((time.perf_counter() - start) / calls)
    return values


def report(chosen, workload, mode, batch, unit, seconds, units=1, operations=0.0):
    """`units` and `operations` of one call; for "us" the time itself, for "GFLOP/s" the rate."""

    def value(s):
        if unit == "us":
            return s * 1e6
        return operations / s * 1e-9 if unit == "GFLOP/s" else units / s

    values = [value(s) for s in seconds]
    line = {
        "workload": workload,
        "mode": mode,
        "batch": batch,
        "threads": chosen.threads,
        "simd": "",
        "unit": unit,
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
        "repeats": len(values),
        "gflops": round(operations / statistics.median(seconds) * 1e-9, 3),
    }
    print(json.dumps(line), flush=True)
