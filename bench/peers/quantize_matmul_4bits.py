"""Times ONNX Runtime's native 4-bit quantizer on the shape of RoundToNearestBenchmark.

Prints the median in GB/s of float32 input; with JMH's results (-rf json) as argument, also those and the ratio.
"""

import json
import statistics
import sys
import time

import numpy as np
import onnxruntime
from onnxruntime.capi._pybind_state import quantize_matmul_4bits

ROWS, COLUMNS, GROUP = 4096, 11008, 32
WARMUP, RUNS = 3, 15


def peer():
    weight = np.random.default_rng(1).uniform(-1, 1, (ROWS, COLUMNS)).astype(np.float32)
    blocks = ROWS // GROUP
    codes = np.zeros((COLUMNS, blocks, GROUP // 2), np.uint8)
    scales = np.zeros(COLUMNS * blocks, np.float32)
    zero_points = np.zeros(COLUMNS * ((blocks + 1) // 2), np.uint8)
    times = []
    for _ in range(WARMUP + RUNS):
        start = time.perf_counter()
        quantize_matmul_4bits(codes, weight, scales, zero_points, GROUP, COLUMNS, ROWS, False)
        times.append(time.perf_counter() - start)
    return weight.nbytes / statistics.median(times[WARMUP:]) / 1e9


def main():
    theirs = peer()
    print(f"onnxruntime {onnxruntime.__version__} quantize_matmul_4bits: {theirs:.2f} GB/s")
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for result in json.load(file):
                raw = [value for fork in result["primaryMetric"]["rawData"] for value in fork]
                ours = statistics.median(raw)
                name = result["benchmark"].rsplit(".", 1)[1]
                print(f"JDK {result['jdkVersion']} {name}: {ours:.2f} GB/s, {ours / theirs:.1f} times")


if __name__ == "__main__":
    main()
