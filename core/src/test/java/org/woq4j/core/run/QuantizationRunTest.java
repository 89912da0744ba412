package org.woq4j.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.algebra.ChosenLinearAlgebra;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.evaluate.Evaluations;
import org.woq4j.core.execution.Services;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.model.ModelVerifier;
import org.woq4j.core.model.RewriteTask;
import org.woq4j.core.model.Verification;
import org.woq4j.core.plan.Planner;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.progress.ProgressListener;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.Quality;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeWriter;
import org.woq4j.core.request.Settings;

class QuantizationRunTest {

  private final HeapModel model =
      new HeapModel().matMul("a", 40, 300, "na").matMul("b", 40, 200, "nb");
  private Optional<ModelVerifier> verifier = Optional.empty();
  private boolean failOnWarning;
  private Optional<RecipeWriter> recipeWriter = Optional.empty();
  private ProgressListener listener = ProgressListener.SILENT;
  private final Cancellation cancellation = new Cancellation();

  private QuantizationReport run(boolean independent, UnaryOperator<QuantizedGroup> change) {
    return run(independent, change, 2, 1 << 20);
  }

  /** Runs with some memory beside what the process takes. */
  private QuantizationReport run(
      boolean independent, UnaryOperator<QuantizedGroup> change, int threads, long beside) {
    return run(
        new RoundingAlgorithm("round", independent, change),
        new ByteEmitter("bytes"),
        threads,
        beside);
  }

  private QuantizationReport run(
      RoundingAlgorithm algorithm, ByteEmitter emitter, int threads, long beside) {
    Registry registry = Registry.builder().add(algorithm).add(emitter).build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(
                Settings.builder().algorithm("round").format("bytes").bits(4).groupSize(16).build())
            .failOnWarning(failOnWarning)
            .threads(threads)
            .memoryBound(ProcessMemory.rounding(model.nodes(), 40 * 500, true).bytes() + beside)
            .build();
    QuantizationPlan plan = Planner.plan(request, model, registry, List.of());
    return new QuantizationRun(
            plan,
            model,
            new Services(
                registry,
                new ChosenLinearAlgebra(LinearAlgebraChoice.PLAIN, List.of()),
                () -> {
                  throw new AssertionError("nothing needs data");
                },
                new Services.Checks(
                    verifier,
                    new Evaluations(files -> model, Optional.empty(), Optional.empty(), registry)),
                new Services.Writers(recipeWriter, Optional::empty)),
            new RunControl(listener, cancellation))
        .run();
  }

  @Test
  void sameBytesForAnyThreadsAndSlices() {
    run(true, UnaryOperator.identity(), 1, 1 << 30);
    Map<String, byte[]> whole = new TreeMap<>(model.written);
    model.written.clear();
    run(true, UnaryOperator.identity(), 3, 1 << 16);

    assertThat(model.written.keySet()).containsExactly("na/codes", "nb/codes");
    assertThat(model.written)
        .allSatisfy((tensor, bytes) -> assertThat(bytes).isEqualTo(whole.get(tensor)));
  }

  @Test
  void theAlgorithmLearnsHowTheFormatRoundsTheActivation() {
    for (ActivationRounding rounding : ActivationRounding.values()) {
      RoundingAlgorithm algorithm = new RoundingAlgorithm("round", false, UnaryOperator.identity());
      run(algorithm, new ByteEmitter("bytes", rounding), 1, 1 << 20);
      assertThat(algorithm.roundings).containsExactly(rounding);
    }
  }

  @Test
  void errorDoesNotDependOnTheSlices() {
    double whole = run(true, UnaryOperator.identity(), 1, 1 << 30).layers().get(0).relativeError();
    double sliced = run(true, UnaryOperator.identity(), 3, 1 << 16).layers().get(0).relativeError();

    assertThat(sliced).isCloseTo(whole, offset(1e-12));
    assertThat(whole).isBetween(0.01, 0.1);
  }

  @Test
  void publishesAfterItFinishedAndCleansUp() {
    run(true, UnaryOperator.identity());

    assertThat(model.events).containsExactly("finished", "published", "discarded");
  }

  @Test
  void theRecipeIsRecordedInTheModelAndInTheReport() {
    recipeWriter =
        Optional.of((request, plugins) -> "for " + request.output() + " with " + plugins);
    QuantizationReport report = run(true, UnaryOperator.identity());

    assertThat(report.outcome().recipe()).hasValue("for b.onnx with []");
    assertThat(model.metadata)
        .containsOnlyKeys(RewriteTask.RECIPE_KEY, RewriteTask.VERSION_KEY)
        .containsEntry(RewriteTask.RECIPE_KEY, "for b.onnx with []");
  }

  @Test
  void withoutAWriterNoRecipeIsRecorded() {
    QuantizationReport report = run(true, UnaryOperator.identity());

    assertThat(report.outcome().recipe()).isEmpty();
    assertThat(model.metadata).containsOnlyKeys(RewriteTask.VERSION_KEY);
  }

  @Test
  void failedVerificationPublishesNothing() {
    verifier =
        Optional.of(
            task -> {
              throw new IllegalStateException("it differs");
            });

    assertThatThrownBy(() -> run(true, UnaryOperator.identity())).hasMessage("it differs");
    assertThat(model.events).containsExactly("finished", "discarded");
  }

  @Test
  void exhaustedMemoryNamesTheWorkAndThePlansFigureAndPublishesNothing() {
    assertThatThrownBy(
            () ->
                run(
                    true,
                    group -> {
                      throw new OutOfMemoryError("full");
                    }))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(CoreError.OUT_OF_MEMORY))
        .hasMessageContainingAll("'round'", "ran out of memory at a: full; Java's heap may take ")
        .hasMessageContaining(", and the plan gives this work ");
    assertThat(model.events).containsExactly("discarded");

