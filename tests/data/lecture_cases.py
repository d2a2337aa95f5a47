#!/usr/bin/env python3
"""Turns lecture_examples.json into operation cases for `convscope compute --check`.

Writes lecture_cases.json beside itself. Standard library only. Examples whose kind is no
operation (shapes, parameter counts, architectures, single formulas) are left out, and so are
operations that the program does not have yet.
"""
import json
import pathlib

HERE = pathlib.Path(__file__).parent


def conv2d(example):
    inputs = {"x": [example["input"]], "weight": example["weights"]}
    if example.get("bias") is not None:
        inputs["bias"] = example["bias"]
    attrs = {name: example[name] for name in ("stride", "padding", "dilation") if name in example}
    return "conv2d", attrs, inputs, {"out": [example["expected"]]}


def pool(example):
    op = {"max": "maxpool2d", "avg": "avgpool2d", "average": "avgpool2d"}[example["mode"]]
    attrs = {name: example[name] for name in ("kernel", "stride", "padding") if name in example}
    if op == "maxpool2d" and "dilation" in example:
        attrs["dilation"] = example["dilation"]
    return op, attrs, {"x": [example["input"]]}, {"out": [example["expected"]]}


def dense(example):
    inputs = {"x": [example["input"]], "weight": example["weights"], "bias": example["bias"]}
    return "linear", {}, inputs, {"out": [example["expected"]]}


def softmax(example):
    return "softmax", {}, {"x": [example["input"]]}, {"out": [example["expected"]]}


def sigmoid(example):
    attrs = {"name": "sigmoid"}
    return "activation", attrs, {"x": example["input"]}, {"out": example["expected"]}


KINDS = {"conv2d": conv2d, "pool": pool, "dense": dense, "softmax": softmax, "sigmoid": sigmoid}


def main():
    cases = []
    for example in json.loads((HERE / "lecture_examples.json").read_text(encoding="utf-8")):
        if example["kind"] not in KINDS:
            continue
        op, attrs, inputs, expected = KINDS[example["kind"]](example)
        cases.append({"id": example["id"], "op": op, "attrs": attrs, "inputs": inputs,
                      "expected": expected, "note": example["title"]})
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    meta = json.dumps({"generator": "lecture_cases.py"})
    text = f'{{"meta": {meta}, "cases": [\n{lines}\n]}}\n'
    (HERE / "lecture_cases.json").write_text(text, encoding="utf-8")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
