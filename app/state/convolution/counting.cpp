#include "app/state/convolution/counting.h"

#include <fmt/format.h>

#include <array>

#include "app/state/phrases/convolution.h"

namespace convscope::state {

using engine::Index;

std::vector<CountRow> count_rows(const ConvolutionView& view, Language language) {
  const ConvolutionSetup& setup = view.state().setup();
  const ConvolutionResult& result = view.result();
  const engine::Window2d& window = result.layer.window();
  const engine::Shape& in = result.input.shape();
  const engine::Shape& out = result.cursor.output();
  const Index slices = view.slices(), bias = setup.has_bias ? 1 : 0;
  const Index kh = window.y.kernel, kw = window.x.kernel;
  const Index inputs = in[1] * in[2] * in[3], outputs = out.count();
  const Index taps = kh * kw * slices;
  const auto with_bias = [&](const std::string& text) {
    return bias > 0 ? "(" + text + " + 1)" : text;
  };
  const std::string convolution(phrase::kConvolutionWord.in(language));
  const std::string dense(phrase::kDenseWord.in(language));
  const auto named = [&](const Phrase& quantity, const std::string& of) {
    return fmt::format("{}: {}", quantity.in(language), of);
  };
  const std::string window_text = fmt::format("{}\u00B7{}\u00B7{}", kh, kw, slices);
  std::vector<CountRow> rows;
  rows.push_back({named(phrase::kParameters, convolution),
                  fmt::format("{}\u00B7{}", with_bias(window_text), out[0]), (taps + bias) * out[0],
                  true});
  rows.push_back({named(phrase::kParameters, dense),
                  fmt::format("{}\u00B7{}", with_bias(std::to_string(inputs)), outputs),
                  (inputs + bias) * outputs});
  rows.push_back({named(phrase::kMacs, convolution),
                  fmt::format("{}\u00B7{}", window_text, outputs), result.layer.macs(), true,
                  true});
  rows.push_back(
      {named(phrase::kMacs, dense), fmt::format("{}\u00B7{}", inputs, outputs), inputs * outputs});
  rows.push_back({named(phrase::kBytes, std::string(phrase::kInputWord.in(language))),
                  fmt::format("{}\u00B7{}\u00B7{}\u00B74", in[1], in[2], in[3]), inputs * 4, false,
                  true});
  rows.push_back({named(phrase::kBytes, std::string(phrase::kOutputWord.in(language))),
                  fmt::format("{}\u00B7{}\u00B7{}\u00B74", out[0], out[1], out[2]), outputs * 4,
                  true});
  rows.push_back(
      {named(phrase::kBytes, std::string(phrase::kWeightsOf.in(language)) + " " + convolution),
       fmt::format("{}\u00B74", (taps + bias) * out[0]), (taps + bias) * out[0] * 4, true});
  // A photograph: what a hidden layer of 1000 neurons would need.
  constexpr Index kPhotograph = 3000000, kHidden = 1000;
  rows.push_back({std::string(phrase::kPhotographDense.in(language)),
                  "1000\u00B71000\u00B73\u00B71000", kPhotograph * kHidden, false, true});
  rows.push_back({std::string(phrase::kPhotographConvolution.in(language)),
                  fmt::format("({}\u00B7{}\u00B73 + {})\u00B7{}", kh, kw, bias, out[0]),
                  (kh * kw * 3 + bias) * out[0], true});
  return rows;
}

GridModel uses_grid(const ConvolutionView& view) {
  const engine::Window2d& window = view.result().layer.window();
  const auto uses_of = [](const engine::WindowAxis& axis) {
    std::vector<Index> uses(static_cast<std::size_t>(axis.input));
    for (Index o = 0; o < axis.outputs(); ++o) {
      for (Index k = 0; k < axis.kernel; ++k) {
        const auto at = axis.source(axis.input_index(o, k));
        if (at) ++uses[static_cast<std::size_t>(*at)];
      }
    }
    return uses;
  };
  const std::vector<Index> rows = uses_of(window.y), columns = uses_of(window.x);
  GridModel grid{static_cast<int>(rows.size()), static_cast<int>(columns.size()), {}, {}};
  std::vector<float> values;
  for (const Index r : rows) {
    for (const Index c : columns) {
      grid.cells.push_back({static_cast<float>(r * c), 0});
      values.push_back(grid.cells.back().value);
    }
  }
  grid.scale = scale_of(values);
  return grid;
}

UsesRange uses_range(const GridModel& uses) {
  UsesRange range{.corner = static_cast<Index>(uses.at(0, 0).value)};
  for (int row = 0; row < uses.rows; ++row) {
    for (int column = 0; column < uses.columns; ++column) {
      range.most = std::max(range.most, static_cast<Index>(uses.at(row, column).value));
    }
  }
  return range;
}

namespace {

constexpr std::array kLectureCounts{
    LectureCount{"000-conv-demo-shape",
                 {"5\u00D75\u00D73, two filters 3\u00D73\u00D73, stride 2, padding 1",
                  "5\u00D75\u00D73, dois filtros 3\u00D73\u00D73, passo 2, preenchimento 1"},
                 "(5+2\u00B71\u22123)/2+1 = 3",
                 "3\u00D73\u00D72"},
    LectureCount{"000-conv-demo-params",
                 {"its parameters", "seus parâmetros"},
                 "(3\u00B73\u00B73+1)\u00B72",
                 "56"},
    LectureCount{"000-fc18-params",
                 {"18 dense neurons on 5\u00D75\u00D73", "18 neurônios densos em 5\u00D75\u00D73"},
                 "18\u00B75\u00B75\u00B73+18",
                 "1368"},
    LectureCount{"000-conv-32-one-filter",
                 {"32\u00D732\u00D73, one filter 5\u00D75\u00D73",
                  "32\u00D732\u00D73, um filtro 5\u00D75\u00D73"},
                 "32\u22125+1 = 28",
                 "28\u00D728\u00D71"},
    LectureCount{"000-conv-32-six-filters",
                 {"32\u00D732\u00D73, six filters", "32\u00D732\u00D73, seis filtros"},
                 "32\u22125+1 = 28",
                 "28\u00D728\u00D76"},
    LectureCount{"000-conv-32-six-filters-params",
                 {"their parameters", "seus parâmetros"},
                 "(5\u00B75\u00B73+1)\u00B76",
                 "456"},
    LectureCount{"001-dense100-params",
                 {"100 neurons on 784 pixels", "100 neurônios em 784 pixels"},
                 "784\u00B7100+100",
                 "78 500"},
    LectureCount{"001-softmax-regression-params",
                 {"softmax regression 784 \u2192 10", "regressão softmax 784 \u2192 10"},
                 "784\u00B710+10",
                 "7850"},
    LectureCount{"001-pool-pyramid",
                 {"128\u00D7128, pooled three times", "128\u00D7128, pooling três vezes"},
                 "128 \u2192 64 \u2192 32",
                 "16\u00D716"},
    LectureCount{"001-conv-stride2",
                 {"7\u00D77, filter 3\u00D73, stride 2", "7\u00D77, filtro 3\u00D73, passo 2"},
                 "\u230A(7\u22123)/2\u230B+1 = 3",
                 "3\u00D73"},
    LectureCount{"001-rnn-hello-params",
                 {"RNN: 4 symbols, 3 hidden units", "RNN: 4 símbolos, 3 unidades ocultas"},
                 "(4\u00B73+3\u00B73+3)+(3\u00B74+4)",
                 "40"},
    LectureCount{"001-lstm-params",
                 {"LSTM: 3 inputs, 2 hidden units", "LSTM: 3 entradas, 2 unidades ocultas"},
                 "4\u00B72\u00B7(3+2+1)",
                 "48"},
    LectureCount{"003-explosion-params",
                 {"1000 neurons on 3 million inputs", "1000 neurônios em 3 milhões de entradas"},
                 "3 000 000\u00B71000",
                 "3 000 000 000"},
    LectureCount{"003-edge-6x6-conv-params",
                 {"6\u00D76 edge: one filter, no bias", "borda 6\u00D76: um filtro, sem viés"},
                 "3\u00B73",
                 "9"},
    LectureCount{"003-edge-6x6-dense-params",
                 {"6\u00D76 edge: dense 36 \u2192 16", "borda 6\u00D76: densa 36 \u2192 16"},
                 "36\u00B716",
                 "576"},
    LectureCount{"003-volume",
                 {"5\u00D75\u00D73, one filter 3\u00D73\u00D73",
                  "5\u00D75\u00D73, um filtro 3\u00D73\u00D73"},
                 "5\u22123+1 = 3",
                 "3\u00D73\u00D71"},
    LectureCount{"003-volume-two-filters",
                 {"5\u00D75\u00D73, two filters", "5\u00D75\u00D73, dois filtros"},
                 "5\u22123+1 = 3",
                 "3\u00D73\u00D72"},
    LectureCount{"003-ten-filters",
                 {"10 filters 3\u00D73\u00D73", "10 filtros 3\u00D73\u00D73"},
                 "(3\u00B73\u00B73+1)\u00B710",
                 "280"},
    LectureCount{"004-zero-padding",
                 {"5\u00D77, filter 3\u00D73, same", "5\u00D77, filtro 3\u00D73, same"},
                 "",
                 "5\u00D77"},
    LectureCount{"004-stride2",
                 {"5\u00D77, stride 2, same", "5\u00D77, passo 2, same"},
                 "\u23085/2\u2309, \u23087/2\u2309",
                 "3\u00D74"},
    LectureCount{"004-maxpool2",
                 {"28\u00D728, max pooling 2", "28\u00D728, max pooling 2"},
                 "28/2",
                 "14\u00D714"},
};

}  // namespace

std::span<const LectureCount> lecture_counts() {
  return kLectureCounts;
}

}  // namespace convscope::state
