package org.woq4j.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.woq4j.algorithms.rtn.RoundToNearest;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.kernels.packing.ColumnPacker;

/**
 * Round to nearest of a weight of 4096 x 11008 to 4 bits, groups of 32, asymmetric, on two threads.
 * One operation is one byte of float32 input, so operations per nanosecond are GB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RoundToNearestBenchmark.BYTES)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 15, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields: parameters, and the methods with @Setup
public class RoundToNearestBenchmark {

  static final int ROWS = 4096;
  static final int COLUMNS = 11008;
  static final int BYTES = ROWS * COLUMNS * Float.BYTES;

  private static final int THREADS = 2;
  private static final int BITS = 4;
  private static final int TILE = 128;

  private final RoundToNearest algorithm = new RoundToNearest();
  private WeightGroup group;
  private ExecutorService pool;
  private PooledContext context;
  private QuantizedWeight quantized;

  @Setup
  public void prepare() {
    HeapWeight weight = HeapWeight.random(ROWS, COLUMNS);
    group = new WeightGroup("x", List.of(weight), ActivationStatistics.none(ROWS));
    QuantScheme scheme =
        new QuantScheme(BITS, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    pool = Executors.newFixedThreadPool(THREADS);
    OptionValues options = OptionValues.of(algorithm.options(), Map.of());
    context = new PooledContext(scheme, options, new PlainLinearAlgebra(), pool, THREADS);
    quantized = quantize().weights().get(0);
  }

  @TearDown
  public void close() {
    pool.shutdown();
  }

  /** Computes scales, zero points and codes, one code per byte. */
  @Benchmark
  public QuantizedGroup quantize() {
    return algorithm.quantize(group, context);
  }

  /** Packs codes into columns, in the order of MatMulNBits. */
  @Benchmark
  public byte[] pack() {
    byte[] packed = new byte[ROWS * COLUMNS * BITS / 8];
    int columnBytes = ColumnPacker.columnBytes(BITS, ROWS);
    context.forEach(
        COLUMNS / TILE,
        tile -> {
          ColumnPacker packer = new ColumnPacker(BITS, ROWS, TILE);
          for (int row = 0; row < ROWS; row++) {
            packer.add(quantized.codes(), row * COLUMNS + tile * TILE, TILE, 0);
          }
          System.arraycopy(
              packer.packed(), 0, packed, tile * TILE * columnBytes, TILE * columnBytes);
        });
    return packed;
  }
}
