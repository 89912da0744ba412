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
import org.woq4j.algorithms.awq.ActivationAwareQuantization;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;

/**
 * AWQ of the largest group of MiniLM's layers, 1536 x 384, to 4 bits, groups of 32, asymmetric,
 * with prepared statistics, on two threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH sets the fields: parameters, and the methods with @Setup
public class ActivationAwareBenchmark {

  private static final int INPUTS = 1536;
  private static final int OUTPUTS = 384;
  private static final int ROWS = 2048;
  private static final int THREADS = 2;

  @Param({"true", "false"})
  boolean scaleSearch;

  private final ActivationAwareQuantization algorithm = new ActivationAwareQuantization();
  private WeightGroup group;
  private ExecutorService pool;
  private PooledContext context;

  @Setup
  public void prepare() {
    LinearAlgebra algebra = new PlainLinearAlgebra();
    HeapWeight weight = HeapWeight.random(INPUTS, OUTPUTS);
    group = new WeightGroup("x", List.of(weight), statistics(algebra));
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    OptionValues options =
        OptionValues.of(algorithm.options(), Map.of("scale_search", scaleSearch));
    pool = Executors.newFixedThreadPool(THREADS);
    context = new PooledContext(scheme, options, algebra, pool, THREADS);
  }

  /** Statistics of features with magnitudes between 0.1 and 10. */
  private static ActivationStatistics statistics(LinearAlgebra algebra) {
    SplittableRandom random = new SplittableRandom(2);
    double[] magnitude = random.doubles(INPUTS, -1, 1).map(x -> Math.pow(10, x)).toArray();
    float[] activation = new float[ROWS * INPUTS];
    float[] absolute = new float[INPUTS];
    for (int i = 0; i < activation.length; i++) {
      activation[i] = (float) (magnitude[i % INPUTS] * (random.nextDouble() - 0.5));
      absolute[i % INPUTS] += Math.abs(activation[i]);
    }
    float[] gram = new float[INPUTS * INPUTS];
    algebra.addGram(FloatMatrix.of(activation, ROWS, INPUTS), FloatMatrix.of(gram, INPUTS, INPUTS));
    return ActivationStatistics.ofSums(
        INPUTS, ROWS, Map.of(Statistic.ABS_MEAN, absolute, Statistic.GRAM, gram));
  }

  @TearDown
  public void close() {
    pool.shutdown();
  }

  /** Both searches, or only the clip search, then rounding to nearest. */
  @Benchmark
  public QuantizedGroup quantize() {
    return algorithm.quantize(group, context);
  }
}
