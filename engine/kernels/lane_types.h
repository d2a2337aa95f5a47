#pragma once

#include "engine/core/scalar.h"

namespace convscope::engine {

/// Samples in a block: the innermost axis of everything below. A tensor (C, H, W) of a block is
/// stored as [C][H][W][16], a vector of n features as [n][16]; both start at a multiple of 64
/// bytes. A block of fewer samples fills its first lanes; the others hold finite numbers whose
/// gradients are zero, so they never reach a sum.
inline constexpr Index kLanes = 16;

// The structs from here to LaneKernels are plain on purpose (no functions, no initialisers): the
// kernels are compiled once per instruction set, and code that both shared would belong to one.

/// A window over a plane of input_y x input_x, as WindowAxis describes it, on both axes.
struct LaneWindow {
  Index input_y, input_x;
  Index kernel_y, kernel_x;
  Index stride_y, stride_x;
  Index dilation_y, dilation_x;
  Index pad_top, pad_bottom, pad_left, pad_right;
  Index output_y, output_x;
};

/// x (C, H, W), weight (F, C/groups, kh, kw), bias (F) -> out (F, oh, ow). The kernels read x from
/// its plane: a copy with the padding around it, (C, top + H + bottom, left + W + right), or x
/// itself where there is no padding.
struct LaneConv {
  Index channels, filters, groups;
  LaneWindow window;
};

struct LaneConvForward {
  const float* plane;
  const float* weight;
  const float* bias;  ///< or null
  float* out;
  float* scratch;  ///< conv_scratch() numbers, of conv_winograd winograd_scratch()
};

struct LaneConvData {
  const float* weight;
  const float* d_out;
  float* d_x;  ///< overwritten, (C, H, W) without padding
  float* scratch;
};

struct LaneConvWeights {
  const float* plane;
  const float* d_out;
  float* d_weight;  ///< overwritten with the sum over the lanes
  float* d_bias;    ///< the same, or null
  float* scratch;
};

/// x (in) -> out (units), weight (units, in).
struct LaneDense {
  Index inputs, units;
};

/// The same product at every step: x (steps, inputs) -> out (steps, units). Of a table of rows,
/// `inputs` is their number.
struct LaneSequence {
  Index steps, inputs, units;
};

/// `scratch` has sequence_scratch() numbers in all of these.
struct LaneSequenceForward {
  const float* x;  ///< not read by one_hot_forward
  const float* weight;
  const float* bias;  ///< or null
  float* out;
  float* scratch;
};

struct LaneSequenceData {
  const float* weight;
  const float* d_out;
  float* d_x;  ///< overwritten
  float* scratch;
};

struct LaneSequenceWeights {
  const float* x;  ///< not read by one_hot_backward_weights
  const float* d_out;
  float* d_weight;  ///< overwritten with the sum over steps and lanes
  float* d_bias;    ///< the same, or null
  float* scratch;
};

/// A cell's kinds, by LaneRecurrent::cell; the gates' order is torch.nn's: h; i, f, g, o; r, z, n.
enum LaneCell { kLaneRnnTanh, kLaneRnnRelu, kLaneLstm, kLaneGru };

struct LaneRecurrent {
  Index steps, units;
  int cell;
};

/// `gates` (steps, gates * units): what the input adds to them, then themselves. `h` and `c`
/// (steps + 1, units) begin with the initial state. `weight` is (gates * units, units). What a cell
/// has not got may be null: c and tanh_c (steps, units) but for LSTM, `state` (steps, gates *
/// units), what the state adds to the gates, but for GRU. `scratch` has recurrent_scratch()
/// numbers.
struct LaneRecurrentForward {
  const float* weight;
  const float* bias;  ///< of the state's part, or null
  float* gates;
  float* h;
  float* c;
  float* tanh_c;
  float* state;
  float* scratch;
};

/// What forward left; `gates` becomes the gradient by what the input adds, `state` the one by what
/// the state adds, where the two differ.
struct LaneRecurrentBackward {
  const float* weight;
  const float* d_out;  ///< (steps, units) with `sequences`, otherwise of the last step
  bool sequences;
  float* gates;
  const float* h;
  const float* c;
  const float* tanh_c;
  float* state;
  float* scratch;
};

struct LanePool {
  Index channels;
  LaneWindow window;
  bool count_include_pad;  ///< average only
};

/// Batch normalisation of one block (channels, cells) of which `samples` lanes are used.
struct LaneNorm {
  Index channels, cells, samples;
};

/// Numbers of every channel.
struct LaneNormForward {
  const float *mean, *scale, *shift;  ///< out = (x - mean) * scale + shift
};
struct LaneNormBackward {
  const float *mean, *scale, *slope, *shift;  ///< d_x = d_out * scale + (x - mean) * slope + shift
};

/// The generators (xoshiro256**) of the samples of one block: word w of sample n is words[w][n].
struct LaneRng {
  unsigned long long words[4][kLanes];
};

/// Softmax with cross-entropy of one block. `labels` has kLanes entries, -1 in unused lanes.
struct LaneLoss {
  Index classes;
  const float* logits;
  const int* labels;
  float scale;      ///< factor of the gradient: 1/batch for the mean over a batch
  float* d_logits;  ///< overwritten, zero in unused lanes; or null
  float* loss;      ///< kLanes losses in nats, 0 in unused lanes
  int* predicted;   ///< kLanes classes, the first of equal ones, -1 in unused lanes
};

/// One step of SGD as PyTorch defines it. `velocity` is null without momentum.
struct LaneSgd {
  float learning_rate, momentum, dampening, weight_decay;
  bool nesterov;
  bool first_step;  ///< velocity = gradient, without dampening
};

/// One step of Adam (Kingma and Ba, 2014, arXiv:1412.6980) as PyTorch computes it.
struct LaneAdam {
  float step_size;     ///< learning rate / (1 - beta1^t)
  float beta1, gain1;  ///< gain1 = 1 - beta1, formed in double; the same of beta2
  float beta2, gain2;
  float root;  ///< 1 / sqrt(1 - beta2^t)
  float epsilon, weight_decay;
};

/// A convolution of one image with its channels innermost: plane (top + H + bottom, left + W +
/// right, C), padding included -> out (oh, ow, F). One group.
struct LaneImageConv {
  Index channels, filters;
  LaneWindow window;
  bool relu;  ///< of the result
};

/// The part of it that one call computes.
struct LaneImageArgs {
  const float* plane;
  const float* packed;              ///< by image_pack
  const float* bias;                ///< or null; kLanes more numbers can be read behind it
  float* out;                       ///< pixel (0, 0)
  Index out_row, out_pixel;         ///< numbers from one to the next
  Index first_row, last_row;        ///< output rows [first, last)
  Index first_filter, last_filter;  ///< multiples of image_filter_step, or the number of filters
};

/// Where an image goes: pixel (0, 0), and the numbers from one row and pixel to the next.
struct LaneImageOut {
  float* out;
  Index out_row, out_pixel;
  Index first_row, last_row;  ///< what of it is computed: rows [first, last)
};

/// Tiles of 2 x 2 outputs of a 3 x 3 convolution, row by row, `columns` a row: [first, last) of
/// them. Number i of 16 of a tile's channel c stands at i * pitch + (tile - origin) * channels + c.
struct LaneImageTiles {
  Index columns, first, last;
  Index channels;  ///< a multiple of kLanes
  Index origin, pitch;
};

/// Units [first, last) of a dense layer.
struct LaneImageDense {
  const float* x;
  const float* weight;
  const float* bias;  ///< or null
  float* out;
  Index first, last;
  bool relu;
};

/// One instruction set's kernels. All are pure: no state, no allocation, no thread. Pointers to
/// blocks are 64-byte aligned; parameters and their gradients need no alignment.
/// Within a level, results depend on nothing but the arguments.
struct LaneKernels {
  const char* level;  ///< "x86-64", "v3", "v4" or "generic"

