package org.woq4j.core.calibrate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.CoreError;
import org.woq4j.core.registry.SourceChoice;

/** Opened calibration data. A source that breaks is named. */
final class SourceData implements AutoCloseable {

  private final String source;
  private final Batches batches;
  private long read;

  private SourceData(String source, Batches batches) {
    this.source = source;
    this.batches = batches;
  }

  static SourceData open(SourceChoice choice, List<ModelInput> inputs) {
    String id = choice.source().id();
    try {
      return new SourceData(id, choice.source().open(inputs, choice.options()));
    } catch (WoqException told) {
      throw told;
    } catch (RuntimeException | LinkageError broken) {
      throw broken(id, "failed to open: " + broken, broken);
    }
  }

  OptionalLong count() {
    return batches.count();
  }

  /** The next batch; empty after the last. */
  List<NamedTensor> next() {
    try {
      List<NamedTensor> batch = batches.next();
      read += batch.isEmpty() ? 0 : 1;
      return batch;
    } catch (WoqException told) {
      throw told;
    } catch (RuntimeException | LinkageError broken) {
      throw broken(source, "failed at batch " + (read + 1) + ": " + broken, broken);
    }
  }

  /**
   * To be called after the last batch.
   *
   * @throws WoqException if there was none
   */
  void checkNotEmpty() {
    if (read == 0) {
      throw WoqException.of(
          CoreError.BAD_CALIBRATION,
          Issue.of(
              "the calibration source '" + source + "' gave no data", "give it at least a sample"));
    }
  }

  /** Batches that were read. */
  long read() {
    return read;
  }

  Optional<String> remark() {
    return batches.remark();
  }

  static WoqException broken(String source, String what, Throwable cause) {
    return new WoqException(
        CoreError.PLUGIN_FAILED,
        List.of(
            Issue.of(
                "the calibration source '" + source + "' " + what,
                "this is a defect of the source; choose another")),
        cause);
  }

  @Override
  public void close() {
    batches.close();
  }
}
