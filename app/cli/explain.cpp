#include "app/cli/explain.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>

#include "app/cli/operation/explanation_json.h"
#include "app/cli/operation/operation.h"
#include "app/cli/output.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/explain/formula.h"
#include "engine/io/file.h"

namespace convscope::cli {
namespace {

using namespace engine;

struct ExplainOptions {
  std::string file;
  std::string id;
  std::string of;
  std::string gradient;
  std::string cell;
  std::string format = "text";
  bool check = false;
};

[[noreturn]] void usage(std::string code, std::string found, std::string expected) {
  throw Error(ErrorKind::kUsage, std::move(code),
              {.found = std::move(found), .expected = std::move(expected)});
}

std::string id_of(const JsonValue& value) {
  const auto id = value.is_object() ? value.find("id") : std::nullopt;
  return id && id->is_string() ? id->text() : "case";
}

// The case that --case names, or the only one.
JsonValue choose_case(const std::vector<JsonValue>& cases, const ExplainOptions& options) {
  std::string known;
  constexpr std::size_t kLongest = 400;
  for (const JsonValue& value : cases) {
    const std::string id = id_of(value);
    if (!options.id.empty() && id == options.id) return value;
    if (known.size() < kLongest) known += (known.empty() ? "" : ", ") + id;
  }
  if (known.size() >= kLongest) known += ", ...";
  if (!options.id.empty()) usage("CASE", "--case " + options.id, "one of " + known);
  if (cases.size() != 1) {
    usage("CASE", fmt::format("{} cases", cases.size()), "--case with one of " + known);
  }
  return cases.front();
}

std::string names_of(const std::vector<NamedTensor>& outputs, std::string_view prefix) {
  std::string names;
  for (const NamedTensor& output : outputs) {
    if (output.name.starts_with("grad_") != (prefix == "grad_")) continue;
    names += (names.empty() ? "" : ", ") + output.name.substr(prefix.size());
  }
  return names.empty() ? "none" : names;
}

// The output that --of or --grad means.
const NamedTensor& choose_output(const std::vector<NamedTensor>& outputs,
                                 const OperationCase& sample, const ExplainOptions& options) {
  const auto find = [&](const std::string& name) -> const NamedTensor* {
    const auto at = std::find_if(outputs.begin(), outputs.end(),
                                 [&](const NamedTensor& output) { return output.name == name; });
    return at == outputs.end() ? nullptr : &*at;
  };
  if (!options.gradient.empty()) {
    std::string name = options.gradient;
    if (name == "input") {
      name = sample.inputs.has("logits") ? "logits" : sample.inputs.has("pred") ? "pred" : "x";
    }
    if (name == "weight" && sample.inputs.has("gamma")) name = "gamma";
    if (name == "bias" && sample.inputs.has("beta")) name = "beta";
    if (const NamedTensor* found = find("grad_" + name)) return *found;
    const bool needs = sample.inputs.has(name) && !sample.inputs.has("grad_output");
    usage("GRADIENT", "--grad " + options.gradient,
          needs ? "a case with grad_output" : "one of " + names_of(outputs, "grad_"));
  }
  if (!options.of.empty()) {
    if (const NamedTensor* found = find(options.of)) return *found;
    usage("OUTPUT", "--of " + options.of, "one of " + names_of(outputs, ""));
  }
  for (const char* name : {"out", "loss", "trajectory"}) {
    if (const NamedTensor* found = find(name)) return *found;
  }
  usage("OUTPUT", "no --of", "one of " + names_of(outputs, ""));
}

// The batch's axis, whose index may be left out; -1 when there is none.
int batch_axis(const NamedTensor& output) {
  const bool has_none = output.values.shape().rank() < 2 || output.name == "grad_weight" ||
                        output.name == "trajectory";
  return has_none ? -1 : output.batch_axis;
}

Cell parse_cell(const std::string& text, const NamedTensor& output) {
  const Shape& shape = output.values.shape();
  const auto refuse = [&] {
    usage("CELL", text.empty() ? "no --cell" : "--cell " + text,
          fmt::format("an index for each axis of {} {}, from 0", output.name, shape.to_string()));
  };
  std::vector<Index> indices;
  for (std::size_t start = 0; !text.empty() && start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const auto index = parse_index(std::string_view(text).substr(start, end - start));
    if (!index || indices.size() > Shape::kMaxRank) refuse();
    indices.push_back(*index);
    start = end + 1;
  }
  const auto rank = static_cast<std::size_t>(shape.rank());
  if (rank == 0 && indices == std::vector<Index>{0}) indices.clear();
  const int batch = batch_axis(output);
  if (batch >= 0 && indices.size() + 1 == rank) indices.insert(indices.begin() + batch, 0);
  if (indices.size() != rank) refuse();
  const Cell cell{std::span<const Index>(indices)};
  if (!shape.contains(cell)) refuse();
  return cell;
}

CheckNumbers run_check(const Operation& operation, const NamedTensor& output, const Cell& cell,
                       const Explanation& explanation) {
  CheckNumbers check{.analytic = explanation.result};
  check.numeric = output.name.starts_with("grad_")
                      ? operation.numeric_gradient(output.name, cell, explanation.result)
                      : static_cast<double>(output.values.at(cell));
  check.difference = std::fabs(check.analytic - check.numeric);
  double scale = std::fabs(explanation.result);
  double terms = explanation.bias ? std::fabs(explanation.bias->value) : 0;
  for (const Term& term : explanation.terms) terms += std::fabs(term.product);
  scale = std::max(scale, terms);
  const bool same =
      check.analytic == check.numeric || (std::isnan(check.analytic) && std::isnan(check.numeric));
  if (same) check.difference = 0;
  // Beyond float32's range the order of the additions decides what overflows.
  const bool overflows = terms > static_cast<double>(std::numeric_limits<Scalar>::max());
  check.passed = same || overflows || check.difference <= 1e-5 * scale + 1e-6;
  return check;
}

std::string check_text(const CheckNumbers& check) {
  const auto number = [](double value) { return format_float(static_cast<float>(value)); };
  return fmt::format("check: analytic {}\n       numeric {}\n       difference {}: {}\n",
                     number(check.analytic), number(check.numeric), number(check.difference),
                     check.passed ? "agrees" : "DIFFERS");
}

// The same on one line.
std::string check_line(const CheckNumbers& check) {
  std::string text = check_text(check);
  text.pop_back();
  for (std::size_t at = text.find("\n       "); at != std::string::npos;
       at = text.find("\n       ")) {
    text.replace(at, 8, ", ");
  }
  return text;
}

// The text with the verdict before its last line, which is the result.
std::string with_check(std::string text, const CheckNumbers& check) {
  const auto last = text.rfind('\n', text.size() - 2);
  return text.insert(last == std::string::npos ? 0 : last + 1, check_text(check));
}

// In a table there is no place for the verdict but beside it.
void print(const OperationCase& sample, const ExplainOptions& options,
           const Explanation& explanation, const std::optional<CheckNumbers>& check) {
  if (options.format == "json") {
    print_text(to_json(sample, explanation, check) + "\n");
  } else if (options.format == "latex") {
    print_text(to_latex(explanation) + (check ? "% " + check_line(*check) + "\n" : ""));
  } else if (options.format == "csv") {
    print_text(to_csv(explanation));
    if (check) print_note(check_line(*check));
  } else {
    const std::string text = to_text(explanation);
    print_text(check ? with_check(text, *check) : text);
  }
}

int explain_case(const ExplainOptions& options) {
  const OperationCase sample =
      read_case(choose_case(split_cases(JsonDocument::read(options.file)), options));
  const std::unique_ptr<Operation> operation = make_operation(sample);
  std::vector<NamedTensor> outputs = operation->outputs();
  std::ranges::move(operation->inner(), std::back_inserter(outputs));
  const NamedTensor& output = choose_output(outputs, sample, options);
  const Cell cell = parse_cell(options.cell, output);
  const Explanation explanation = operation->explain(output.name, cell);
  std::optional<CheckNumbers> check;
  if (options.check) check = run_check(*operation, output, cell, explanation);
  print(sample, options, explanation, check);
  if (!check || check->passed) return 0;
  throw Error(ErrorKind::kCheckFailed, "CHECK",
              {.file = sample.value.file(),
               .place = explanation.what,
               .found = format_double(check->numeric),
               .expected = format_double(check->analytic)});
}

int explain(const ExplainOptions& options) {
  try {
    return explain_case(options);
  } catch (const Error& error) {
    throw error.in_file(display_path(options.file));
  }
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("explain", "Shows how one number of an operation case came about");
  const auto options = std::make_shared<ExplainOptions>();
  command->add_option("CASE", options->file, "a file of cases, or - for standard input")
      ->required();
  command->add_option("--cell", options->cell,
                      "one index an axis, from 0; the batch's may be left out");
  command->add_option("--case", options->id, "which case of a file of several");
  CLI::Option* of = command->add_option("--of", options->of, "the output (default: out or loss)");
  command
      ->add_option("--grad", options->gradient,
                   "explain the gradient of an input: input, weight, bias or its own name")
      ->excludes(of);
  command->add_option("--format", options->format, "text, latex, csv or json")
      ->check(CLI::IsMember({"text", "latex", "csv", "json"}));
  command->add_flag("--check", options->check,
                    "compare with the computed number, a gradient with finite differences");
  command->callback([options, &action] { action = [options] { return explain(*options); }; });
}

}  // namespace convscope::cli
