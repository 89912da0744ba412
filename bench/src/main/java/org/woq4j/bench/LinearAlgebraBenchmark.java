package org.woq4j.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.kernels.algebra.PlainLinearAlgebra;
import org.woq4j.openblas.OpenBlas;

/**
 * One call of linear algebra on one thread, as GPTQ makes it for an activation of the given width.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@SuppressWarnings("NullAway.Init") // JMH sets the fields: parameters, and the methods with @Setup
public class LinearAlgebraBenchmark {

  /** Rows of a batch of calibration data. */
  private static final int ROWS = 1024;

  /** The implementation. */
  @Param({"openblas", "plain"})
  public String algebra;

  /** Width K of the activation. */
  @Param({"384", "1536", "4096"})
  public int width;

  private LinearAlgebra linearAlgebra;
  private FloatMatrix left;
  private FloatMatrix right;
  private FloatMatrix activations;
  private FloatMatrix sum;
  private double[] hessian;

  /** Makes seeded data. */
  @Setup
  public void data() {
    linearAlgebra = algebra.equals("plain") ? new PlainLinearAlgebra() : new OpenBlas();
    left = random(width);
    right = random(width);
    activations = random(ROWS);
    sum = FloatMatrix.of(new float[width * width], width, width);
  }

  /** Makes a positive definite matrix. */
  @Setup(Level.Invocation)
  public void hessian() {
    hessian = new double[width * width];
    for (int i = 0; i < hessian.length; i++) {
      hessian[i] = 1;
    }
    for (int i = 0; i < width; i++) {
      hessian[i * width + i] = 2;
    }
  }

  /** 2 width³ operations. */
  @Benchmark
  public void product() {
    linearAlgebra.multiplyAdd(1, left, Transposition.AS_IS, right, Transposition.AS_IS, sum);
  }

  /** ROWS width² operations. */
  @Benchmark
  public void gram() {
    linearAlgebra.addGram(activations, sum);
  }

  /** 4/3 width³ operations: the factor, the inverse and its factor, as GPTQ needs them. */
  @Benchmark
  public void factorOfInverse() {
    linearAlgebra.cholesky(hessian, width, Parallel.NONE);
    linearAlgebra.invertFromCholesky(hessian, width);
    linearAlgebra.cholesky(hessian, width, Parallel.NONE);
  }

  private FloatMatrix random(int rows) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt() >> 7) * 0x1p-24f;
    }
    return FloatMatrix.of(values, rows, width);
  }
}
