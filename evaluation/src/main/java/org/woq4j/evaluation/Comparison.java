package org.woq4j.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.woq4j.api.WoqException;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.Quantizer;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.MeasureChoice;
import org.woq4j.core.registry.SourceChoice;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.requirement.Requirement;
import org.woq4j.evaluation.data.EvaluationData;
import org.woq4j.evaluation.data.SampleKeys;
import org.woq4j.evaluation.result.ComparisonResult;
import org.woq4j.evaluation.run.ComparisonRun;
import org.woq4j.evaluation.run.MachineMemory;
import org.woq4j.evaluation.run.RunSettings;
import org.woq4j.evaluation.run.RunSettings.Extent;

/**
 * Compares quantized models with the float model, on data:
 *
 * <pre>{@code
 * ComparisonResult result =
 *     Comparison.of(Path.of("model.onnx"), Path.of("model.int4.onnx"))
 *         .data(Reference.of("text", Map.of("file", "heldout.txt", "tokenizer", "tokenizer.json")))
 *         .with(new SameSign())
 *         .run();
 * }</pre>
 *
 * <p>All measures that are found and fit the models are taken. The same models and data give the
 * same figures, times aside. Not safe for use by several threads.
 */
public final class Comparison {

  private final SourceModel reference;
  private final List<OpenedModels.Candidate> candidates = new ArrayList<>();
  private final List<QualityMeasure> measures = new ArrayList<>();
  private final Map<String, Map<String, Object>> options = new TreeMap<>();
  private final List<Requirement> requirements = new ArrayList<>();
  private final List<Calibrated> calibrations = new ArrayList<>();
  private Optional<Quantizer> quantizer = Optional.empty();
  private Optional<Reference> data = Optional.empty();
  private Path folder = Path.of("");
  private OptionalInt samples = OptionalInt.empty();
  private Extent extent = new Extent(true, true);
  private RuntimePlace place = RuntimePlace.AUTO;
  private int threads;
  private OptionalLong memoryBound = OptionalLong.empty();
  private RunControl control = RunControl.none();

  private record Calibrated(Reference source, Path folder) {}

  private Comparison(SourceModel reference) {
    this.reference = reference;
  }

  /**
   * {@return a comparison of two models in files}
   *
   * @param reference the float model
   * @param candidate the quantized model
   */
  public static Comparison of(Path reference, Path candidate) {
    return of(SourceModel.of(reference)).candidate(candidate);
  }

  /**
   * {@return a comparison without candidates}
   *
   * @param reference the float model
   */
  public static Comparison of(SourceModel reference) {
    return new Comparison(reference);
  }

  /**
   * Adds a quantized model.
   *
   * @param file the model
   * @return this comparison
   */
  public Comparison candidate(Path file) {
    return candidate(file.toString(), SourceModel.of(file), Optional.empty());
  }

  /**
   * Adds a quantized model.
   *
   * @param path where it is, or where it will be, for the result
   * @param model the model
   * @param recipe the recipe that made it, in YAML; empty if the model itself may name one
   * @return this comparison
   */
  public Comparison candidate(String path, SourceModel model, Optional<String> recipe) {
    candidates.add(new OpenedModels.Candidate(path, model, recipe));
    return this;
  }

  /**
   * Sets the data.
   *
   * @param source a calibration source with its options
   * @return this comparison
   */
  public Comparison data(Reference source) {
    this.data = Optional.of(source);
    return this;
  }

  /**
   * Sets the base of relative paths in the options of the data; by default the working directory.
   *
   * @param base a folder
   * @return this comparison
   */
  public Comparison folder(Path base) {
    this.folder = base;
    return this;
  }

  /**
   * Bounds the samples; by default all are taken.
   *
   * @param most the number of the first samples to take
   * @return this comparison
   */
  public Comparison samples(int most) {
    this.samples = OptionalInt.of(most);
    return this;
  }

  /**
   * Leaves out samples that a candidate was calibrated on.
   *
   * @param source the calibration source
   * @param base the base of relative paths in its options
   * @return this comparison
   */
  public Comparison calibratedOn(Reference source, Path base) {
    calibrations.add(new Calibrated(source, base));
    return this;
  }

