package org.woq4j.core;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.quality.QualityMeasure;
import org.woq4j.core.algebra.ChosenLinearAlgebra;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.artifact.MissingClass;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.error.MemoryShortage;
import org.woq4j.core.execution.Services;
import org.woq4j.core.files.SourceFiles;
import org.woq4j.core.inference.InferenceEngine;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.ModelRunner;
import org.woq4j.core.plan.Planner;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.Providers;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.run.QuantizationRun;

/**
 * Quantizes models. The entry point for programs that embed woq4j:
 *
 * <pre>{@code
 * Quantizer quantizer = Quantizer.builder().build();
 * QuantizationReport report =
 *     quantizer.quantize(
 *         QuantizationRequest.builder(Path.of("model.onnx"), Path.of("model.int4.onnx"))
 *             .defaults(
 *                 Settings.builder().algorithm("rtn").bits(4).groupSize(32).format("matmul-nbits").build())
 *             .build());
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads at once.
 */
public final class Quantizer {

  private final Registry registry;
  private final Discovered parts;
  private final Supplier<Iterable<LinearAlgebra>> linearAlgebras;
  private final boolean ownsProcess;

  private Quantizer(Builder builder) {
    ClassLoader loader = builder.loader;
    this.registry = builder.providers.discover(loader).build();
    this.parts = Discovered.in(loader, registry);
    this.ownsProcess = builder.ownsProcess;
    List<LinearAlgebra> given = List.copyOf(builder.linearAlgebras);
    this.linearAlgebras =
        given.isEmpty() ? () -> ServiceLoader.load(LinearAlgebra.class, loader) : () -> given;
  }

  /** Starts a quantizer with the providers that the class loader of woq4j finds. */
  public static Builder builder() {
    return new Builder();
  }

  /** The known algorithms, formats, calibration sources, targets and measures. */
  public Registry registry() {
    return registry;
  }

  /**
   * Opens a model for inspection.
   *
   * @throws WoqException if it cannot be read
   */
  public FloatModel open(SourceModel model) {
    return MissingClass.named(
        () ->
            MemoryShortage.named(
                "while it opens the model", () -> parts.format().open(SourceFiles.of(model))));
  }

  /**
   * The runtime that runs models as their users do.
   *
   * @throws WoqException if none is on the class path
   */
  public InferenceEngine inferenceEngine() {
    return parts
        .checks()
        .evaluations()
        .engine()
        .orElseThrow(
            () ->
                CoreError.PROVIDERS.because(
                    "no runtime is on the class path that runs models",
                    "add " + Artifacts.ofService(InferenceEngine.class)));
  }

  /**
   * Plans what {@link #quantize} would do. Reads no weight and writes nothing.
   *
   * @param known problems of the request that were found before
   * @throws WoqException with every problem, known ones included
   */
  public QuantizationPlan plan(QuantizationRequest request, List<Issue> known) {
    return MissingClass.named(
        () -> {
          try (FloatModel model = open(request, known)) {
            return planned(request, model, known);
          }
        });
  }

  /**
   * Quantizes a model.
   *
   * @throws WoqException if the request is wrong or the run failed; the output is then as it was,
   *     unless the evaluation {@linkplain org.woq4j.core.request.Evaluation.OnFailure#KEEP keeps} a
   *     model that misses a requirement
   */
  public QuantizationReport quantize(QuantizationRequest request) {
    return quantize(request, List.of(), RunControl.none());
  }

