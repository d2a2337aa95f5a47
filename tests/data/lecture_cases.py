#!/usr/bin/env python3
"""Turns lecture_examples.json into what the program can be asked.

Writes beside itself, standard library only:
  lecture_cases.json  operation cases for `convscope compute --check`
  lecture_specs.json  specs for `convscope summary --json` with the shapes and counts expected
  lecture_train.json  numbers that the first line of `convscope train --json` shows
Every example is in at least one of them; what a slide printed is never what is expected.
"""
import json
import pathlib

HERE = pathlib.Path(__file__).parent


def operation(op, attrs, inputs, expected):
    return {"op": op, "attrs": attrs, "inputs": inputs, "expected": expected}


def conv2d(example):
    inputs = {"x": [example["input"]], "weight": example["weights"]}
    if example.get("bias") is not None:
        inputs["bias"] = example["bias"]
    attrs = {name: example[name] for name in ("stride", "padding", "dilation") if name in example}
    return [operation("conv2d", attrs, inputs, {"out": [example["expected"]]})]


def conv1d(example):
    attrs = {name: example[name] for name in ("stride", "padding", "dilation")}
    inputs = {"x": [example["input"]], "weight": example["weights"], "bias": example["bias"]}
    return [operation("conv1d", attrs, inputs, {"out": [example["expected"]]})]


def pool(example):
    op = {"max": "maxpool2d", "avg": "avgpool2d", "average": "avgpool2d"}[example["mode"]]
    attrs = {name: example[name] for name in ("kernel", "stride", "padding") if name in example}
    if op == "maxpool2d" and "dilation" in example:
        attrs["dilation"] = example["dilation"]
    return [operation(op, attrs, {"x": [example["input"]]}, {"out": [example["expected"]]})]


def dense(example):
    inputs = {"x": [example["input"]], "weight": example["weights"], "bias": example["bias"]}
    return [operation("linear", {}, inputs, {"out": [example["expected"]]})]


def softmax(example):
    return [operation("softmax", {}, {"x": [example["input"]]}, {"out": [example["expected"]]})]


def sigmoid(example):
    return [operation("activation", {"name": "sigmoid"}, {"x": example["input"]},
                      {"out": example["expected"]})]


def rnn(example):
    weights, bias, expected = example["weights"], example["bias"], example["expected"]
    steps = [[row] for row in example["input"]]
    zeros = [0] * len(bias["b_h"])
    hidden = operation(
        "rnn_tanh", {}, {"x": steps, "w_ih": weights["W_x"], "w_hh": weights["W_h"],
                         "b_ih": bias["b_h"], "b_hh": zeros},
        {"out": [[row] for row in expected["h"]]})
    scores = operation("linear", {}, {"x": expected["h"], "weight": weights["W_y"],
                                      "bias": bias["b_y"]}, {"out": expected["y"]})
    loss = operation("softmax_cross_entropy", {},
                     {"logits": expected["y"], "target": example["targets"]},
                     {"loss": expected["loss"], "probs": expected["p"]})
    return [hidden, scores, loss]


def lstm(example):
    # The slide's matrices act on [h, x]; the operation has one for each, rows i, f, g, o.
    units = len(example["bias"]["i"])
    order = ("i", "f", "C", "o")
    rows = [row for gate in order for row in example["weights"][gate]]
    bias = [value for gate in order for value in example["bias"][gate]]
    inputs = {"x": [[row] for row in example["input"]],
              "w_ih": [row[units:] for row in rows], "w_hh": [row[:units] for row in rows],
              "b_ih": bias, "b_hh": [0] * len(bias)}
    expected = example["expected"]
    return [operation("lstm", {}, inputs,
                      {"out": [[row] for row in expected["h"]], "c_n": [expected["c"][-1]]})]


# Formulas by their name: operation cases out of the arguments and the number expected.

def window_dot(args, expected):
    planes = args["window"] if isinstance(args["window"][0][0], list) else [args["window"]]
    kernel = args["kernel"] if isinstance(args["kernel"][0][0], list) else [args["kernel"]]
    return [operation("conv2d", {}, {"x": [planes], "weight": [kernel], "bias": [args["bias"]]},
                      {"out": [[[[expected]]]]})]


def flatten(args, expected):
    # One filter for each pixel in row-major order picks it out.
    height, width = len(args["x"]), len(args["x"][0])
    filters = [[[[float(y * width + x == i) for x in range(width)] for y in range(height)]]
               for i in range(height * width)]
    return [operation("conv2d", {}, {"x": [[args["x"]]], "weight": filters},
                      {"out": [[[[value]] for value in expected]]})]


