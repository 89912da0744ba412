package org.woq4j.bench;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.woq4j.algorithms.gptq.Gptq;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.openblas.OpenBlas;

/**
 * GPTQ of one square weight to 4 bits, groups of 32, asymmetric, with a prepared Gram matrix, on
 * two threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx3g", "-XX:+UseParallelGC"})
@Warmup(iterations = 1)
@Measurement(iterations = 2)
@SuppressWarnings("NullAway.Init") // JMH sets the fields: parameters, and the methods with @Setup
public class GptqBenchmark {

  private static final int THREADS = 2;

  @Param("4096")
  int features;

  private final Gptq algorithm = new Gptq();
  private WeightGroup group;
  private ExecutorService pool;
  private PooledContext context;

  @Setup
  public void prepare() {
    LinearAlgebra algebra = new OpenBlas();
    ActivationStatistics statistics =
        ActivationStatistics.ofSums(features, 2L * features, Map.of(Statistic.GRAM, gram()));
    HeapWeight weight = HeapWeight.random(features, features);
    group = new WeightGroup("x", List.of(weight), statistics);
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    OptionValues options = OptionValues.of(algorithm.options(), Map.of());
    pool = Executors.newFixedThreadPool(THREADS);
    context = new PooledContext(scheme, options, algebra, pool, THREADS);
  }

  /** A positive definite matrix; the correlation of two inputs falls with their distance. */
  private float[] gram() {
    SplittableRandom random = new SplittableRandom(2);
    double[] magnitude = random.doubles(features, 1, 10).toArray();
    float[] gram = new float[features * features];
    for (int i = 0; i < gram.length; i++) {
      int row = i / features;
      int column = i % features;
      double correlation = Math.pow(0.9, Math.abs(row - column));
      gram[i] = (float) (magnitude[row] * magnitude[column] * correlation);
    }
    return gram;
  }

  @TearDown
  public void close() {
    pool.shutdown();
  }

  /** Factors the Hessian, chooses ranges with a weighted clip search, and rounds. */
  @Benchmark
  public QuantizedGroup quantize() {
    return algorithm.quantize(group, context);
  }
}
