package org.woq4j.core.batch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.registry.SourceChoice;

/** Opened calibration data. */
public final class SourceData implements AutoCloseable {

  private final String source;
  private final Batches batches;
  private Optional<String> origin = Optional.empty();
  private long read;

  private SourceData(String source, Batches batches) {
    this.source = source;
    this.batches = batches;
  }

  public static SourceData open(SourceChoice choice, List<ModelInput> inputs) {
    return new SourceData(choice.source().id(), choice.source().open(inputs, choice.options()));
  }

  public OptionalLong count() {
    return batches.count();
  }

  /** The next batch; empty after the last. */
  public List<NamedTensor> next() {
    List<NamedTensor> batch = batches.next();
    read += batch.isEmpty() ? 0 : 1;
    origin = batches.origin();
    return batch;
  }

  /** The last batch as errors name it, such as {@code batch 3 (c.npz)}. */
  public String lastBatch() {
    return "batch " + read + origin.map(place -> " (" + place + ")").orElse("");
  }

  /**
   * Call it after the last batch.
   *
   * @throws WoqException if there was none
   */
  public void checkNotEmpty() {
    if (read == 0) {
      throw CoreError.BAD_CALIBRATION.because(
          "the calibration source '" + source + "' has no data", "give it at least one sample");
    }
  }

  /** Batches that were read. */
  public long read() {
    return read;
  }

  public Optional<String> remark() {
    return batches.remark();
  }

  @Override
  public void close() {
    batches.close();
  }
}
