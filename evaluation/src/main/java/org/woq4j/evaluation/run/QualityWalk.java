package org.woq4j.evaluation.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.core.progress.ProgressListener.Stage;
import org.woq4j.evaluation.data.EvaluationData;
import org.woq4j.evaluation.data.NamedBatch;
import org.woq4j.evaluation.models.BatchRuns;
import org.woq4j.evaluation.models.ComparedModels;
import org.woq4j.evaluation.models.ComparedModels.Named;
import org.woq4j.evaluation.models.KeptOutputs;
import org.woq4j.evaluation.result.DataFacts;
import org.woq4j.evaluation.result.QualityResult;

/**
 * Runs the models on the data. If all fit into memory together, each batch goes through all of
 * them; otherwise one model is loaded at a time, and the outputs of the float model wait in a file.
 * Both ways give the same figures.
 */
final class QualityWalk {

  private final ComparisonRun comparison;
  private final ComparedModels models;
  private final BatchRuns runs;
  private final List<Measurements> measurements = new ArrayList<>();
  private Optional<ComparedOutputs> compared = Optional.empty();
  private long done;

  QualityWalk(ComparisonRun comparison) {
    this.comparison = comparison;
    this.models = comparison.models();
    this.runs = new BatchRuns(models.reference().model().inputs());
  }

  /**
   * What was measured, and on which data.
   *
   * @param qualities one for each candidate
   */
  record Result(List<QualityResult> qualities, DataFacts data) {}

  /**
   * Runs all models on all data.
   *
   * @throws WoqException if a model fails, or there is no data
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  Result run() {
    DataFacts facts = comparison.settings().fit(models.all(), 0) ? together() : oneByOne();
    return new Result(measurements.stream().map(Measurements::result).toList(), facts);
  }

  private DataFacts together() {
    List<LoadedModel> loaded = new ArrayList<>();
    try (LoadedModel reference = load(models.reference())) {
      for (Named candidate : models.candidates()) {
        loaded.add(load(candidate));
      }
      return walk(
          (index, batch) -> {
            List<NamedTensor> expected = ofReference(reference, batch);
            for (int i = 0; i < loaded.size(); i++) {
              add(i, batch, expected, loaded.get(i));
            }
          });
    } finally {
      loaded.forEach(LoadedModel::close);
    }
  }

  private DataFacts oneByOne() {
    try (KeptOutputs kept = new KeptOutputs()) {
      DataFacts facts = keep(kept);
      for (int i = 0; i < models.candidates().size(); i++) {
        int candidate = i;
        try (LoadedModel model = load(models.candidates().get(i))) {
          walk((index, batch) -> add(candidate, batch, kept.of(index), model));
        }
      }
      return facts;
    }
  }

  private DataFacts keep(KeptOutputs kept) {
    try (LoadedModel model = load(models.reference())) {
      return walk((index, batch) -> kept.add(ofReference(model, batch)));
    }
  }

  private LoadedModel load(Named named) {
    return comparison.inference().load(named.model(), comparison.settings().threads());
  }

  @FunctionalInterface
  private interface Step {
    void on(int index, NamedBatch batch);
  }

  private DataFacts walk(Step step) {
    try (EvaluationData data =
        EvaluationData.open(comparison.source(), models.reference().model().inputs())) {
      int index = 0;
      for (Optional<NamedBatch> batch = data.next(); batch.isPresent(); batch = data.next()) {
        comparison.control().cancellation().check();
        step.on(index++, batch.get());
        done++;
        comparison.control().listener().advanced(Stage.EVALUATE, done, -1);
      }
      data.checkNotEmpty();
      List<String> remarks = new ArrayList<>(data.remarks());
      runs.remark().ifPresent(remarks::add);
      return new DataFacts(
          comparison.source().choice().source().id(), data.used(), data.leftOut(), remarks);
    }
  }

  private void add(int candidate, NamedBatch batch, List<NamedTensor> expected, LoadedModel model) {
    List<NamedTensor> actual = runs.ofCandidate(model, batch, expected);
    ComparedOutputs outputs = compared.orElseThrow();
    if (measurements.size() == candidate) {
      measurements.add(new Measurements(comparison.settings().measures(), outputs.model()));
    }
    try {
      outputs.samples(batch, expected, actual).forEach(measurements.get(candidate)::add);
    } catch (WoqException failed) {
      throw failed.about(models.candidates().get(candidate).name());
    }
  }

  private List<NamedTensor> ofReference(LoadedModel model, NamedBatch batch) {
    List<NamedTensor> outputs = runs.ofReference(model, batch);
    if (compared.isEmpty()) {
      boolean seesLaterTokens = runs.seesLaterTokens(model, batch, outputs);
      compared =
          Optional.of(
              ComparedOutputs.of(
                  models.reference().model().inputs(), batch, outputs, seesLaterTokens));
    }
    return outputs;
  }
}
