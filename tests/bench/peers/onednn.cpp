// oneDNN's figures for single convolutions: `onednn conv-layers --threads N` prints the lines of
// `convscope bench --json`. Every layout is oneDNN's own choice, and nothing is reordered inside
// the measured time.
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <vector>

namespace {

struct Options {
  int threads = 1, repeats = 5;
  double seconds = 0.4;
  long batch = 32;
};

struct Convolution {
  long channels, filters, kernel, padding, size;
  long output() const { return size + 2 * padding - kernel + 1; }
};

constexpr Convolution kConvolutions[] = {{1, 6, 5, 2, 28},
                                         {6, 16, 5, 0, 14},
                                         {32, 32, 3, 1, 28},
                                         {64, 64, 3, 1, 28},
                                         {128, 128, 3, 1, 14}};

using dnnl::memory;
using Arguments = std::unordered_map<int, memory>;

memory filled(const memory::desc& desc, const dnnl::engine& engine) {
  memory result(desc, engine);
  auto* values = static_cast<float*>(result.get_data_handle());
  for (std::size_t i = 0; i < desc.get_size() / sizeof(float); ++i) {
    values[i] = static_cast<float>(i * 2654435761U % 1000) / 1000.0F - 0.5F;
  }
  return result;
}

template <typename Work>
void report(const Options& options, const Convolution& c, const char* mode, const Work& work) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  const double operations =
      2.0 * static_cast<double>(options.batch * c.filters * c.output() * c.output() * c.channels *
                                c.kernel * c.kernel);
  work();
  work();
  std::vector<double> rates;
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    const auto start = Clock::now();
    long calls = 0;
    while (calls == 0 || since(start) < options.seconds) {
      work();
      ++calls;
    }
    rates.push_back(operations * static_cast<double>(calls) / since(start) * 1e-9);
  }
  std::sort(rates.begin(), rates.end());
  const double median = rates[rates.size() / 2];
  std::printf(
      "{\"workload\": \"conv-layers/%ld-%ld-%ldx%ld-%ldx%ld\", \"mode\": \"%s\", \"batch\": %ld, "
      "\"threads\": %d, \"simd\": \"\", \"unit\": \"GFLOP/s\", \"median\": %.3f, \"min\": %.3f, "
      "\"max\": %.3f, \"repeats\": %d, \"gflops\": %.3f}\n",
      c.channels, c.filters, c.kernel, c.kernel, c.size, c.size, mode, options.batch,
      options.threads, median, rates.front(), rates.back(), options.repeats, median);
  std::fflush(stdout);
}

void measure(const Options& options, const Convolution& c) {
  using dnnl::algorithm;
  using dnnl::prop_kind;
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  const auto any = [](memory::dims dims) {
    return memory::desc(std::move(dims), memory::data_type::f32, memory::format_tag::any);
  };
  const auto x = any({options.batch, c.channels, c.size, c.size});
  const auto weight = any({c.filters, c.channels, c.kernel, c.kernel});
  const auto bias = any({c.filters});
  const auto out = any({options.batch, c.filters, c.output(), c.output()});
  const memory::dims stride = {1, 1}, pad = {c.padding, c.padding};
  const dnnl::convolution_forward::primitive_desc forward(
      {prop_kind::forward_training, algorithm::convolution_direct, x, weight, bias, out, stride,
       pad, pad},
      engine);
  const auto run = [&](const char* mode, const dnnl::primitive& primitive,
                       const Arguments& arguments) {
    report(options, c, mode, [&] {
      primitive.execute(stream, arguments);
      stream.wait();
    });
  };
  run("forward", dnnl::convolution_forward(forward),
      {{DNNL_ARG_SRC, filled(forward.src_desc(), engine)},
       {DNNL_ARG_WEIGHTS, filled(forward.weights_desc(), engine)},
       {DNNL_ARG_BIAS, filled(forward.bias_desc(), engine)},
       {DNNL_ARG_DST, filled(forward.dst_desc(), engine)}});
  const dnnl::convolution_backward_data::primitive_desc data(
      {algorithm::convolution_direct, x, weight, out, stride, pad, pad}, engine, forward);
  run("backward_data", dnnl::convolution_backward_data(data),
      {{DNNL_ARG_DIFF_SRC, filled(data.diff_src_desc(), engine)},
       {DNNL_ARG_WEIGHTS, filled(data.weights_desc(), engine)},
       {DNNL_ARG_DIFF_DST, filled(data.diff_dst_desc(), engine)}});
  const dnnl::convolution_backward_weights::primitive_desc weights(
      {algorithm::convolution_direct, x, weight, bias, out, stride, pad, pad}, engine, forward);
  run("backward_weights", dnnl::convolution_backward_weights(weights),
      {{DNNL_ARG_SRC, filled(weights.src_desc(), engine)},
       {DNNL_ARG_DIFF_WEIGHTS, filled(weights.diff_weights_desc(), engine)},
       {DNNL_ARG_DIFF_BIAS, filled(weights.diff_bias_desc(), engine)},
       {DNNL_ARG_DIFF_DST, filled(weights.diff_dst_desc(), engine)}});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || std::string(argv[1]) != "conv-layers") return 0;
  Options options;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--threads") options.threads = std::atoi(argv[i + 1]);
    if (name == "--repeats") options.repeats = std::atoi(argv[i + 1]);
    if (name == "--seconds") options.seconds = std::atof(argv[i + 1]);
    if (name == "--batch" && std::atol(argv[i + 1]) > 0) options.batch = std::atol(argv[i + 1]);
  }
  omp_set_num_threads(options.threads);
  for (const Convolution& c : kConvolutions) measure(options, c);
}
