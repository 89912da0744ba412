"""Times ONNX Runtime's native 4-bit quantizer on the shape of RoundToNearestBenchmark."""

import statistics
import time

import numpy as np
from onnxruntime.capi._pybind_state import quantize_matmul_4bits

K, N, BLOCK = 4096, 11008, 32
weight = np.random.default_rng(1).standard_normal((K, N), dtype=np.float32)
blocks = K // BLOCK
packed = np.zeros((N, blocks, BLOCK // 2), dtype=np.uint8)
scales = np.zeros(N * blocks, dtype=np.float32)
zero_points = np.zeros(N * ((blocks + 1) // 2), dtype=np.uint8)

times = []
for run in range(12):
    start = time.perf_counter()
    quantize_matmul_4bits(packed, weight, scales, zero_points, BLOCK, N, K, False)
    if run >= 2:
        times.append(time.perf_counter() - start)
median = statistics.median(times)
print(f"median {median * 1000:.1f} ms, {weight.nbytes / median / 1e9:.2f} GB/s")
