// The plain-text form of an explanation: lines of at most 80 columns.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/core/format.h"
#include "engine/explain/formula.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kColumns = 80;

// In a table six digits do; the result has them all.
std::string short_number(double value) {
  if (!std::isfinite(value)) return format_float(static_cast<float>(value));
  return fmt::format("{:.6g}", value == 0 ? 0.0 : value);
}

// Breaks at blanks, or anywhere where there is none; what follows is indented.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result;
  std::size_t room = kColumns;
  while (text.size() > room) {
    std::size_t cut = text.rfind(' ', room);
    if (cut == std::string_view::npos || cut == 0) cut = room;
    result += std::string(text.substr(0, cut)) + "\n" + std::string(indent, ' ');
    text.remove_prefix(cut);
    if (text.starts_with(' ')) text.remove_prefix(1);
    room = kColumns - indent;
  }
  return result + std::string(text) + "\n";
}

using Row = std::array<std::string, 7>;

Row row_of(std::size_t k, const Term& term) {
  const auto reference = [](const std::optional<TensorRef>& ref) {
    return ref ? ref->to_string() : std::string();
  };
  // Reflected, replicated or circular padding shows a cell.
  const std::string shown = term.input ? " " + term.input->to_string() : "";
  return {std::to_string(k),
          term.padding ? "padding" + shown : reference(term.input),
          short_number(term.x),
          reference(term.weight),
          short_number(term.w),
          short_number(term.product),
          short_number(term.running_sum)};
}

std::string line_of(const Row& row, const std::array<std::size_t, 7>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (widths[i] == 0) continue;
    if (!line.empty()) line += ' ';
    const bool name = i == 1 || i == 3;
    line +=
        name ? fmt::format("{:<{}}", row[i], widths[i]) : fmt::format("{:>{}}", row[i], widths[i]);
  }
  return line;
}

std::string table(const Explanation& explanation) {
  std::vector<Row> rows{{"k", "input", "x", "weight", "w", "x*w", "sum"}};
  for (std::size_t k = 0; k < explanation.terms.size(); ++k) {
    rows.push_back(row_of(k, explanation.terms[k]));
    if (explanation.terms[k].chosen) rows.back()[0] += '>';
  }
  std::array<std::size_t, 7> widths{};
  const bool weighted = std::any_of(explanation.terms.begin(), explanation.terms.end(),
                                    [](const Term& term) { return term.weight.has_value(); });
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  if (!weighted) widths[3] = 0;
  std::string text;
  for (const Row& row : rows) {
    const std::string line = line_of(row, widths);
    text += line.size() <= kColumns ? line + "\n" : wrapped(line_of(row, {1, 1, 1, 1, 1, 1, 1}), 4);
  }
  return text;
}

}  // namespace

std::string to_text(const Explanation& explanation) {
  std::string text = wrapped(explanation.what, 2) + wrapped("  " + explanation.formula, 4) + "\n";
  if (!explanation.terms.empty()) text += table(explanation) + "\n";
  if (explanation.bias) {
    text += wrapped(fmt::format("bias {} = {}", explanation.bias->ref.to_string(),
                                short_number(explanation.bias->value)),
                    2);
  }
  text += wrapped("sum = " + short_number(explanation.sum), 2);
  text += wrapped(explanation.substituted, 2);
  return text + "= " + format_float(static_cast<float>(explanation.result)) + "\n";
}

}  // namespace convscope::engine
