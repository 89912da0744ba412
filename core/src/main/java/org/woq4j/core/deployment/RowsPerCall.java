package org.woq4j.core.deployment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.core.batch.FirstBatches;
import org.woq4j.core.batch.KeyValueCache;
import org.woq4j.core.model.FloatModel;

/**
 * Finds how many rows an activation has in a call: 1 where the model has inputs for cached keys and
 * values, since it then gets token after token; otherwise the positions of a calibration sample.
 * Looks once. Used by one thread.
 */
public final class RowsPerCall implements Supplier<OptionalInt> {

  private final FloatModel model;
  private final Supplier<Optional<FirstBatches>> data;
  private @Nullable OptionalInt found;

  /**
   * Looks at a model and its calibration data.
   *
   * @param data empty if there is none, or it cannot be read
   */
  public RowsPerCall(FloatModel model, Supplier<Optional<FirstBatches>> data) {
    this.model = model;
    this.data = data;
  }

  @Override
  public OptionalInt get() {
    if (found == null) {
      found = hasCache() ? OptionalInt.of(1) : ofData();
    }
    return found;
  }

  private OptionalInt ofData() {
    return data.get().map(FirstBatches::rowsPerSample).orElse(OptionalInt.empty());
  }

  private boolean hasCache() {
    return inputs().stream().anyMatch(KeyValueCache::isPart);
  }

  private List<ModelInput> inputs() {
    try {
      return model.inputs();
    } catch (WoqException unusual) {
      return List.of();
    }
  }
}