def onehot(args, expected):
    # The gradient of the loss at equal scores is 1/classes minus the one-hot vector.
    classes = len(args["vocab"])
    inputs = {"logits": [[0] * classes for _ in args["symbols"]],
              "target": [args["vocab"].index(symbol) for symbol in args["symbols"]]}
    return [operation("softmax_cross_entropy", {"reduction": "sum"}, inputs,
                      {"grad_logits": [[1 / classes - t for t in row] for row in expected]})]


def multihot(args, expected):
    target = [[int(word in args["present"]) for word in args["vocab"]]]
    return [operation("sigmoid_bce", {"reduction": "sum"},
                      {"logits": [[0] * len(args["vocab"])], "target": target},
                      {"grad_logits": [[0.5 - t for t in expected]]})]


def batchnorm(args, expected):
    inputs = {"x": [[value] for value in args["x"]], "gamma": [args["gamma"]],
              "beta": [args["beta"]], "running_mean": [0], "running_var": [1]}
    return [operation("batchnorm", {"training": True, "eps": args["eps"]}, inputs,
                      {"out": [[value] for value in expected["y"]],
                       "batch_mean": [expected["mean"]], "batch_var_biased": [expected["var"]]})]


def softmax_ce(args, expected):
    return [operation("softmax_cross_entropy", {"reduction": "sum"},
                      {"logits": [args["z"]], "target": [args["t"]]},
                      {"loss": expected["ce"], "probs": [expected["s"]],
                       "grad_logits": [expected["dz"]]})]


def activation(args, expected):
    return [operation("activation", {"name": args["name"]}, {"x": args["x"]},
                      {"out": expected["y"], "derivative": expected["dy"]})]


def losses(args, expected):
    inputs = {"pred": [args["pred"]], "target": [args["target"]]}
    return [operation("mse", {}, inputs, {"loss": expected["mse"]}),
            operation("mae", {}, inputs, {"loss": expected["mae"]}),
            operation("huber", {"delta": args["delta"]}, inputs, {"loss": expected["huber"]})]


def penalised_cost(args, norm):
    # A penalty is a squared residual more: of the square root of what it adds.
    pred = [sum(x * b for x, b in zip(row, args["beta"])) for row in args["X"]]
    more = [(args["lam"] * norm(b)) ** 0.5 for b in args["beta"]]
    return {"pred": [pred + more], "target": [args["y"] + [0] * len(more)]}


def lasso(args, expected):
    return [operation("mse", {"reduction": "sum"}, penalised_cost(args, abs), {"loss": expected})]


def ridge(args, expected):
    return [operation("mse", {"reduction": "sum"}, penalised_cost(args, lambda b: b * b),
                      {"loss": expected})]


def l2_penalty(args, expected):
    inputs = {"pred": [[args["lam"] ** 0.5 * w for w in args["w"]]],
              "target": [[0] * len(args["w"])]}
    return [operation("mse", {"reduction": "sum"}, inputs, {"loss": expected})]


# Specs and what `summary` must say of them.

def summary(spec_input, layers, **expected):
    return {"spec": {"format": 1, "name": "lecture", "input": spec_input, "layers": layers},
            "expected": expected}


def spec_layers(row):
    """The layer of a table's row and what stands behind it without a row of its own."""
    op, layer = row["op"], {}
    if op == "conv":
        layer = {"type": "conv2d", "filters": row["out"], "kernel": row["k"], "stride": row["s"],
                 "padding": row["p"], "groups": row.get("groups", 1)}
    elif op in ("maxpool", "avgpool"):
        layer = {"type": op + "2d", "kernel": row["k"], "stride": row["s"],
                 "padding": 0 if row["p"] == "valid" else row["p"]}
    elif op == "dense":
        layer = {"type": "dense", "units": row["out"]}
    elif op == "dropout":
        layer = {"type": "dropout", "rate": row.get("rate", 0.5)}
    else:
        layer = {"type": {"bn": "batchnorm", "flatten": "flatten", "lrn": "lrn"}[op]}
    if row.get("frozen"):
        layer["frozen"] = True
    if row.get("act") == "softmax":
        return [layer, {"type": "softmax"}]
    return [layer] + ([{"type": "activation", "function": row["act"]}] if "act" in row else [])


def network(example):
    """Every layer of the table by name, so that it is found again behind what was added."""
    layers, names = [], []
    for number, row in enumerate(example["layers"]):
        own = spec_layers(row)
        own[0]["name"] = row.get("name", f"layer{number}")
        names.append(own[0]["name"])
        layers += own
    # A softmax may only end a network: in a table it always does.
    return layers, names


def architecture(example):
    layers, names = network(example)
    expected = example["expected"]
    keys = ("total", "trainable", "non_trainable")
    return summary(example["input_shape"], layers, names=names, shapes=expected["shapes"],
                   params=expected["params"], **{key: expected[key] for key in keys})


