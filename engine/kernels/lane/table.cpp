// The table of one instruction set.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {

extern const LaneKernels kTable = {
    .level = CONVSCOPE_LANE_LEVEL,
    .pack = pack,
    .unpack = unpack,
    .pad = pad,
    .conv_forward = conv_forward,
    .conv_backward_data = conv_backward_data,
    .conv_backward_weights = conv_backward_weights,
    .max_pool_forward = max_pool_forward,
    .max_pool_backward = max_pool_backward,
    .average_pool_forward = average_pool_forward,
    .average_pool_backward = average_pool_backward,
    .dense_forward = dense_forward,
    .dense_backward_data = dense_backward_data,
    .dense_backward_weights = dense_backward_weights,
    .sequence_forward = sequence_forward,
    .sequence_backward_data = sequence_backward_data,
    .sequence_backward_weights = sequence_backward_weights,
    .one_hot_forward = one_hot_forward,
    .one_hot_backward_weights = one_hot_backward_weights,
    .lookup_forward = lookup_forward,
    .lookup_backward = lookup_backward,
    .recurrent_forward = recurrent_forward,
    .recurrent_backward = recurrent_backward,
    .norm_moments = norm_moments,
    .norm_forward = norm_forward,
    .norm_sums = norm_sums,
    .norm_backward = norm_backward,
    .dropout_mask = dropout_mask,
    .dropout = dropout,
    .add = add,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .tanh_forward = tanh_forward,
    .tanh_backward = tanh_backward,
    .sigmoid_forward = sigmoid_forward,
    .sigmoid_backward = sigmoid_backward,
    .softmax = softmax,
    .softmax_cross_entropy = softmax_cross_entropy,
    .reduce = reduce,
    .sgd = sgd,
    .adam = adam,
};

}  // namespace convscope::engine::CONVSCOPE_LANE_NS
