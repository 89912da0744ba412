package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.evaluation.data.EvaluationData;
import org.woq4j.evaluation.data.NamedBatch;
import org.woq4j.evaluation.layers.LayerWalk;
import org.woq4j.evaluation.models.ComparedModels;
import org.woq4j.evaluation.models.ComparedModels.Named;
import org.woq4j.evaluation.result.LayerLoss;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.speed.SpeedComparison;

/** What is measured beside the outputs, on the first samples of the data. */
final class SideMeasurements {

  private static final int TIMED_BATCHES = 16;
  private static final int WALKED_SAMPLES = 16;

  private final ComparisonRun comparison;
  private final ComparedModels models;

  SideMeasurements(ComparisonRun comparison) {
    this.comparison = comparison;
    this.models = comparison.models();
  }

  /**
   * Where quality was lost.
   *
   * @param obstacle why that was not measured, if it was to be
   */
  record Layers(List<LayerLoss> losses, Optional<Issue> obstacle) {}

  /**
   * The speed of each candidate; empty if it is not wanted, or both models do not fit into memory.
   */
  List<Optional<SpeedResult>> speeds() {
    List<Named> candidates = models.candidates();
    if (candidates.stream().noneMatch(this::isTimed)) {
      return Collections.nCopies(candidates.size(), Optional.empty());
    }
    SpeedComparison speed =
        new SpeedComparison(
            comparison.inference(),
            models.reference().model(),
            inputs(first(TIMED_BATCHES)),
            comparison.settings().threads(),
            comparison.control().cancellation());
    return candidates.stream()
        .map(each -> Optional.of(each).filter(this::isTimed).map(Named::model).map(speed::of))
        .toList();
  }

  private boolean isTimed(Named candidate) {
    return comparison.settings().extent().speed()
        && comparison.settings().fit(List.of(models.reference(), candidate), 0);
  }

  private static SpeedComparison.Inputs inputs(List<NamedBatch> batches) {
    List<List<NamedTensor>> all = batches.stream().map(NamedBatch::inputs).toList();
    boolean areSingle = batches.stream().allMatch(batch -> batch.size() == 1);
    List<List<NamedTensor>> single =
        areSingle
            ? List.of()
            : batches.stream().map(batch -> batch.select(List.of(0)).inputs()).toList();
    return new SpeedComparison.Inputs(all, single);
  }

  /**
   * The layers of each candidate. That a model does not run with inner values ends no comparison.
   */
  List<Layers> layers() {
    List<Named> candidates = models.candidates();
    if (!comparison.settings().extent().layers()) {
      return Collections.nCopies(candidates.size(), new Layers(List.of(), Optional.empty()));
    }
    LayerWalk walk =
        new LayerWalk(
            comparison.inference(),
            models.reference(),
            singles(first(WALKED_SAMPLES)),
            comparison.settings().threads(),
            comparison.control().cancellation());
    return candidates.stream().map(each -> layers(walk, each)).toList();
  }

  private Layers layers(LayerWalk walk, Named candidate) {
    if (!comparison.settings().fit(List.of(models.reference()), walk.bytes(candidate))) {
      return without("their values do not fit into memory", "allow more memory");
    }
    try {
      return new Layers(walk.of(candidate), Optional.empty());
    } catch (WoqException refused) {
      return without(refused.issues().get(0).message(), "leave them out (--no-layers)");
    }
  }

  private static Layers without(String reason, String cure) {
    return new Layers(
        List.of(), Optional.of(Issue.of("the layers were not compared: " + reason, cure)));
  }

  private static List<NamedBatch> singles(List<NamedBatch> batches) {
    List<NamedBatch> singles = new ArrayList<>();
    for (NamedBatch batch : batches) {
      IntStream.range(0, batch.size())
          .limit(WALKED_SAMPLES - singles.size())
          .forEach(sample -> singles.add(batch.select(List.of(sample))));
    }
    return singles;
  }

  private List<NamedBatch> first(int most) {
    return EvaluationData.first(comparison.source(), models.reference().model().inputs(), most);
  }
}
