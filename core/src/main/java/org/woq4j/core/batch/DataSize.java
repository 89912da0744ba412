package org.woq4j.core.batch;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.registry.SourceChoice;

/**
 * How much data a calibration source gives, judged by its first batches.
 *
 * @param batches number of batches
 * @param rows rows of an activation in all batches together
 * @param largestBatch rows of it in the largest batch
 */
public record DataSize(long batches, long rows, long largestBatch) {

  /** No data. */
  public static final DataSize NONE = new DataSize(0, 0, 0);

  /** Batches that are looked at: enough to see their mean, and soon read. */
  private static final int FIRST_BATCHES = 8;

  /**
   * Opens a source and reads its first batches.
   *
   * @param features K of the activations whose rows count
   * @throws org.woq4j.api.WoqException if the data cannot be read or does not fit the model
   */
  public static DataSize of(SourceChoice source, List<ModelInput> inputs, int features) {
    List<Long> rows = new ArrayList<>();
    try (SourceData data = SourceData.open(source, inputs)) {
      List<NamedTensor> batch = data.next();
      while (!batch.isEmpty() && rows.size() < FIRST_BATCHES) {
        rows.add(rows(batch, features));
        batch = data.next();
      }
      long batches = data.count().orElse(rows.size());
      double mean = rows.stream().mapToLong(Long::longValue).average().orElse(0);
      long largest = rows.stream().mapToLong(Long::longValue).max().orElse(0);
      return new DataSize(batches, Math.round(batches * mean), largest);
    }
  }

  /** A row for each integer, such as a token's, or for each K numbers of a floating-point input. */
  private static long rows(List<NamedTensor> batch, int features) {
    return batch.stream()
        .mapToLong(
            tensor -> isFloat(tensor.type()) ? elements(tensor) / features : elements(tensor))
        .max()
        .orElse(0);
  }

  private static boolean isFloat(ElementType type) {
    return type.isWeightType() || type == ElementType.FLOAT64;
  }

  private static long elements(NamedTensor tensor) {
    return tensor.data().remaining() * 8L / tensor.type().bits();
  }
}
