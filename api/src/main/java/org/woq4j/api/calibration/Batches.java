package org.woq4j.api.calibration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.woq4j.api.Stable;

/**
 * An iteration over calibration data. Used by one thread, closed by the host.
 *
 * <p>Opening a source twice gives the same batches in the same order.
 */
@Stable
public interface Batches extends AutoCloseable {

  /** {@return the number of batches; empty if the source does not know it} */
  OptionalLong count();

  /**
   * {@return the next batch: a tensor for each model input that the source can fill; the host fills
   * the rest} Empty after the last.
   */
  List<NamedTensor> next();

  /**
   * {@return where the last batch comes from, such as a file's name or its lines, for messages}
   * Empty by default.
   */
  default Optional<String> origin() {
    return Optional.empty();
  }

  /**
   * {@return the names of the samples of the last batch, in their order, such as a line of a file;
   * no two samples share a name} Empty by default; then the host numbers the samples.
   */
  default List<String> sampleNames() {
    return List.of();
  }

  /**
   * {@return a remark on the data for the user, such as that it is random: one sentence without a
   * full stop} The host calls it after the last batch. Empty by default.
   */
  default Optional<String> remark() {
    return Optional.empty();
  }

  @Override
  void close();
}
