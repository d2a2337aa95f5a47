#!/usr/bin/python3
"""PyTorch's figures: pytorch.py WORKLOAD --threads N prints the lines of `convscope bench --json`.

Debian's python3-torch (oneDNN for convolutions, OpenBLAS for products). Its best settings, found
by trying: OpenBLAS on one thread, whose own threads fight with OpenMP's, and memory kept instead
of returned to the system after each step. Both are read at start, so the script starts again.
"""

import os
import sys

SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
    "MALLOC_TOP_PAD_": "67108864",
}
if any(os.environ.get(name) != value for name, value in SETTINGS.items()):
    os.environ.update(SETTINGS)
    os.execv(sys.executable, [sys.executable] + sys.argv)

import gzip
import pathlib
import time

import numpy
import torch
from torch import nn

from bench_lines import batches, options, report, seconds_per_call
from torch_networks import CLASSES, lecture, lenet, vgg16, vgg_blocks


def train(chosen, name, make, shape, usual):
    for batch in batches(chosen, usual):
        network = make().train()
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
        loss = nn.CrossEntropyLoss()
        images = torch.rand(batch, *shape)
        labels = torch.randint(0, CLASSES, (batch,))

        def step():
            optimizer.zero_grad()
            loss(network(images), labels).backward()
            optimizer.step()

        report(chosen, name, "train", batch, "samples/s", seconds_per_call(chosen, step), batch)


def infer(chosen, name, make, shape, usual):
    for batch in batches(chosen, usual):
        network = make().eval()
        images = torch.rand(batch, *shape)
        with torch.inference_mode():
            seconds = seconds_per_call(chosen, lambda: network(images))
        report(chosen, name, "infer", batch, "us" if batch == 1 else "samples/s", seconds, batch)


CONVOLUTIONS = ((1, 6, 5, 2, 28), (6, 16, 5, 0, 14), (32, 32, 3, 1, 28), (64, 64, 3, 1, 28),
                (128, 128, 3, 1, 14))


def conv_layers(chosen):
    for batch in batches(chosen, [32]):
        for channels, filters, kernel, padding, size in CONVOLUTIONS:
            layer = nn.Conv2d(channels, filters, kernel, padding=padding)
            x = torch.rand(batch, channels, size, size)
            name = f"conv-layers/{channels}-{filters}-{kernel}x{kernel}-{size}x{size}"
            with torch.inference_mode():
                seconds = seconds_per_call(chosen, lambda: layer(x))
            out = layer(x)
            operations = 2.0 * out.numel() * channels * kernel * kernel
            report(chosen, name, "forward", batch, "GFLOP/s", seconds, 1, operations)
            d_out = torch.rand_like(out)
            for mode, wanted in (("backward_data", [True, False, False]),
                                 ("backward_weights", [False, True, True])):
                with torch.no_grad():
                    seconds = seconds_per_call(chosen, lambda: torch.ops.aten.convolution_backward(
                        d_out, x, layer.weight, [filters], [1, 1], [padding, padding], [1, 1],
                        False, [0, 0], 1, wanted))
                report(chosen, name, mode, batch, "GFLOP/s", seconds, 1, operations)


def mnist(part):
    folder = pathlib.Path(__file__).parents[3] / "assets/datasets/mnist"

    def read(kind, header):
        with gzip.open(folder / f"{part}-{kind}-ubyte.gz") as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

    images = read("images-idx3", 16).reshape(-1, 1, 28, 28).astype(numpy.float32) / 255
    return torch.from_numpy(images), torch.from_numpy(read("labels-idx1", 8).astype(numpy.int64))


def mnist_99(chosen):
    images, labels = mnist("train")
    test_images, test_labels = mnist("t10k")
    mean, deviation = images.mean(), images.std()
    images, test_images = (images - mean) / deviation, (test_images - mean) / deviation
    seconds = []
    for repeat in range(chosen.repeats):
        torch.manual_seed(repeat % 3)
        start = time.perf_counter()
        network = train_mnist(images, labels, chosen.batch or 64)
        seconds.append(time.perf_counter() - start)
        with torch.inference_mode():
            right = (network(test_images).argmax(1) == test_labels).float().mean().item()
        print(f"seed {repeat % 3}: {100 * right:.2f} %", file=sys.stderr)
    report(chosen, "mnist-99", "train", chosen.batch or 64, "us", seconds)


def train_mnist(images, labels, batch, epochs=4):
    network = lenet()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, nesterov=True,
                                weight_decay=5e-4)
    steps = -(-len(images) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.05, total_steps=epochs * steps, pct_start=0.2, cycle_momentum=False)
    loss = nn.CrossEntropyLoss()
    for _ in range(epochs):
        order = torch.randperm(len(images))
        for first in range(0, len(images), batch):
            rows = order[first:first + batch]
            optimizer.zero_grad()
            loss(network(images[rows]), labels[rows]).backward()
            optimizer.step()
            schedule.step()
    return network


def char_train(chosen, name, make):
    """Vocabulary 64, hidden 128, sequences of 64 from one-hot characters, batch 32, Adam."""
    vocabulary, hidden, length = 64, 128, 64
    for batch in batches(chosen, [32]):
        recurrent, dense = make(vocabulary, hidden), nn.Linear(hidden, vocabulary)
        optimizer = torch.optim.Adam([*recurrent.parameters(), *dense.parameters()], lr=1e-3)
        loss = nn.CrossEntropyLoss()
        text = torch.randint(0, vocabulary, (batch, length + 1))
        x = nn.functional.one_hot(text[:, :-1], vocabulary).float()
        y = text[:, 1:].reshape(-1)

        def step():
            optimizer.zero_grad()
            loss(dense(recurrent(x)[0]).reshape(-1, vocabulary), y).backward()
            optimizer.step()

        report(chosen, name, "train", batch, "steps/s", seconds_per_call(chosen, step))


WORKLOADS = {
    "lenet-train": lambda c: train(c, "lenet-train", lenet, (1, 28, 28), [32, 128]),
    "lenet-infer": lambda c: infer(c, "lenet-infer", lenet, (1, 28, 28), [128, 1]),
    "lecture-train": lambda c: train(c, "lecture-train", lecture, (1, 28, 28), [32, 128]),
    "vgg-block-train": lambda c: train(c, "vgg-block-train", vgg_blocks, (3, 32, 32), [32]),
    "vgg16-infer": lambda c: infer(c, "vgg16-infer", vgg16, (3, 224, 224), [1]),
    "conv-layers": conv_layers,
    "mnist-99": mnist_99,
    "char-lstm-train": lambda c: char_train(
        c, "char-lstm-train", lambda v, h: nn.LSTM(v, h, batch_first=True)),
    "char-rnn-train": lambda c: char_train(
        c, "char-rnn-train", lambda v, h: nn.RNN(v, h, batch_first=True)),
}


def main():
    chosen = options()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(0)
    if chosen.workload in WORKLOADS:
        WORKLOADS[chosen.workload](chosen)


main()
