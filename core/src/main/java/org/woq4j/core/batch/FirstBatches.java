package org.woq4j.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.registry.SourceChoice;

/**
 * The shapes of a calibration source's first batches. A source may sort samples by their length, so
 * many are looked at where they are small.
 */
public final class FirstBatches {

  private static final int MOST = 64;

  /** Bytes after which no further batch is read. */
  private static final long ENOUGH = 16 << 20;

  private record Shape(ElementType type, List<Long> dims) {

    static Shape of(NamedTensor tensor) {
      return new Shape(tensor.type(), Arrays.stream(tensor.shape()).boxed().toList());
    }

    /** A row for each integer, such as a token's, or for each K numbers of a float input. */
    long rows(int features) {
      return isFloat() ? elements() / features : elements();
    }

    /** Positions of a sample: all axes between the first, samples, and the last of a float. */
    long rowsPerSample() {
      return dims.stream()
          .limit(isFloat() ? dims.size() - 1 : dims.size())
          .skip(1)
          .reduce(1L, (a, b) -> a * b);
    }

    /** [samples, positions], or [samples, positions, features] of floats. */
    boolean isSequence() {
      return dims.size() == (isFloat() ? 3 : 2) && dims.get(0) > 0;
    }

    private long elements() {
      return dims.stream().reduce(1L, (a, b) -> a * b);
    }

    private boolean isFloat() {
      return type.isWeightType() || type == ElementType.FLOAT64;
    }
  }

  /**
   * The shapes of a batch.
   *
   * @param tensors of its tensors
   * @param samples how many samples it has
   */
  private record Shapes(List<Shape> tensors, int samples) {

    long rows(int features) {
      return tensors.stream().mapToLong(each -> each.rows(features)).max().orElse(0);
    }
  }

  private final List<Shapes> batches;
  private final long count;

  private FirstBatches(List<Shapes> batches, long count) {
    this.batches = batches;
    this.count = count;
  }

  /**
   * Opens a source and reads its first batches.
   *
   * @throws org.woq4j.api.WoqException if the data cannot be read or does not fit the model
   */
  public static FirstBatches of(SourceChoice source, List<ModelInput> inputs) {
    List<Shapes> batches = new ArrayList<>();
    Samples samples = new Samples(inputs);
    try (SourceData data = SourceData.open(source, inputs)) {
      List<NamedTensor> batch = data.next();
      long bytes = 0;
      while (!batch.isEmpty() && batches.size() < MOST && bytes < ENOUGH) {
        batches.add(new Shapes(batch.stream().map(Shape::of).toList(), samples.count(batch)));
        bytes += batch.stream().mapToLong(tensor -> tensor.data().remaining()).sum();
        batch = data.next();
      }
      return new FirstBatches(batches, data.count().orElse(batches.size()));
    }
  }

  /**
   * How much data there is.
   *
   * @param features K of the activations whose rows count
   */
  public DataSize size(int features) {
    double rows = batches.stream().mapToLong(batch -> batch.rows(features)).average().orElse(0);
    double samples = batches.stream().mapToInt(Shapes::samples).average().orElse(0);
    long largest = batches.stream().mapToLong(batch -> batch.rows(features)).max().orElse(0);
    return new DataSize(count, Math.round(count * samples), Math.round(count * rows), largest);
  }

  /** Rows of an activation for one sample, on average; empty where the inputs are no sequences. */
  public OptionalInt rowsPerSample() {
    double mean =
        batches.stream()
            .flatMap(batch -> batch.tensors().stream().filter(Shape::isSequence).limit(1))
            .mapToLong(Shape::rowsPerSample)
            .average()
            .orElse(0);
    return mean > 0 ? OptionalInt.of((int) Math.round(mean)) : OptionalInt.empty();
  }
}
