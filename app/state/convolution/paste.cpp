#include "app/state/convolution/paste.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "app/state/number_text.h"

namespace convscope::state {
namespace {

enum class Comma { kDecimal, kColumn, kThousands };

struct Punctuation {
  char column = ' ';
  Comma comma = Comma::kDecimal;
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Punctuation punctuation_of(std::string_view text) {
  Punctuation p;
  p.column = has(text, "\t") ? '\t' : has(text, ";") ? ';' : ' ';
  const bool points = has(text, ".");
  if (p.column != ' ') {
    p.comma = points ? Comma::kThousands : Comma::kDecimal;
  } else {
    p.comma = points || has(text, ", ") ? Comma::kColumn : Comma::kDecimal;
  }
  return p;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\r' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string> fields_of(std::string_view line, const Punctuation& p) {
  std::vector<std::string> fields;
  std::string field;
  const auto close = [&](bool always) {
    const std::string_view text = trimmed(field);
    if (always || !text.empty()) fields.emplace_back(text);
    field.clear();
  };
  for (const char c : line) {
    const bool comma_column = c == ',' && p.comma == Comma::kColumn;
    if (c == p.column || comma_column) {
      close(p.column != ' ');
    } else if (c != ',' || p.comma == Comma::kDecimal) {
      field += c;
    }
  }
  close(p.column != ' ' && p.column != '\t');
  // A line that ends with its separator has no further field.
  if (!fields.empty() && fields.back().empty()) fields.pop_back();
  return fields;
}

}  // namespace

PastedMatrix parse_matrix(std::string_view text) {
  const Punctuation p = punctuation_of(text);
  PastedMatrix result;
  int line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (line.empty()) continue;
    std::vector<float> row;
    for (const std::string& field : fields_of(line, p)) {
      const auto number = typed_number(field);
      if (!number || !std::isfinite(static_cast<float>(*number))) {
        return {{}, line_number, static_cast<int>(row.size()) + 1};
      }
      row.push_back(static_cast<float>(*number));
    }
    result.rows.push_back(std::move(row));
  }
  return result;
}

bool is_matrix(std::string_view text) {
  const PastedMatrix matrix = parse_matrix(text);
  return matrix.rows.size() > 1 || (matrix.rows.size() == 1 && matrix.rows[0].size() > 1) ||
         matrix.bad_row > 1 || matrix.bad_column > 1;
}

}  // namespace convscope::state