def shape(example):
    layers, names = network(example)
    return summary(example["input_shape"], layers, names=names, shapes=example["expected"])


def params(example):
    layer = example["layer"]
    kind, total = layer["type"], {"total": example["expected"]}
    if kind == "conv2d":
        height, width = layer["kernel"]
        one = {"type": kind, "kernel": layer["kernel"], "filters": layer["filters"],
               "bias": layer["bias"]}
        return summary([layer["in_channels"], height, width], [one], **total)
    if kind == "dense":
        one = {"type": kind, "units": layer["outputs"], "bias": layer["bias"]}
        return summary([layer["inputs"]], [one], **total)
    layers = [{"type": kind, "units": layer["hidden"]}]
    if "outputs" in layer:
        layers.append({"type": "dense", "units": layer["outputs"]})
    return summary({"sequence": layer["inputs"]}, layers, **total)


def product(args, expected):
    planes = ([1] + args["x"]) if len(args["x"]) == 2 else args["x"][::-1]
    return summary(planes, [{"type": "flatten", "name": "all"}], names=["all"],
                   shapes=[[expected]])


def matmul_shape(args, expected):
    return summary([args["a"][1]], [{"type": "dense", "units": args["b"][1], "name": "xw"}],
                   names=["xw"], shapes=[expected[1:]])


def mlp_params(args, expected):
    return summary(args["sizes"][:1], [{"type": "dense", "units": n} for n in args["sizes"][1:]],
                   total=expected)


def conv_out(args, expected):
    layer = {"type": "conv2d", "filters": 1, "kernel": args["f"], "stride": args["s"],
             "padding": args["p"], "name": "conv"}
    return summary([1, args["n"], args["n"]], [layer], names=["conv"],
                   shapes=[[1, expected, expected]])


def same_padding(args, expected):
    layer = {"type": "conv2d", "filters": 1, "kernel": args["f"], "padding": expected,
             "name": "conv"}
    return summary([1, 20, 20], [layer], names=["conv"], shapes=[[1, 20, 20]])


def windows1d(args, expected):
    layers = [{"type": "reshape", "shape": [1, args["n"]]},
              {"type": "conv1d", "filters": 1, "kernel": args["f"], "stride": args["s"],
               "padding": args["padding"], "name": "conv"}]
    return summary([args["n"]], layers, names=["conv"], shapes=[[1, expected["outputs"]]])


def subtract(args, expected):
    return {"val": args["b"], "train": expected}


OPERATIONS = {"conv2d": conv2d, "conv1d": conv1d, "pool": pool, "dense": dense,
              "softmax": softmax, "sigmoid": sigmoid, "rnn": rnn, "lstm": lstm}
SPECS = {"architecture": architecture, "shape": shape, "params": params}
FORMULA_OPERATIONS = {f.__name__: f for f in (
    window_dot, flatten, onehot, multihot, batchnorm, softmax_ce, activation, losses, lasso, ridge,
    l2_penalty)}
FORMULA_SPECS = {f.__name__: f for f in (
    product, matmul_shape, mlp_params, conv_out, same_padding, windows1d)}
FORMULA_TRAIN = {"subtract": subtract}


def write(name, cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    meta = json.dumps({"generator": "lecture_cases.py"})
    text = f'{{"meta": {meta}, "cases": [\n{lines}\n]}}\n'
    (HERE / name).write_text(text, encoding="utf-8")


def main():
    cases, specs, train = [], [], []
    for example in json.loads((HERE / "lecture_examples.json").read_text(encoding="utf-8")):
        kind, key = example["kind"], example["id"]
        fn, args = example.get("fn"), (example.get("args"), example["expected"])
        if kind in OPERATIONS or fn in FORMULA_OPERATIONS:
            made = OPERATIONS[kind](example) if kind in OPERATIONS else FORMULA_OPERATIONS[fn](*args)
            for number, case in enumerate(made):
                suffix = f".{number + 1}" if len(made) > 1 else ""
                cases.append({"id": key + suffix, **case, "note": example["title"]})
        elif kind in SPECS or fn in FORMULA_SPECS:
            made = SPECS[kind](example) if kind in SPECS else FORMULA_SPECS[fn](*args)
            specs.append({"id": key, **made, "note": example["title"]})
        else:
            train.append({"id": key, **FORMULA_TRAIN[fn](*args), "note": example["title"]})
    write("lecture_cases.json", cases)
    write("lecture_specs.json", specs)
    write("lecture_train.json", train)
    print(f"{len(cases)} operation cases, {len(specs)} specs, {len(train)} of train")


if __name__ == "__main__":
    main()
