package org.woq4j.bench;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotri;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.woq4j.algorithms.gptq.Gptq;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.algebra.OutputError;
import org.woq4j.openblas.OpenBlas;

/**
 * Prints the speed of each part of GPTQ beside that of OpenBLAS's own routines, in GFLOP/s on the
 * same number of threads: the best of some tries, by the clock.
 */
public final class SolverSpeed {

  private static final int TRIES = 5;
  private static final double GIGA = 1e9;

  private final int inputs;
  private final int outputs;
  private final int threads;
  private final float[] gram;

  private SolverSpeed(int inputs, int outputs, int threads) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.threads = threads;
    this.gram = new float[Math.multiplyExact(inputs, inputs)];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = (float) Math.pow(0.9, Math.abs(i / inputs - i % inputs));
    }
  }

  /**
   * Measures one shape.
   *
   * @param arguments K, N and the number of threads
   */
  public static void main(String[] arguments) {
    SolverSpeed speed =
        new SolverSpeed(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    ExecutorService pool = Executors.newFixedThreadPool(speed.threads);
    try {
      speed.library();
      speed.ours(pool);
    } finally {
      pool.shutdown();
    }
  }

  private void library() {
    blas_set_num_threads(threads);
    double cube = (double) inputs * inputs * inputs;
    double factored = Double.POSITIVE_INFINITY;
    double inverted = Double.POSITIVE_INFINITY;
    try (DoublePointer matrix = new DoublePointer((long) gram.length)) {
      for (int i = 0; i < TRIES; i++) {
        matrix.put(doubles(), 0, gram.length);
        factored =
            Math.min(
                factored,
                seconds(
                    () -> LAPACKE_dpotrf(LAPACK_COL_MAJOR, (byte) 'L', inputs, matrix, inputs)));
        inverted =
            Math.min(
                inverted,
                seconds(
                    () -> LAPACKE_dpotri(LAPACK_COL_MAJOR, (byte) 'L', inputs, matrix, inputs)));
      }
    }
    print("OpenBLAS dpotrf", cube / 3, factored);
    print("OpenBLAS dpotri", cube * 2 / 3, inverted);
    print("OpenBLAS sgemm", 2.0 * inputs * inputs * outputs, best(this::product));
  }

  /** One product [K,K] · [K,N] outside the heap. */
  private double product() {
    try (FloatPointer left = new FloatPointer((long) inputs * inputs);
        FloatPointer right = new FloatPointer((long) inputs * outputs);
        FloatPointer sum = new FloatPointer((long) inputs * outputs)) {
      left.put(gram, 0, gram.length);
      float[] values = weight().values();
      right.put(values, 0, values.length);
      sum.put(values, 0, values.length);
      return seconds(
          () ->
              cblas_sgemm(
                  CblasRowMajor,
                  CblasNoTrans,
                  CblasNoTrans,
                  inputs,
                  outputs,
                  inputs,
                  1,
                  left,
                  inputs,
                  right,
                  outputs,
                  1,
                  sum,
                  outputs));
    }
  }

  private void ours(ExecutorService pool) {
    double cube = (double) inputs * inputs * inputs;
    double products = (double) inputs * inputs * outputs;
    PooledContext plain = context(pool, "none");
    print("Cholesky factor", cube / 3, best(() -> factor(plain)));
    double withoutSearch = best(() -> quantize(plain));
    print("GPTQ without a clip search", cube / 3 + products, withoutSearch);
    double whole = best(() -> quantize(context(pool, "weighted")));
    print("GPTQ with a weighted clip search", cube / 3 + products, whole);
    print("output error", products, best(() -> outputError(plain)));
  }

  private double factor(PooledContext context) {
    double[] matrix = doubles();
    return seconds(() -> context.linearAlgebra().cholesky(matrix, inputs, context::forEach));
  }

  private double quantize(PooledContext context) {
    ActivationStatistics statistics =
        ActivationStatistics.ofSums(inputs, 2L * inputs, Map.of(Statistic.GRAM, gram));
    WeightGroup group = new WeightGroup("x", List.of(weight()), statistics);
    return seconds(() -> new Gptq().quantize(group, context));
  }

  private double outputError(PooledContext context) {
    FloatMatrix error = FloatMatrix.of(weight().values(), inputs, outputs);
    return seconds(
        () ->
            OutputError.squares(
                FloatMatrix.of(gram, inputs, inputs),
                error,
                context.linearAlgebra(),
                context::forEach));
  }

  private PooledContext context(ExecutorService pool, String clipSearch) {
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    OptionValues options = OptionValues.of(new Gptq().options(), Map.of("clip_search", clipSearch));
    return new PooledContext(scheme, options, new OpenBlas(), pool, threads);
  }

  private HeapWeight weight() {
    return HeapWeight.random(inputs, outputs);
  }

  /** The Gram matrix, with its diagonal raised by a hundredth. */
  private double[] doubles() {
    double[] matrix = new double[gram.length];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = gram[i] + (i % (inputs + 1) == 0 ? 0.01 : 0);
    }
    return matrix;
  }

  /** Something that measures itself, without what it prepares. */
  @FunctionalInterface
  private interface Measured {
    double seconds();
  }

  private static double best(Measured work) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES; i++) {
      best = Math.min(best, work.seconds());
    }
    return best;
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / GIGA;
  }

  private static void print(String part, double operations, double seconds) {
    System.out.printf(
        Locale.ROOT, "%-34s %7.3f s %7.1f GFLOP/s%n", part, seconds, operations / seconds / GIGA);
  }
}
