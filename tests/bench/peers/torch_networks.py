"""The networks of the workloads as PyTorch has them; up to the logits."""

from torch import nn

CLASSES = 10


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, CLASSES))


def lecture():
    layers = []
    for before, filters in ((1, 32), (32, 60), (60, 128)):
        layers += [nn.Conv2d(before, filters, 5, padding=2), nn.BatchNorm2d(filters), nn.ReLU(),
                   nn.Dropout(0.2), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 9, 100), nn.ReLU(),
                         nn.Dropout(0.5), nn.Linear(100, CLASSES))


def vgg_blocks():
    layers = []
    for before, filters in ((3, 64), (64, 128)):
        layers += [nn.Conv2d(before, filters, 3, padding=1), nn.ReLU(),
                   nn.Conv2d(filters, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 64, 256), nn.ReLU(),
                         nn.Linear(256, CLASSES))


def vgg16():
    layers, before = [], 3
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            layers += [nn.Conv2d(before, filters, 3, padding=1), nn.ReLU()]
            before = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512 * 49, 4096), nn.ReLU(),
                         nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000))
