package org.woq4j.api.calibration;

import java.util.List;
import org.woq4j.api.Stable;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * Provides calibration data. Found by {@link java.util.ServiceLoader}; has a public constructor
 * without arguments, keeps no state, and is safe for use by several threads at once.
 */
@Stable
public interface CalibrationSource {

  /** {@return the name that recipes use: {@code [a-z][a-z0-9-]*}} */
  String id();

  /** {@return the options it takes} */
  default List<OptionSpec<?>> options() {
    return List.of();
  }

  /**
   * Opens the data.
   *
   * @param inputs the inputs of the model
   * @param options values for {@link #options}
   * @return the data, before its first batch
   * @throws org.woq4j.api.WoqException if the data cannot be read or does not fit the model
   */
  Batches open(List<ModelInput> inputs, OptionValues options);
}
