package org.woq4j.api.quality;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Stable;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * Measures how far the outputs of a quantized model are from those of the float model. Found by
 * {@link java.util.ServiceLoader}; has a public constructor without arguments, keeps no state, and
 * is safe for use by several threads at once.
 *
 * <p>The same samples in the same order give the same figures, to the bit.
 */
@Stable
public interface QualityMeasure {

  /** {@return the name that users choose it by: {@code [a-z][a-z0-9-]*}} */
  String id();

  /** {@return the options it takes; each has a default} */
  default List<OptionSpec<?>> options() {
    return List.of();
  }

  /**
   * {@return why it has nothing to measure in a model, one sentence without a full stop; empty if
   * it fits}
   *
   * @param model inputs and outputs of the models
   * @param options values for {@link #options}
   */
  Optional<String> misfit(MeasuredModel model, OptionValues options);

  /**
   * {@return a measurement before its first sample} Called only where {@link #misfit} is empty.
   *
   * @param model inputs and outputs of the models
   * @param options values for {@link #options}
   */
  Measurement start(MeasuredModel model, OptionValues options);
}
