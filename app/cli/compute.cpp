#include "app/cli/compute.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/operation/check.h"
#include "app/cli/operation/operation.h"
#include "app/cli/operation/tensor_json.h"
#include "app/cli/output.h"
#include "engine/core/error.h"

namespace convscope::cli {
namespace {

struct ComputeOptions {
  std::string file;
  bool check = false;
};

int compute(const ComputeOptions& options) {
  const engine::JsonValue root = engine::JsonDocument::read(options.file);
  bool passed = true;
  for (const engine::JsonValue& value : split_cases(root)) {
    const OperationCase sample = read_case(value);
    const std::unique_ptr<Operation> operation = make_operation(sample);
    const std::vector<NamedTensor> outputs = operation->outputs();
    std::string line =
        fmt::format("{{\"id\": {}, \"op\": {}", json_string(sample.id), json_string(sample.op));
    std::string failure;
    if (options.check) {
      const CheckResult result = check_outputs(sample, *operation, outputs);
      passed = passed && result.passed;
      failure = result.failure;
      line += fmt::format(", \"largest_deviation\": {}, \"within_tolerance\": {}",
                          json_number(result.largest_deviation), result.passed);
    }
    print_line(fmt::format("{}, \"outputs\": {}}}", line, to_json(outputs)));
    if (!failure.empty()) {
      const std::string pointer = value.pointer().empty() ? "" : value.pointer() + ": ";
      print_note(
          engine::Error(engine::ErrorKind::kCheckFailed, "CHECK",
                        {.file = value.file(), .place = pointer + sample.id + ": " + failure})
              .what());
    }
  }
  return passed ? 0 : static_cast<int>(engine::ErrorKind::kCheckFailed);
}

}  // namespace

void add_compute(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("compute", "Computes operation cases and prints a line of JSON for each");
  const auto options = std::make_shared<ComputeOptions>();
  command->add_option("CASE", options->file, "a file of cases, or - for standard input")
      ->required();
  command->add_flag("--check", options->check,
                    "compare with each case's \"expected\"; exit 1 when one is too far off");
  command->callback([options, &action] { action = [options] { return compute(*options); }; });
}

}  // namespace convscope::cli
