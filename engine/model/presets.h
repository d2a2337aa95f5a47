#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/spec.h"

namespace convscope::engine {

/// In the order in which lists show them: those that learn on this machine first.
std::vector<std::string> preset_names();
/// Those that take input of so many numbers, pictures or flat.
std::vector<std::string> preset_names_for(const Shape& input);
std::optional<NetworkSpec> find_preset(std::string_view name);

/// Networks of text for a vocabulary, apart from those of images: "char-rnn", "char-lstm",
/// "char-gru", 128 units over windows of `steps` characters, a dense layer at each, softmax.
std::vector<std::string> text_preset_names();
std::optional<NetworkSpec> find_text_preset(std::string_view name, Index vocabulary = 64,
                                            Index steps = 64);

/// conv 6@5x5 padding 2, ReLU, max pool 2, conv 16@5x5, ReLU, max pool 2, dense 120, 84 and 10 with
/// ReLU between, softmax; input (1, 28, 28), 61,706 parameters.
NetworkSpec lenet();

/// LeCun, Bottou, Bengio and Haffner 1998 (Proc. IEEE 86), its table with full connections in C3
/// and a softmax in place of the radial basis functions: tanh, average pooling, 28x28 padded to
/// 32x32 by the first convolution; 61,706 parameters.
NetworkSpec lenet5();

/// 784 - 32 - 10, ReLU; 25,450 parameters.
NetworkSpec mlp();
/// 784 - 300 - 100 - 10, ReLU, on 28x28; 266,610 parameters.
NetworkSpec fashion_mlp();
/// conv 64@7x7, pool, twice conv 128@3x3, pool, twice conv 256@3x3, pool, dense 128, 64 and 10 with
/// dropout 0.5, on 28x28; 1,413,834 parameters.
NetworkSpec fashion_cnn();
/// conv 4@5x5, pool, conv 12@5x5, pool, dense 300 and 10, ReLU; 62,226 parameters.
NetworkSpec keras_lenet();
/// Three times conv 5x5 "same" (32, 60, 128), batch normalisation, ReLU, dropout, pool; dense 100
/// and 10; 358,210 parameters, 357,770 of them trainable.
NetworkSpec sequential16();
/// 39x39x3: conv 10@3x3, 20@5x5 stride 2, 40@5x5 stride 2, one sigmoid; 27,301 parameters.
NetworkSpec cnn39();

/// Krizhevsky, Sutskever and Hinton, 2012, without groups and normalisation, on 227x227;
/// 62,378,344 parameters.
NetworkSpec alexnet();
/// Simonyan and Zisserman, 2014 (arXiv:1409.1556), on 224x224: configuration 'A' (11 layers,
/// 132,863,336 parameters), 'B' (13; 133,047,848), 'C' (16 with 1x1; 133,638,952), 'D' (16;
/// 138,357,544) or 'E' (19; 143,667,240).
NetworkSpec vgg(char configuration);
/// He, Zhang, Ren and Sun, 2015 (arXiv:1512.03385), as torchvision has it: 11,689,512 trainable
/// parameters, 9,600 running statistics.
NetworkSpec resnet18();
/// Szegedy et al., 2014 (arXiv:1409.4842), as torchvision has it: with batch normalisation, 3x3 in
/// the place of 5x5 and no auxiliary outputs; 6,624,904 trainable parameters.
NetworkSpec googlenet();
/// Iandola et al., 2016 (arXiv:1602.07360), version 1.0; 1,248,424 parameters.
NetworkSpec squeezenet();
/// Howard et al., 2017 (arXiv:1704.04861), version 1 with width 1, as Keras has it: 4,253,864
/// parameters, 4,231,976 of them trainable.
NetworkSpec mobilenet();

}  // namespace convscope::engine
