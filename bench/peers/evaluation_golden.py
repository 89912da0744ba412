"""Golden values of the measures, computed with NumPy from what ONNX Runtime returns.

Usage: evaluation_golden.py MINILM.onnx MINILM.int4.onnx TOKENIZER.json SENTENCES.txt FOLDER

Writes to FOLDER a small decoder of Llama's form (decoder.onnx), the same with weights rounded to
4 bits (decoder.int4.onnx), the outputs of both pairs of models (*.bin: float32, little endian, the
float model's before the quantized model's) and golden.properties: shapes and expected figures.
It needs numpy, onnx, onnxruntime and tokenizers. Nothing of woq4j is used.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

VOCABULARY, HIDDEN, HEADS, LAYERS, FEED_FORWARD, MOST = 96, 32, 4, 2, 64, 64
DIM = HIDDEN // HEADS


class Decoder:
    """Builds the graph. Weights are seeded."""

    def __init__(self, rounded):
        self.random = np.random.default_rng(20)
        self.rounded = rounded
        self.nodes, self.constants = [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, name, rows, columns):
        w = (self.random.normal(size=(rows, columns)) / np.sqrt(rows)).astype(np.float32)
        return self.constant(name, round4(w) if self.rounded else w)

    def node(self, operator, *inputs, output=None, **attributes):
        output = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output

    def ints(self, *values):
        return self.constant(f"ints_{len(self.constants)}", np.array(values, np.int64))

    def norm(self, x, name):
        square = self.node("Mul", x, x)
        mean = self.node("ReduceMean", square, axes=[-1])
        root = self.node("Sqrt", self.node("Add", mean, "epsilon"))
        scale = self.constant(name, (1 + 0.1 * self.random.normal(size=HIDDEN)).astype(np.float32))
        return self.node("Mul", self.node("Div", x, root), scale)

    def heads(self, x):
        split = self.node("Reshape", x, self.ints(0, 0, HEADS, DIM))
        return self.node("Transpose", split, perm=[0, 2, 1, 3])

    def rotate(self, x):
        half = self.ints(DIM // 2), self.ints(DIM)
        first = self.node("Slice", x, self.ints(0), half[0], self.ints(3))
        second = self.node("Slice", x, half[0], half[1], self.ints(3))
        turned = self.node("Concat", self.node("Neg", second), first, axis=3)
        return self.node("Add", self.node("Mul", x, "cos"), self.node("Mul", turned, "sin"))

    def attention(self, x, layer):
        name = f"/layers.{layer}/attention"
        q, k, v = (
            self.heads(self.node("MatMul", x, self.weight(f"{name}/{part}", HIDDEN, HIDDEN)))
            for part in "qkv"
        )
        past = f"past_key_values.{layer}"
        key = self.node(
            "Concat", f"{past}.key", self.rotate(k), axis=2, output=f"present.{layer}.key"
        )
        value = self.node("Concat", f"{past}.value", v, axis=2, output=f"present.{layer}.value")
        scores = self.node("MatMul", self.rotate(q), self.node("Transpose", key, perm=[0, 1, 3, 2]))
        masked = self.node("Where", "visible", self.node("Mul", scores, "scale"), "lowest")
        mixed = self.node("MatMul", self.node("Softmax", masked, axis=-1), value)
        joined = self.node("Transpose", mixed, perm=[0, 2, 1, 3])
        flat = self.node("Reshape", joined, self.ints(0, 0, HIDDEN))
        return self.node("MatMul", flat, self.weight(f"{name}/o", HIDDEN, HIDDEN))

    def feed_forward(self, x, layer):
        name = f"/layers.{layer}/mlp"
        gate = self.node("MatMul", x, self.weight(f"{name}/gate", HIDDEN, FEED_FORWARD))
        up = self.node("MatMul", x, self.weight(f"{name}/up", HIDDEN, FEED_FORWARD))
        swish = self.node("Mul", gate, self.node("Sigmoid", gate))
        product = self.node("Mul", swish, up)
        return self.node("MatMul", product, self.weight(f"{name}/down", FEED_FORWARD, HIDDEN))

    def model(self):
        table = (self.random.normal(size=(VOCABULARY, HIDDEN))).astype(np.float32)
        self.constant("embed", table)
        self.constant("epsilon", np.array(1e-5, np.float32))
        self.constant("scale", np.array(DIM**-0.5, np.float32))
        self.constant("lowest", np.array(-1e9, np.float32))
        angles = np.outer(np.arange(MOST), 10000.0 ** (-np.arange(0, DIM, 2) / DIM))
        for name, turn in (("cos", np.cos), ("sin", np.sin)):
            rows = self.constant(
                f"{name}_table", np.concatenate([turn(angles)] * 2, 1).astype(np.float32)
            )
            gathered = self.node("Gather", rows, "position_ids")
            self.node("Unsqueeze", gathered, self.ints(1), output=name)
        # Key j is visible to query i if j <= past + i and the mask has it.
        total = self.node("Gather", self.node("Shape", "attention_mask"), "one", axis=0)
        length = self.node("Gather", self.node("Shape", "input_ids"), "one", axis=0)
        self.constant("one", np.array(1, np.int64))
        self.constant("zero", np.array(0, np.int64))
        keys = self.node("Range", "zero", total, "one")
        queries = self.node("Range", self.node("Sub", total, length), total, "one")
        earlier = self.node(
            "LessOrEqual", keys, self.node("Unsqueeze", queries, self.ints(1))
        )
        real = self.node("Cast", "attention_mask", to=TensorProto.BOOL)
        self.node(
            "And", earlier, self.node("Unsqueeze", real, self.ints(1, 2)), output="visible"
        )
        x = self.node("Gather", "embed", "input_ids")
        for layer in range(LAYERS):
            x = self.node("Add", x, self.attention(self.norm(x, f"norm_a{layer}"), layer))
            x = self.node("Add", x, self.feed_forward(self.norm(x, f"norm_b{layer}"), layer))
        head = self.weight("head", HIDDEN, VOCABULARY)
        self.node("MatMul", self.norm(x, "norm"), head, output="logits")
        cache = ["batch", HEADS, "past", DIM], ["batch", HEADS, "total", DIM]
        names = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
        inputs = [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "sequence"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "total"]),
            helper.make_tensor_value_info("position_ids", TensorProto.INT64, ["batch", "sequence"]),
        ] + [
            helper.make_tensor_value_info(f"past_key_values.{n}", TensorProto.FLOAT, cache[0])
            for n in names
        ]
        outputs = [
            helper.make_tensor_value_info(
                "logits", TensorProto.FLOAT, ["batch", "sequence", VOCABULARY]
            )
        ] + [
            helper.make_tensor_value_info(f"present.{n}", TensorProto.FLOAT, cache[1])
            for n in names
        ]
        graph = helper.make_graph(self.nodes, "decoder", inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


def round4(w, group=32):
    """Round to nearest in 16 steps for each group of rows."""
    blocks = w.reshape(-1, group, w.shape[1])
    low, high = np.minimum(blocks.min(1), 0), np.maximum(blocks.max(1), 0)
    scale = (high - low) / 15
    zero = np.rint(-low / scale)
    codes = np.clip(np.rint(blocks / scale[:, None]) + zero[:, None], 0, 15)
    return ((codes - zero[:, None]) * scale[:, None]).reshape(w.shape).astype(np.float32)


def log_softmax(x):
    x = x.astype(np.float64)
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def logits_figures(ids, reference, candidate):
    before, after, change, divergence, same = [], [], [], [], []
    for tokens, a, b in zip(ids, reference, candidate):
        p, q, right = log_softmax(a)[:-1], log_softmax(b)[:-1], np.array(tokens[1:])
        rows = np.arange(len(right))
        before += list(-p[rows, right])
        after += list(-q[rows, right])
        change += list(np.exp(q[rows, right]) - np.exp(p[rows, right]))
        divergence += list((np.exp(p) * (p - q)).sum(-1))
        same += list(p.argmax(-1) == q.argmax(-1))
    before, after, change, divergence = map(np.array, (before, after, change, divergence))
    error = lambda x: x.std(ddof=1) / np.sqrt(len(x))
    return {
        "kl": divergence.mean(),
        "kl.standard_error": error(divergence),
        "kl_max": divergence.max(),
        "kl_median": np.median(divergence),
        "kl_p99": np.percentile(divergence, 99),
        "kl_p0_1": np.percentile(divergence, 0.1),
        "perplexity": np.exp(after.mean()),
        "perplexity.standard_error": np.exp(after.mean()) * error(after),
        "perplexity_float": np.exp(before.mean()),
        "perplexity_float.standard_error": np.exp(before.mean()) * error(before),
        "perplexity_ratio": np.exp((after - before).mean()),
        "perplexity_log_ratio": (after - before).mean(),
        "perplexity_log_ratio.standard_error": error(after - before),
        "perplexity_difference": np.exp(after.mean()) - np.exp(before.mean()),
        "perplexity_correlation": np.corrcoef(before, after)[0, 1],
        "top1": np.mean(same),
        "right_token_change": change.mean(),
        "right_token_change_rms": np.sqrt((change**2).mean()),
        "right_token_change_max": change.max(),
        "right_token_change_min": change.min(),
        "right_token_change_p75": np.percentile(change, 75),
    }


def output_figures(reference, candidate):
    a = [x.astype(np.float64).ravel() for x in reference]
    b = [x.astype(np.float64).ravel() for x in candidate]
    cosine = np.array([x @ y / np.linalg.norm(x) / np.linalg.norm(y) for x, y in zip(a, b)])
    relative = np.array([np.linalg.norm(y - x) / np.linalg.norm(x) for x, y in zip(a, b)])
    largest = np.array([np.abs(y - x).max() for x, y in zip(a, b)])
    return {
        "cosine": cosine.mean(),
        "cosine_median": np.median(cosine),
        "cosine_p95": np.percentile(cosine, 5),
        "cosine_p99": np.percentile(cosine, 1),
        "relative_l2": relative.mean(),
        "relative_l2_p95": np.percentile(relative, 95),
        "largest_difference": largest.max(),
        "largest_difference_mean": largest.mean(),
    }


def embedding_figures(reference, candidate):
    def unit(rows):
        mean = np.array([x.astype(np.float64).reshape(-1, x.shape[-1]).mean(0) for x in rows])
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    a, b = unit(reference), unit(candidate)
    before, after = a @ a.T, b @ b.T
    np.fill_diagonal(before, -np.inf)
    np.fill_diagonal(after, -np.inf)
    near = [set(np.argsort(-row, kind="stable")[:10]) for row in before]
    also = [set(np.argsort(-row, kind="stable")[:10]) for row in after]
    lower = np.tril_indices(len(a), -1)
    ranks = [np.argsort(np.argsort(m[lower])).astype(float) for m in (before, after)]
    return {
        "embedding_distance": np.mean(1 - (a * b).sum(1)),
        "neighbour_overlap": np.mean([len(x & y) / 10 for x, y in zip(near, also)]),
        "pair_correlation": np.corrcoef(*ranks)[0, 1],
    }


def save(folder, name, reference, candidate):
    with open(folder / f"{name}.bin", "wb") as file:
        for arrays in (reference, candidate):
            for array in arrays:
                file.write(array.astype("<f4").tobytes())


def run_decoder(folder):
    random = np.random.default_rng(7)
    ids = [random.integers(0, VOCABULARY, size=n).tolist() for n in (24, 17, 9, 30)]
    outputs = []
    for name, rounded in (("decoder.onnx", False), ("decoder.int4.onnx", True)):
        onnx.save(Decoder(rounded).model(), folder / name)
        session = ort.InferenceSession(str(folder / name))
        each = []
        for tokens in ids:
            feed = {
                "input_ids": np.array([tokens]),
                "attention_mask": np.ones((1, len(tokens)), np.int64),
                "position_ids": np.arange(len(tokens))[None],
            }
            for layer in range(LAYERS):
                for part in ("key", "value"):
                    empty = np.zeros((1, HEADS, 0, DIM), np.float32)
                    feed[f"past_key_values.{layer}.{part}"] = empty
            each.append(session.run(["logits"], feed)[0][0])
        outputs.append(each)
    save(folder, "decoder", *outputs)
    lines = {f"decoder.{i}.tokens": " ".join(map(str, t)) for i, t in enumerate(ids)}
    figures = logits_figures(ids, *outputs) | output_figures(*outputs)
    return lines | {f"decoder.figure.{k}": repr(float(v)) for k, v in figures.items()}


def run_minilm(folder, reference, candidate, tokenizer, sentences):
    tokens = Tokenizer.from_file(tokenizer)
    tokens.no_padding()
    lines = Path(sentences).read_text().splitlines()[:24]
    sessions = [ort.InferenceSession(path) for path in (reference, candidate)]
    tokens.enable_truncation(8)
    # A part of the tokens and the features keeps the file small.
    parts = [[x[:, :64] for x in hidden(session, tokens, lines)] for session in sessions]
    save(folder, "minilm", *parts)
    shapes = {f"minilm.{i}.shape": f"{x.shape[0]} {x.shape[1]}" for i, x in enumerate(parts[0])}
    tokens.enable_truncation(128)
    whole = [hidden(session, tokens, lines) for session in sessions]
    return shapes | encoder_figures("minilm", *parts) | encoder_figures("minilm.whole", *whole)


def hidden(session, tokens, lines):
    """The first output for each line, [tokens, features]."""
    each = []
    for line in lines:
        encoded = tokens.encode(line)
        feed = {
            "input_ids": np.array([encoded.ids]),
            "attention_mask": np.array([encoded.attention_mask]),
            "token_type_ids": np.array([encoded.type_ids]),
        }
        each.append(session.run(None, feed)[0][0])
    return each


def encoder_figures(name, reference, candidate):
    figures = output_figures(reference, candidate) | embedding_figures(reference, candidate)
    return {f"{name}.figure.{k}": repr(float(v)) for k, v in figures.items()}


def main(reference, candidate, tokenizer, sentences, folder):
    folder = Path(folder)
    lines = run_decoder(folder) | run_minilm(folder, reference, candidate, tokenizer, sentences)
    text = "".join(f"{key} = {value}\n" for key, value in lines.items())
    (folder / "golden.properties").write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
