package org.woq4j.core.batch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.ErrorCode.Category;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.registry.SourceChoice;

/** The calibration data of a request. Its first batches are read once, when they are asked for. */
public final class CalibrationData {

  private final Optional<SourceChoice> source;
  private final FloatModel model;
  private Optional<FirstBatches> first = Optional.empty();
  private @Nullable WoqException unreadable;

  /**
   * Data for a model.
   *
   * @param source where it comes from; empty if there is none
   * @param model an opened model
   */
  public CalibrationData(Optional<SourceChoice> source, FloatModel model) {
    this.source = source;
    this.model = model;
  }

  /** The first batches; empty if there is no data, or if it cannot be read. */
  public Optional<FirstBatches> first() {
    if (source.isPresent() && first.isEmpty() && unreadable == null) {
      try {
        first = Optional.of(FirstBatches.of(source.get(), model.inputs()));
      } catch (WoqException failed) {
        unreadable = failed;
      }
    }
    return first;
  }

  /**
   * How much data there is.
   *
   * @param features K of the activations whose rows count
   * @param issues takes the reason why it cannot be read
   * @throws WoqException if a plugin failed
   */
  public DataSize size(int features, List<Issue> issues) {
    Optional<FirstBatches> read = first();
    if (unreadable != null) {
      if (unreadable.code().category() == Category.PLUGIN) {
        throw unreadable;
      }
      issues.addAll(unreadable.issues());
    }
    return read.map(batches -> batches.size(features)).orElse(DataSize.NONE);
  }
}