  /// rows[n][0..features) -> lanes [features][16]; lanes from `samples` on become 0.
  void (*pack)(const float* const* rows, Index samples, Index features, float* lanes);
  void (*unpack)(const float* lanes, Index samples, Index features, float* const* rows);
  /// x (channels, H, W) -> its plane.
  void (*pad)(const LaneWindow& window, Index channels, const float* x, float* plane);

  void (*conv_forward)(const LaneConv& conv, const LaneConvForward& args);
  /// The same with fewer multiplications, where can_winograd(): sums in another order, and of
  /// numbers that are rounded once more (to 4e-6 of the magnitudes of the terms of four outputs).
  /// winograd_pays: whether it is the faster one.
  bool (*winograd_pays)(const LaneConv& conv);
  void (*conv_winograd)(const LaneConv& conv, const LaneConvForward& args);
  void (*conv_backward_data)(const LaneConv& conv, const LaneConvData& args);
  void (*conv_backward_weights)(const LaneConv& conv, const LaneConvWeights& args);

  /// `winner`: which cell of its window won (ky * kernel_x + kx), per lane. The first of equal
  /// ones; a NaN wins. Null: nobody asks.
  void (*max_pool_forward)(const LanePool& pool, const float* x, float* out, int* winner);
  void (*max_pool_backward)(const LanePool& pool, const int* winner, const float* d_out,
                            float* d_x);
  void (*average_pool_forward)(const LanePool& pool, const float* x, float* out);
  void (*average_pool_backward)(const LanePool& pool, const float* d_out, float* d_x);

  /// `bias` may be null.
  void (*dense_forward)(const LaneDense& dense, const float* x, const float* weight,
                        const float* bias, float* out);
  void (*dense_backward_data)(const LaneDense& dense, const float* weight, const float* d_out,
                              float* d_x);
  /// `scratch`: dense_scratch() numbers. `d_bias` may be null.
  void (*dense_backward_weights)(const LaneDense& dense, const float* x, const float* d_out,
                                 float* d_weight, float* d_bias, float* scratch);

