package org.woq4j.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.group.ClipSearch;
import org.woq4j.kernels.group.GroupQuantizer;

/** Rounds a weight of 4096 x 11008 to 4 bits in groups of 32, asymmetric, on all processors. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class RoundToNearestBenchmark {

  private static final int INPUTS = 4096;
  private static final int OUTPUTS = 11008;
  private static final int BLOCK = 2048;

  private record HeapWeight(float[] values) implements WeightView {

    @Override
    public String name() {
      return "weight";
    }

    @Override
    public int inputFeatures() {
      return INPUTS;
    }

    @Override
    public int outputFeatures() {
      return OUTPUTS;
    }

    @Override
    public void read(int fromRow, int toRow, int fromColumn, int toColumn, float[] destination) {
      int width = toColumn - fromColumn;
      for (int row = fromRow; row < toRow; row++) {
        System.arraycopy(
            values, row * OUTPUTS + fromColumn, destination, (row - fromRow) * width, width);
      }
    }
  }

  private HeapWeight weight;

  /** Fills the weight. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[INPUTS * OUTPUTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
    }
    weight = new HeapWeight(values);
  }

  /** 180 MB of float32 input each time. */
  @Benchmark
  public QuantizedWeight round() {
    QuantScheme scheme =
        new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);
    GroupQuantizer quantizer = new GroupQuantizer(weight, scheme, 1, ClipSearch.NONE, false, null);
    IntStream.range(0, (OUTPUTS + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> quantizer.columns(block * BLOCK, Math.min(OUTPUTS, block * BLOCK + BLOCK)));
    return quantizer.result();
  }
}
