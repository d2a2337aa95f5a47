#!/usr/bin/python3
"""OpenCV's figures for inference: opencv.py WORKLOAD --threads N prints the lines of
`convscope bench --json`. Debian's python3-opencv; the networks come from PyTorch through ONNX.
"""

import os
import tempfile

import cv2
import numpy
import torch

from bench_lines import batches, options, report, seconds_per_call
from torch_networks import lenet, vgg16


def read(network, shape):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "network.onnx")
        torch.onnx.export(network.eval(), torch.rand(*shape), file)
        return cv2.dnn.readNetFromONNX(file)


def infer(chosen, name, network, shape, usual):
    for batch in batches(chosen, usual):
        net = read(network, (batch, *shape))
        net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
        images = numpy.random.default_rng(1).random((batch, *shape), numpy.float32)

        def once():
            net.setInput(images)
            net.forward()

        seconds = seconds_per_call(chosen, once)
        report(chosen, name, "infer", batch, "us" if batch == 1 else "samples/s", seconds, batch)


def main():
    chosen = options()
    cv2.setNumThreads(chosen.threads)
    if chosen.workload == "lenet-infer":
        infer(chosen, "lenet-infer", lenet(), (1, 28, 28), [128, 1])
    elif chosen.workload == "vgg16-infer":
        infer(chosen, "vgg16-infer", vgg16(), (3, 224, 224), [1])


main()