  /**
   * Adds a measure to those that are found.
   *
   * @param measure is started with the defaults of its options
   * @return this comparison
   */
  public Comparison with(QualityMeasure measure) {
    measures.add(measure);
    return this;
  }

  /**
   * Sets an option of a measure.
   *
   * @param measure its id
   * @param option name of the option
   * @param value its value
   * @return this comparison
   */
  public Comparison option(String measure, String option, Object value) {
    options.computeIfAbsent(measure, id -> new TreeMap<>()).put(option, value);
    return this;
  }

  /**
   * Adds a requirement, for which each candidate gets a verdict.
   *
   * @param requirement what a figure must be
   * @return this comparison
   */
  public Comparison require(Requirement requirement) {
    requirements.add(requirement);
    return this;
  }

  /**
   * Sets what is measured beside the outputs; by default all is.
   *
   * @param speed whether models are timed
   * @param layers whether the values of layers are compared
   * @return this comparison
   */
  public Comparison measuring(boolean speed, boolean layers) {
    this.extent = new Extent(speed, layers);
    return this;
  }

  /**
   * Sets where measures and sources are found; by default on the class path of woq4j.
   *
   * @param with a quantizer, with the plugins that it knows
   * @return this comparison
   */
  public Comparison using(Quantizer with) {
    this.quantizer = Optional.of(with);
    return this;
  }

  /**
   * Sets the process in which models run.
   *
   * @param where a process
   * @return this comparison
   */
  public Comparison runtimeIn(RuntimePlace where) {
    this.place = where;
    return this;
  }

  /**
   * Sets the threads that share the work of a node; by default one for each processor.
   *
   * @param number of threads; 0 for one for each processor
   * @return this comparison
   */
  public Comparison threads(int number) {
    this.threads = number;
    return this;
  }

  /**
   * Bounds what loaded models may take together; by default half of the machine's memory. Where
   * they do not fit, one is loaded at a time.
   *
   * @param bytes the bound
   * @return this comparison
   */
  public Comparison memoryBound(long bytes) {
    this.memoryBound = OptionalLong.of(bytes);
    return this;
  }

  /**
   * Sets how the caller follows and stops the comparison.
   *
   * @param by a listener and a cancellation
   * @return this comparison
   */
  public Comparison control(RunControl by) {
    this.control = by;
    return this;
  }

  /**
   * {@return what was found}
   *
   * @throws WoqException if the comparison lacks something, a model does not run, or there is no
   *     data
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public ComparisonResult run() {
    Quantizer finder = quantizer.orElseGet(() -> Quantizer.builder().build());
    Bindings bindings = new Bindings(finder.registry());
    if (candidates.isEmpty()) {
      bindings.problem("there is no model to compare", "give a quantized model");
    }
    if (data.isEmpty()) {
      bindings.problem("there is no data to compare on", "give a source of samples");
    }
    Optional<SourceChoice> source = data.flatMap(reference -> bindings.source(reference, folder));
    List<SourceChoice> fitted = new ArrayList<>();
    calibrations.forEach(
        each -> bindings.source(each.source(), each.folder()).ifPresent(fitted::add));
    List<MeasureChoice> chosen = bindings.measures(options);
    bindings.refuseProblems();
    measures.forEach(
        each -> chosen.add(new MeasureChoice(each, OptionValues.of(each.options(), Map.of()))));
    RunSettings settings =
        new RunSettings(
            chosen, requirements, extent, threads, memoryBound.orElseGet(MachineMemory::half));
    try (OpenedModels models = OpenedModels.open(finder, reference, candidates);
        Inference inference = finder.inferenceEngine().start(place)) {
      SampleKeys leftOut =
          SampleKeys.calibrating(fitted, models.models().reference().model().inputs());
      return new ComparisonRun(
              inference,
              models.models(),
              new EvaluationData.Source(source.orElseThrow(), samples, leftOut),
              settings,
              control)
          .run();
    }
  }
}
