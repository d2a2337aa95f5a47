#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/network/cell_view.h"
#include "app/state/network/update_network.h"
#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "engine/core/format.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/pool2d.h"

namespace convscope::state::network {
namespace {

using engine::Index;

enum class Kind { kConvolution, kMaxPool, kAveragePool, kDense, kOther };

Kind kind_of(const NetworkState& lab, const Column& column) {
  const engine::Layer& layer =
      *lab.weights.network->nodes()[static_cast<std::size_t>(column.compute)].layer;
  if (dynamic_cast<const engine::Conv2d*>(&layer)) return Kind::kConvolution;
  if (dynamic_cast<const engine::MaxPool2d*>(&layer)) return Kind::kMaxPool;
  if (dynamic_cast<const engine::AveragePool2d*>(&layer)) return Kind::kAveragePool;
  return layer.parameters().empty() ? Kind::kOther : Kind::kDense;
}

std::string activation_name(const NetworkState& lab, const Column& column) {
  if (column.output == column.compute) return {};
  const auto* layer = dynamic_cast<const engine::Activation*>(
      lab.weights.network->nodes()[static_cast<std::size_t>(column.output)].layer.get());
  if (layer == nullptr) return {};
  if (layer->options().function == engine::ActivationFunction::kRelu) return "max(0, ";
  return std::string(engine::info(layer->options().function).name) + "(";
}

std::string index_text(const engine::Cell& cell) {
  return fmt::format("{}", fmt::join(cell.begin(), cell.end(), ","));
}

std::string symbol_of(const NetworkState& lab, int column) {
  return column_symbol(*lab.weights.network, lab.columns, column);
}

// z where an activation follows, else the column's own letter.
std::string sum_symbol(const NetworkState& lab, int column) {
  return lab.column(column).output != lab.column(column).compute ? "z" : symbol_of(lab, column);
}

// "2y+i\u22121": where output `o` reads with offset `k`.
std::string axis_index(const engine::WindowAxis& axis, const char* o, const char* k) {
  const auto times = [](Index factor, const char* name) {
    return factor == 1 ? std::string(name) : std::to_string(factor) + name;
  };
  std::string text = times(axis.stride, o) + "+" + times(axis.dilation, k);
  if (axis.pad.before > 0) text += "\u2212" + std::to_string(axis.pad.before);
  return text;
}

// The input that the window's layer reads for an output, of channel `c`.
std::string window_input(const NetworkState& lab, const Column& column, const std::string& source,
                         const std::string& c) {
  const engine::Window2d* window = window_of(*lab.weights.network, column);
  if (window == nullptr) return source + "[" + c + "]";
  return source + "[" + c + "," + axis_index(window->y, "y", "i") + "," +
         axis_index(window->x, "x", "j") + "]";
}

std::vector<CardLine> formula(const NetworkState& lab, const MapRef& ref) {
  const Column& column = lab.column(ref.column);
  const std::string source = symbol_of(lab, ref.column - 1), z = sum_symbol(lab, ref.column);
  const std::string f = std::to_string(ref.map);
  std::vector<CardLine> lines;
  switch (kind_of(lab, column)) {
    case Kind::kConvolution:
      lines.push_back({{z + "[" + f + ",y,x]", CardRole::kOutput},
                       {" = b + \u03A3"},
                       {"c,i,j", CardRole::kText, true}});
      lines.push_back({{"  w[" + f + ",c,i,j]", CardRole::kFilter},
                       {" \u00B7 "},
                       {window_input(lab, column, source, "c"), CardRole::kInput}});
      break;
    case Kind::kMaxPool:
    case Kind::kAveragePool: {
      const bool largest = kind_of(lab, column) == Kind::kMaxPool;
      lines.push_back({{z + "[" + f + ",y,x]", CardRole::kOutput},
                       {largest ? " = max" : " = mean"},
                       {"i,j", CardRole::kText, true},
                       {" " + window_input(lab, column, source, f), CardRole::kInput}});
      break;
    }
    case Kind::kDense:
    case Kind::kOther:
      lines.push_back({{z + "[" + f + "]", CardRole::kOutput},
                       {" = b + \u03A3"},
                       {"i", CardRole::kText, true},
                       {" w[" + f + ",i]", CardRole::kFilter},
                       {" \u00B7 "},
                       {source + "[i]", CardRole::kInput}});
      break;
  }
  const std::string function = activation_name(lab, column);
  if (!function.empty()) {
    lines.push_back(
        {{symbol_of(lab, ref.column), CardRole::kOutput}, {" = " + function + z + ")"}});
  }
  if (column.kind == ColumnKind::kClasses) {
    lines.push_back({{"p[" + f + "]", CardRole::kOutput},
                     {" = e^s[" + f + "] / \u03A3"},
                     {"k", CardRole::kText, true},
                     {" e^s[k]"}});
  }
  return lines;
}

std::vector<CardLine> with_numbers(const NetworkState& lab, const MapRef& ref,
                                   const CellParts& parts, Language language) {
  const Column& column = lab.column(ref.column);
  const Kind kind = kind_of(lab, column);
  const CellDigits digits = cell_digits(parts, kind == Kind::kMaxPool);
  const auto say = [&](double value) { return number_text(value, digits.result, language); };
  std::vector<CardLine> lines;
  const std::string z = sum_symbol(lab, ref.column);
  if (parts.compute.bias) {
    const double bias = parts.compute.bias->value, products = parts.compute.sum - bias;
    lines.push_back({{z, CardRole::kOutput},
                     {" = " + say(products) + (bias < 0 ? " \u2212 " : " + ") +
                      say(std::abs(bias)) + " = " + say(parts.compute.sum)}});
  } else if (kind == Kind::kMaxPool || kind == Kind::kAveragePool) {
    std::string terms;
    for (const engine::Term& term : parts.compute.terms) {
      terms += (terms.empty() ? "" : ", ") + say(term.x);
    }
    if (parts.compute.terms.size() <= 9) {
      lines.push_back({{z, CardRole::kOutput},
                       {kind == Kind::kMaxPool ? " = max(" : " = mean("},
                       {terms, CardRole::kInput},
                       {") = " + say(parts.compute.result)}});
    }
  }
  const std::string function = activation_name(lab, column);
  if (!function.empty()) {
    lines.push_back({{symbol_of(lab, ref.column), CardRole::kOutput},
                     {" = " + function + say(parts.compute.result) + ") = " + say(parts.result)}});
  }
  if (column.kind == ColumnKind::kClasses) {
    const double p = lab.pass->probabilities[static_cast<std::size_t>(ref.map)];
    lines.push_back({{"p[" + std::to_string(ref.map) + "]", CardRole::kOutput},
                     {" = " + percent_text(p, 2, language)}});
  }
  return lines;
}

}  // namespace

std::string cell_words(const NetworkState& lab, const MapRef& ref, const engine::Cell& cell,
                       Language language) {
  const Column& column = lab.column(ref.column);
  const auto say = [&](const Phrase& phrase) { return std::string(phrase.in(language)); };
  if (column.kind == ColumnKind::kClasses) {
    return say(phrase::kClass) + " " + std::to_string(ref.map) + ": " + say(phrase::kScoreOfClass);
  }
  std::string words = column_name(*lab.weights.network, column) + ", ";
  if (column.kind == ColumnKind::kUnits) {
    return words + say(phrase::kUnit) + " " + std::to_string(ref.map);
  }
  return words + say(phrase::kMap) + " " + std::to_string(ref.map) + ", " + say(phrase::kRow) +
         " " + std::to_string(cell[1]) + ", " + say(phrase::kColumn) + " " +
         std::to_string(cell[2]);
}

NumberCard cell_card(const NetworkState& lab, const MapRef& ref, const engine::Cell& cell,
                     long long step, Language language) {
  const Column& column = lab.column(ref.column);
  CellParts parts = explain_cell(*lab.pass, column, cell);
  const Kind kind = kind_of(lab, column);
  NumberCard card;
  card.title = symbol_of(lab, ref.column) + "[" + index_text(cell) + "]";
  card.what = cell_words(lab, ref, cell, language);
  const CellDigits digits = cell_digits(parts, kind == Kind::kMaxPool);
  if (kind == Kind::kMaxPool) card.remark = tie_words(parts.compute, language);
  const auto terms = static_cast<long long>(parts.compute.terms.size());
  const long long with_bias = terms + (parts.compute.bias ? 1 : 0);
  const long long last = with_bias + (parts.has_activation ? 1 : 0);
  card.done = std::min(step, terms);
  card.current = step >= 1 && step <= terms && step < last ? step - 1 : -1;
  card.partial = step > 0 && step < last;
  card.shown = card.partial ? card.done - 1 : -1;
  double so_far = parts.result;
  if (step < last && step >= 1) {
    so_far = step > terms ? parts.compute.sum
                          : parts.compute.terms[static_cast<std::size_t>(step - 1)].running_sum;
  }
  card.value = step < 1 ? "\u00B7" : number_text(so_far, digits.result, language);
  card.formula = formula(lab, ref);
  if (step >= last) card.with_numbers = with_numbers(lab, ref, parts, language);
  Index per_group = 0;
  if (kind == Kind::kConvolution) {
    const Index filter_inputs =
        lab.weights.network->nodes()[static_cast<std::size_t>(column.compute)]
            .layer->parameters()[0]
            .shape[1];
    per_group = terms / std::max<Index>(filter_inputs, 1);
  }
  card.rows = card_rows(parts.compute, per_group);
  card.columns.x = symbol_of(lab, ref.column - 1);
  card.columns.index = kind == Kind::kConvolution ? "c,i,j" : kind == Kind::kDense ? "i" : "c,y,x";
  card.columns.product = card.columns.x + "\u00B7w";
  card.columns.sum = std::string(phrase::kSum.in(language));
  card.columns.x_decimals = digits.x;
  card.columns.w_decimals = digits.w;
  card.columns.product_decimals = std::max(3, digits.product);
  card.columns.sum_decimals = digits.result;
  if (parts.compute.bias) {
    card.bias_name = "b[" + std::to_string(ref.map) + "]";
    card.bias_value = number_text(parts.compute.bias->value, digits.result, language);
  }
  if (kind == Kind::kMaxPool) card.bias_name = "max";
  if (kind == Kind::kAveragePool) card.bias_name = std::string(phrase::kMean.in(language));
  if (step >= with_bias) card.result = number_text(parts.compute.sum, digits.result, language);
  card.explanation = std::move(parts.compute);
  return card;
}

std::string map_csv(const NetworkState& lab, const MapRef& ref) {
  const MapParts parts = map_parts(*lab.pass, lab.column(ref.column), ref.map);
  std::string text = "channel,mean,magnitude\n";
  for (const Contribution& part : parts.contributions) {
    text += fmt::format("{},{},{}\n", part.channel, engine::format_double(part.mean),
                        engine::format_double(part.magnitude));
  }
  text += fmt::format("bias,{},\nz,{},\na,{},\n", engine::format_double(parts.bias),
                      engine::format_double(parts.mean_z), engine::format_double(parts.mean_a));
  return text;
}

std::string map_text(const NetworkState& lab, const MapRef& ref) {
  const Column& column = lab.column(ref.column);
  const MapParts parts = map_parts(*lab.pass, column, ref.map);
  std::string text = fmt::format("{}[{}], {}\n", symbol_of(lab, ref.column), ref.map,
                                 column_title(*lab.weights.network, column, Language::kEnglish));
  for (const Contribution& part : parts.contributions) {
    text += fmt::format("  w * {}[{}]   mean {:>8}\n", symbol_of(lab, ref.column - 1), part.channel,
                        engine::format_fixed(part.mean, 4));
  }
  text += fmt::format("  bias {}\n  z mean {}\n= {} (mean)\n", engine::format_fixed(parts.bias, 4),
                      engine::format_fixed(parts.mean_z, 4), engine::format_fixed(parts.mean_a, 4));
  return text;
}

std::string map_latex(const NetworkState& lab, const MapRef& ref) {
  const Column& column = lab.column(ref.column);
  const std::string f = std::to_string(ref.map);
  const std::string source = symbol_of(lab, ref.column - 1).substr(0, 1);
  if (kind_of(lab, column) != Kind::kConvolution) {
    const bool largest = kind_of(lab, column) == Kind::kMaxPool;
    return fmt::format("{}_{{{},y,x}} = {}_{{i,j}} {}_{{{},\\,y+i,\\,x+j}}\n", "p", f,
                       largest ? "\\max" : "\\operatorname{mean}", source, f);
  }
  std::string text =
      fmt::format("z_{{{0}}} = b_{{{0}}} + \\sum_c w_{{{0},c}} \\ast {1}_c", f, source);
  if (column.output != column.compute) text += fmt::format(",\\quad a_{{{0}}} = f(z_{{{0}}})", f);
  return text + "\n";
}

namespace {

// The windows of a plane, one per output, as NumPy sees them: padding, reach, stride and dilation.
std::string numpy_windows(const std::string& plane, const engine::Window2d& window,
                          std::string_view fill) {
  const engine::WindowAxis &y = window.y, &x = window.x;
  std::string padded = plane;
  if (y.pad.before + y.pad.after + x.pad.before + x.pad.after > 0) {
    padded = fmt::format("np.pad({}, (({}, {}), ({}, {})){})", plane, y.pad.before, y.pad.after,
                         x.pad.before, x.pad.after, fill);
  }
  return fmt::format(
      "np.lib.stride_tricks.sliding_window_view({}, ({}, {}))[::{}, ::{}, ::{}, ::{}]", padded,
      y.reach(), x.reach(), y.stride, x.stride, y.dilation, x.dilation);
}

std::string numpy_activation(const std::string& function, const std::string& z) {
  if (function.empty()) return z;
  if (function == "max(0, ") return "np.maximum(0, " + z + ")";
  if (function == "sigmoid(") return "1 / (1 + np.exp(-(" + z + ")))";
  return "np." + function + z + ")";
}

}  // namespace

std::string map_numpy(const NetworkState& lab, const MapRef& ref) {
  const Column& column = lab.column(ref.column);
  const std::string source = symbol_of(lab, ref.column - 1);
  const engine::Layer& layer =
      *lab.weights.network->nodes()[static_cast<std::size_t>(column.compute)].layer;
  const std::string plane = fmt::format("{}[{}]", source, ref.map);
  if (const auto* pool = dynamic_cast<const engine::MaxPool2d*>(&layer)) {
    return numpy_windows(plane, pool->window(), ", constant_values=-np.inf") +
           ".max(axis=(2, 3))\n";
  }
  if (const auto* pool = dynamic_cast<const engine::AveragePool2d*>(&layer)) {
    return numpy_windows(plane, pool->window(), "") + ".mean(axis=(2, 3))\n";
  }
  const auto* conv = dynamic_cast<const engine::Conv2d*>(&layer);
  if (conv == nullptr) return {};
  const std::string sum =
      fmt::format("b[{0}] + sum(np.einsum('yxij,ij->yx', {1}, w[{0}, c]) for c in range({2}))",
                  ref.map, numpy_windows(source + "[c]", conv->window(), ""),
                  map_parts(*lab.pass, column, ref.map).contributions.size());
  return numpy_activation(activation_name(lab, column), sum) + "\n";
}

}  // namespace convscope::state::network