    model.events.clear();
    verifier =
        Optional.of(
            task -> {
              throw new OutOfMemoryError("full");
            });
    assertThatThrownBy(() -> run(true, UnaryOperator.identity()))
        .hasMessageStartingWith("woq4j ran out of memory while it verifies the model: full; ");
    assertThat(model.events).containsExactly("finished", "discarded");
  }

  @Test
  void withAWarningNothingIsPublishedIfTheRequestSaysSo() {
    failOnWarning = true;

    assertThatThrownBy(() -> run(true, QuantizationRunTest::withoutCodes))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(CoreError.WARNING))
        .hasMessageContaining("in na (a, relative error");
    assertThat(model.events).containsExactly("finished", "discarded");

    model.events.clear();
    run(true, UnaryOperator.identity());
    assertThat(model.events).contains("published");
  }

  @Test
  void aWarningDoesNotStopARunOtherwise() {
    QuantizationReport report = run(true, QuantizationRunTest::withoutCodes);

    assertThat(report.quality().verdict()).isEqualTo(Quality.Verdict.DOUBTFUL);
    assertThat(model.events).contains("published");
  }

  private static QuantizedGroup withoutCodes(QuantizedGroup group) {
    group.weights().forEach(weight -> Arrays.fill(weight.codes(), (byte) 0));
    return group;
  }

  @Test
  void resultThatIsOutOfRangeNamesAlgorithmAndWeight() {
    assertThatThrownBy(
            () ->
                run(
                    false,
                    group -> {
                      group.weights().get(1).codes()[7] = 16;
                      return group;
                    }))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("the algorithm 'round' returned codes above 15 at b");
    assertThat(model.events).containsExactly("discarded");
  }

  @Test
  void resultWithoutZeroPointsIsRefused() {
    assertThatThrownBy(
            () ->
                run(
                    true,
                    group ->
                        QuantizedGroup.of(
                            group.weights().stream()
                                .map(
                                    w ->
                                        QuantizedWeight.builder(
                                                w.scheme(), w.inputFeatures(), w.outputFeatures())
                                            .codes(w.codes())
                                            .scales(w.scales())
                                            .build())
                                .toList())))
        .hasMessageContaining("zero points in a form other than INTEGER");
  }

  @Test
  void scaleThatIsNotFiniteIsRefused() {
    assertThatThrownBy(
            () ->
                run(
                    true,
                    group -> {
                      group.weights().get(0).scales()[0] = Float.NaN;
                      return group;
                    }))
        .hasMessageContaining("returned the scale NaN");
  }

  @Test
  void missingWeightIsRefused() {
    assertThatThrownBy(
            () -> run(false, group -> QuantizedGroup.of(List.of(group.weights().get(0)))))
        .hasMessageContaining("returned 1 weights for 2");
  }

  @Test
  void anExceptionOfAnAlgorithmNamesTheAlgorithm() {
    assertThatThrownBy(
            () ->
                run(
                    true,
                    group -> {
                      throw new ArithmeticException("by zero");
                    }))
        .isInstanceOfSatisfying(
            WoqException.class, e -> assertThat(e.code()).isEqualTo(CoreError.PLUGIN_FAILED))
        .hasMessageContaining("the algorithm 'round' failed at a")
        .hasMessageContaining("by zero");
  }

  @Test
  void notesReachTheReportOnce() {
    QuantizationReport report =
        run(
            true,
            group -> {
              QuantizedGroup.Builder noted =
                  QuantizedGroup.builder().note(Note.Kind.FALLBACK, "rounded");
              group.weights().forEach(noted::add);
              return noted.build();
            },
            2,
            1 << 16);

    assertThat(report.layers().get(0).notes())
        .containsExactly(new Note(Note.Kind.FALLBACK, "rounded"));
  }

  @Test
  void inputScaleDividesTheActivation() {
    float[] scale = new float[40];
    Arrays.fill(scale, 2);
    QuantizationReport plain = run(false, UnaryOperator.identity());
    model.events.clear();
    Map<String, float[]> scales = new TreeMap<>();
    verifier =
        Optional.of(
            task -> {
              task.weights()
                  .forEach(
                      weight ->
                          weight
                              .inputScale()
                              .ifPresent(given -> scales.put(weight.weight().id(), given)));
              return Verification.none("a test looked at its task");
            });
    QuantizationReport scaled =
        run(
            false,
            group -> {
              QuantizedGroup.Builder doubled = QuantizedGroup.builder().inputScale(scale);
              for (QuantizedWeight weight : group.weights()) {
                for (int i = 0; i < weight.scales().length; i++) {
                  weight.scales()[i] *= 2;
                }
                doubled.add(weight);
              }
              return doubled.build();
            });

    assertThat(model.events).containsExactly("divided x", "finished", "published", "discarded");
    assertThat(scales).containsOnlyKeys("a", "b").containsEntry("b", scale);
    assertThat(scaled.layers().get(1).relativeError())
        .isEqualTo(plain.layers().get(1).relativeError());
    assertThat(scaled.layers().get(1).notes())
        .contains(new Note(Note.Kind.INFORMATION, "the input is divided"));
  }

  @Test
  void cancelledRunPublishesNothing() {
    listener = (stage, done, total) -> cancellation.cancel();

    assertThatThrownBy(() -> run(true, UnaryOperator.identity()))
        .isInstanceOf(CancellationException.class);
    assertThat(model.events).containsExactly("discarded");
  }
}
