package org.woq4j.core.request;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request to quantize a model. Immutable.
 *
 * <p>More than five parameters: callers use the builder; only its last step calls the constructor.
 *
 * @param folder relative paths in options are relative to it
 * @param model the float model
 * @param output where the quantized model goes
 * @param defaults settings for nodes that no rule matches
 * @param embeddings bits of embeddings that no rule matches: 8, 4 or {@link Embeddings#OFF}; empty
 *     for {@link Embeddings#DEFAULT}, or for an output head's bits where it reads the same table
 * @param rest the type of what stays float
 * @param io the type of the inputs and outputs that are float32 in the float model
 * @param rules the first that matches a node decides
 * @param deployment where the quantized model will run; empty for {@link Deployment#DEFAULT} where
 *     the class path has it
 * @param calibration where activations come from; empty if no algorithm needs them
 * @param evaluation how the written model is evaluated; empty if it is not
 * @param linearAlgebra the linear algebra for algorithms that need one
 * @param runtimeIn where models are run
 * @param externalData whether tensors go to a file of their own
 * @param verify whether the written model is run and compared
 * @param failOnWarning whether a run with a warning fails; the output is then as it was
 * @param threads threads to work on; 0 for one per processor
 * @param memoryBound bytes that the process may take in all, Java and native libraries included,
 *     where the run is all that it does; empty for as much as Java's heap allows: half of it, three
 *     quarters with calibration, beside what Java and the libraries take themselves
 */
public record QuantizationRequest(
    Path folder,
    SourceModel model,
    TargetModel output,
    Settings defaults,
    OptionalInt embeddings,
    Rest rest,
    InterfaceType io,
    List<WeightRule> rules,
    Optional<Deployment> deployment,
    Optional<Calibration> calibration,
    Optional<Evaluation> evaluation,
    LinearAlgebraChoice linearAlgebra,
    RuntimePlace runtimeIn,
    ExternalData externalData,
    boolean verify,
    boolean failOnWarning,
    int threads,
    OptionalLong memoryBound) {

  public QuantizationRequest {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(defaults, "defaults");
    embeddings.ifPresent(bits -> Embeddings.bits(RecipeKeys.EMBEDDINGS).convert(bits));
    Objects.requireNonNull(rest, "rest");
    Objects.requireNonNull(io, "io");
    rules = List.copyOf(rules);
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(calibration, "calibration");
    Objects.requireNonNull(evaluation, "evaluation");
    Objects.requireNonNull(linearAlgebra, "linearAlgebra");
    Objects.requireNonNull(runtimeIn, "runtimeIn");
    Objects.requireNonNull(externalData, "externalData");
    Objects.requireNonNull(memoryBound, "memoryBound");
  }

  /** Starts a request to quantize the model in one file to another file. */
  public static Builder builder(Path model, Path output) {
    return builder(SourceModel.of(model), TargetModel.to(output));
  }

  /** Starts a request to quantize {@code model} to {@code output}. */
  public static Builder builder(SourceModel model, TargetModel output) {
    return new Builder(model, output);
  }

  /** Starts a request with the values of this one. */
  public Builder toBuilder() {
    Builder builder = new Builder(model, output);
    builder.folder = folder;
    builder.defaults = defaults;
    builder.embeddings = embeddings;
    builder.rest = rest;
    builder.io = io;
    builder.rules.addAll(rules);
    builder.deployment = deployment;
    builder.calibration = calibration;
    builder.evaluation = evaluation;
    builder.linearAlgebra = linearAlgebra;
    builder.runtimeIn = runtimeIn;
    builder.externalData = externalData;
    builder.verify = verify;
    builder.failOnWarning = failOnWarning;
    builder.threads = threads;
    builder.memoryBound = memoryBound;
    return builder;
  }

  /** Collects the parts of a request. */
  public static final class Builder {

    private final SourceModel model;
    private final TargetModel output;
    private Path folder = Path.of("");
    private final List<WeightRule> rules = new ArrayList<>();
    private Settings defaults = Settings.builder().build();
    private OptionalInt embeddings = OptionalInt.empty();
    private Rest rest = Rest.FLOAT32;
    private InterfaceType io = InterfaceType.FLOAT32;
    private Optional<Deployment> deployment = Optional.empty();
    private Optional<Calibration> calibration = Optional.empty();
    private Optional<Evaluation> evaluation = Optional.empty();
    private LinearAlgebraChoice linearAlgebra = LinearAlgebraChoice.AUTO;
    private RuntimePlace runtimeIn = RuntimePlace.AUTO;
    private ExternalData externalData = ExternalData.AUTO;
    private boolean verify = true;
    private boolean failOnWarning;
    private int threads;
    private OptionalLong memoryBound = OptionalLong.empty();

    private Builder(SourceModel model, TargetModel output) {
      this.model = model;
      this.output = output;
    }

    /**
     * The base of relative paths in options; by default the working directory. The paths of the
     * model and of the output do not use it.
     */
    public Builder folder(Path base) {
      this.folder = base;
      return this;
    }

    /** Settings for nodes that no rule matches. */
    public Builder defaults(Settings settings) {
      this.defaults = settings;
      return this;
    }

    /**
     * Bits of embeddings that no rule matches: 8, 4 or {@link Embeddings#OFF}. By default {@link
     * Embeddings#DEFAULT}, or an output head's bits where it reads the same table.
     */
    public Builder embeddings(int bits) {
      this.embeddings = OptionalInt.of(bits);
      return this;
    }

    /**
     * The type of the constants and values that are float32 in the float model and not quantized;
     * float32 by default. Inputs and outputs of the model have the type of {@link #io}.
     */
    public Builder rest(Rest type) {
      this.rest = type;
      return this;
    }

    /**
     * The type of the model's inputs and outputs that are float32 in the float model; float32 by
     * default.
     */
    public Builder io(InterfaceType type) {
      this.io = type;
      return this;
    }

    /** Adds a rule after the others. */
    public Builder rule(WeightRule rule) {
      rules.add(rule);
      return this;
    }

    /** Where the quantized model will run. */
    public Builder deployment(Deployment where) {
      this.deployment = Optional.of(where);
      return this;
    }

    /** Where activations come from, for algorithms that need them. */
    public Builder calibration(Calibration from) {
      this.calibration = Optional.of(from);
      return this;
    }

    /** How the written model is evaluated before it is moved into place; it is not by default. */
    public Builder evaluation(Evaluation of) {
      this.evaluation = Optional.of(of);
      return this;
    }

    /** {@return this builder} The written model is not evaluated. */
    public Builder withoutEvaluation() {
      this.evaluation = Optional.empty();
      return this;
    }

    public Builder linearAlgebra(LinearAlgebraChoice which) {
      this.linearAlgebra = which;
      return this;
    }

    /** Where models are run for calibration and verification. */
    public Builder runtimeIn(RuntimePlace where) {
      this.runtimeIn = where;
      return this;
    }

    public Builder externalData(ExternalData when) {
      this.externalData = when;
      return this;
    }

    /** Whether the written model is run and compared with the float one; true by default. */
    public Builder verify(boolean run) {
      this.verify = run;
      return this;
    }

    /**
     * Whether a run whose report has a warning fails, with the error {@code core.warning}; the
     * output is then as it was. False by default.
     */
    public Builder failOnWarning(boolean fail) {
      this.failOnWarning = fail;
      return this;
    }

    /** Threads to work on; 0, the default, for one per processor. */
    public Builder threads(int number) {
      this.threads = number;
      return this;
    }

    /** Bytes that the process may take in all, Java and native libraries included. */
    public Builder memoryBound(long bytes) {
      this.memoryBound = OptionalLong.of(bytes);
      return this;
    }

    public QuantizationRequest build() {
      return new QuantizationRequest(
          folder,
          model,
          output,
          defaults,
          embeddings,
          rest,
          io,
          rules,
          deployment,
          calibration,
          evaluation,
          linearAlgebra,
          runtimeIn,
          externalData,
          verify,
          failOnWarning,
          threads,
          memoryBound);
    }
  }
}