  void (*sequence_forward)(const LaneSequence& sequence, const LaneSequenceForward& args);
  void (*sequence_backward_data)(const LaneSequence& sequence, const LaneSequenceData& args);
  void (*sequence_backward_weights)(const LaneSequence& sequence, const LaneSequenceWeights& args);
  /// Where x has a single 1, at symbols (steps), the same with a look at one column of the weights.
  void (*one_hot_forward)(const LaneSequence& sequence, const int* symbols,
                          const LaneSequenceForward& args);
  void (*one_hot_backward_weights)(const LaneSequence& sequence, const int* symbols,
                                   const LaneSequenceWeights& args);
  /// Rows of a table (inputs, units), and the sum of the gradients of each row, overwritten.
  void (*lookup_forward)(const LaneSequence& sequence, const int* symbols, const float* table,
                         float* out);
  void (*lookup_backward)(const LaneSequence& sequence, const int* symbols, const float* d_out,
                          float* d_table);
  void (*recurrent_forward)(const LaneRecurrent& recurrent, const LaneRecurrentForward& args);
  void (*recurrent_backward)(const LaneRecurrent& recurrent, const LaneRecurrentBackward& args);

  /// Per channel over the used lanes: the mean, and the sum of the squared distances from it.
  void (*norm_moments)(const LaneNorm& norm, const float* x, double* mean, double* squares);
  void (*norm_forward)(const LaneNorm& norm, const LaneNormForward& numbers, const float* x,
                       float* out);
  /// Per channel: the sum of d_out, and of d_out * (x - mean).
  void (*norm_sums)(const LaneNorm& norm, const float* mean, const float* x, const float* d_out,
                    double* sum, double* product);
  /// Zero in unused lanes. `d_x` may be `d_out`.
  void (*norm_backward)(const LaneNorm& norm, const LaneNormBackward& numbers, const float* x,
                        const float* d_out, float* d_x);

  /// Draws a number in [0, 2^53) for each feature and sample; bit n of mask[i] is whether sample
  /// n's is at least `threshold`.
  void (*dropout_mask)(Index features, unsigned long long threshold, LaneRng* rng,
                       unsigned short* mask);
  /// x * scale where the mask's bit is set, 0 elsewhere. `out` may be `x`.
  void (*dropout)(Index features, const unsigned short* mask, float scale, const float* x,
                  float* out);
  /// Over features * 16 numbers; `out` may be either.
  void (*add)(Index features, const float* x, const float* y, float* out);

  // Element by element over features * 16 numbers; `out` may be `x`, `d_x` may be `d_out`. The
  // derivatives are taken from the output. relu'(0) = 0.
  void (*relu_forward)(Index features, const float* x, float* out);
  void (*relu_backward)(Index features, const float* out, const float* d_out, float* d_x);
  void (*tanh_forward)(Index features, const float* x, float* out);
  void (*tanh_backward)(Index features, const float* out, const float* d_out, float* d_x);
  void (*sigmoid_forward)(Index features, const float* x, float* out);
  void (*sigmoid_backward)(Index features, const float* out, const float* d_out, float* d_x);

  /// logits (classes) -> probabilities.
  void (*softmax)(Index classes, const float* logits, float* out);
  void (*softmax_cross_entropy)(const LaneLoss& loss);

  // One image, channels innermost; nothing needs to be aligned.
  Index (*image_filter_step)();
  /// weight (F, C, kh, kw) -> ceil(F / kLanes) * kLanes * C * kh * kw numbers.
  void (*image_pack)(const LaneImageConv& conv, const float* weight, float* packed);
  void (*image_conv)(const LaneImageConv& conv, const LaneImageArgs& args);
  /// A plane with padding (for whole tiles), `row` numbers a row -> the tiles' numbers.
  void (*image_winograd_input)(const LaneImageTiles& tiles, const float* plane, Index row,
                               float* numbers);
  /// The tiles' sums of products -> outputs; `to` without its rows. The weights' side of it is
  /// G g G^T.
  void (*image_winograd_output)(const LaneImageTiles& tiles, const float* sums, const float* bias,
                                const LaneImageConv& conv, const LaneImageOut& to);
  /// x (H, W, C) without padding. In max pooling a NaN wins.
  void (*image_max_pool)(const LanePool& pool, const float* x, const LaneImageOut& to);
  void (*image_average_pool)(const LanePool& pool, const float* x, const LaneImageOut& to);
  void (*image_dense)(const LaneDense& dense, const LaneImageDense& args);

  /// sum[i] = (blocks[0][i] + blocks[1][i] + ...) * scale in this order, for i in [0, count);
  /// `sum` may be one of the blocks. False when one of the sums is not finite.
  bool (*reduce)(const float* const* blocks, Index block_count, Index count, float scale,
                 float* sum);
  /// Whether all of x[0, count) are.
  bool (*finite)(Index count, const float* x);
  void (*sgd)(const LaneSgd& sgd, Index count, const float* gradient, float* value,
              float* velocity);
  /// mean and square: the moving averages of the gradient and of its square.
  void (*adam)(const LaneAdam& adam, Index count, const float* gradient, float* value, float* mean,
               float* square);
};

}  // namespace convscope::engine