  /**
   * Quantizes a model.
   *
   * @param known problems of the request that were found before
   * @param control how the caller follows and stops the run
   * @throws WoqException if the request is wrong or the run failed; the output is then as it was,
   *     unless the evaluation {@linkplain org.woq4j.core.request.Evaluation.OnFailure#KEEP keeps} a
   *     model that misses a requirement
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  public QuantizationReport quantize(
      QuantizationRequest request, List<Issue> known, RunControl control) {
    return MissingClass.named(() -> run(request, known, control));
  }

  private QuantizationReport run(
      QuantizationRequest request, List<Issue> known, RunControl control) {
    try (FloatModel model = open(request, known)) {
      QuantizationPlan plan = planned(placed(request), model, known);
      control.listener().planned(plan);
      ChosenLinearAlgebra linearAlgebra =
          new ChosenLinearAlgebra(request.linearAlgebra(), linearAlgebras.get());
      Services services =
          new Services(registry, linearAlgebra, this::runner, parts.checks(), parts.writers());
      QuantizationRun run = new QuantizationRun(plan, model, services, control);
      return MemoryShortage.named("", run::run);
    }
  }

  private QuantizationPlan planned(
      QuantizationRequest request, FloatModel model, List<Issue> known) {
    return MemoryShortage.named(
        "while it plans", () -> Planner.plan(request, model, registry, known));
  }

  /** Decides once for a run where models are run. Only a guest has to look. */
  private QuantizationRequest placed(QuantizationRequest request) {
    if (request.runtimeIn() != RuntimePlace.AUTO) {
      return request;
    }
    RuntimePlace place =
        ownsProcess
            ? RuntimePlace.PROCESS
            : parts.runner().map(ModelRunner::place).orElse(RuntimePlace.PROCESS);
    return request.toBuilder().runtimeIn(place).build();
  }

  private ModelRunner runner() {
    return parts
        .runner()
        .orElseThrow(
            () ->
                CoreError.PROVIDERS.because(
                    "calibration runs the float model, but no model runner is on the class path",
                    "add "
                        + Artifacts.ofService(ModelRunner.class)
                        + ", or choose algorithms that need no data"));
  }

  /** Opens the model; if that fails, the problems of the request are reported too. */
  private FloatModel open(QuantizationRequest request, List<Issue> known) {
    try {
      return open(request.model());
    } catch (WoqException failed) {
      List<Issue> issues = new ArrayList<>(Planner.problems(request, registry, known));
      if (issues.isEmpty()) {
        throw failed;
      }
      issues.addAll(failed.issues());
      throw new WoqException(CoreError.BAD_REQUEST, issues, failed);
    }
  }

  /** Collects the parts of a quantizer. Not safe for use by several threads. */
  public static final class Builder {

    private final Registry.Builder providers = Registry.builder();
    private final List<LinearAlgebra> linearAlgebras = new ArrayList<>();
    private ClassLoader loader = Quantizer.class.getClassLoader();
    private boolean ownsProcess;

    private Builder() {}

    /**
     * Declares that no other part of this process uses the runtime that runs models. A program of
     * its own, such as a command, calls it; without it, woq4j behaves as a guest, as {@link
     * RuntimePlace#AUTO} describes.
     */
    public Builder ownsProcess() {
      this.ownsProcess = true;
      return this;
    }

    /** The class loader whose service files are read; that of woq4j by default. */
    public Builder discoverIn(ClassLoader classLoader) {
      this.loader = classLoader;
      return this;
    }

    /** Adds an algorithm to those that are discovered. */
    public Builder with(WeightOnlyAlgorithm algorithm) {
      providers.add(algorithm);
      return this;
    }

    /** Adds an emitter to those that are discovered. */
    public Builder with(NodeEmitter emitter) {
      providers.add(emitter);
      return this;
    }

    /** Adds a calibration source to those that are discovered. */
    public Builder with(CalibrationSource source) {
      providers.add(source);
      return this;
    }

    /** Adds a deployment target to those that are discovered. */
    public Builder with(DeploymentTarget target) {
      providers.add(target);
      return this;
    }

    /** Adds a quality measure to those that are discovered. */
    public Builder with(QualityMeasure measure) {
      providers.add(measure);
      return this;
    }

    /** Adds the providers of a plugin. */
    public Builder with(Providers plugin) {
      providers.add(plugin);
      return this;
    }

    /**
     * Adds reasons why providers were not loaded, such as a plugin that is broken. They are
     * reported where a request names a provider that is missing.
     */
    public Builder notLoaded(List<Issue> reasons) {
      providers.notLoaded(reasons);
      return this;
    }

    /** Adds a native linear algebra; no other is discovered then. */
    public Builder with(LinearAlgebra linearAlgebra) {
      linearAlgebras.add(linearAlgebra);
      return this;
    }

    /**
     * The quantizer.
     *
     * @throws WoqException if an id is taken twice, no model format is found, or a provider's class
     *     is missing
     */
    public Quantizer build() {
      return MissingClass.named(() -> new Quantizer(this));
    }
  }
}
