package org.woq4j.evaluation.run;

import java.util.List;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.evaluation.models.ComparedModels.Named;

/**
 * How models are compared.
 *
 * @param measures what is measured
 * @param requirements what the figures must be
 * @param extent what is measured beside the outputs
 * @param threads that share the work of a node; 0 becomes one for each processor
 * @param memoryBound bytes that loaded models may take together
 */
public record RunSettings(
    List<MeasureChoice> measures,
    List<Requirement> requirements,
    Extent extent,
    int threads,
    long memoryBound) {

  /** ONNX Runtime keeps a second copy of many weights, in another order of elements. */
  private static final int COPIES = 2;

  /**
   * What is measured beside the outputs.
   *
   * @param speed whether models are timed
   * @param layers whether the values of layers are compared
   */
  public record Extent(boolean speed, boolean layers) {}

  /** Copies the lists. */
  public RunSettings {
    measures = List.copyOf(measures);
    requirements = List.copyOf(requirements);
    threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** {@return whether a figure needs models that are timed} */
  public static boolean isOfSpeed(String figure) {
    return SpeedFigures.NAMES.contains(figure);
  }

  /**
   * Whether models may be loaded at once.
   *
   * @param beside bytes of values beside them
   */
  boolean fit(List<Named> models, long beside) {
    long bytes = models.stream().mapToLong(each -> each.model().bytes()).sum();
    return COPIES * bytes + beside <= memoryBound;
  }
}
