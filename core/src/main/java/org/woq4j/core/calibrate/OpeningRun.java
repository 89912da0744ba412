package org.woq4j.core.calibrate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.ActivationTask;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.parallel.Workers;

/**
 * A model that another thread loads, while the caller opens the data, which the plan has already
 * found readable. For use by one thread.
 */
final class OpeningRun implements AutoCloseable {

  private final Runnable end;
  private volatile @Nullable ActivationRun opened;

  /** Starts to load a model. */
  OpeningRun(Workers workers, ModelRunner runner, ActivationTask task) {
    this.end = workers.start(() -> opened = runner.open(task));
  }

  /**
   * Waits for the model.
   *
   * @throws org.woq4j.api.WoqException if it cannot be run here
   */
  ActivationRun run() {
    end.run();
    return Objects.requireNonNull(opened, "a runner returns a run");
  }

  /** Closes the model, even if the caller failed before it was loaded. */
  @Override
  public void close() {
    try {
      end.run();
    } catch (RuntimeException | Error failed) {
      return; // run() has thrown it, or the caller has failed for another reason
    }
    run().close();
  }
}
