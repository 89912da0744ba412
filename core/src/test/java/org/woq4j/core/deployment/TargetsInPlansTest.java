package org.woq4j.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.deployment.Verdict.Runs;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapSource;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.plan.Planner;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.report.Target;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.work.PlannedWeight;

class TargetsInPlansTest {

  /** Chooses and judges as it is told. */
  private record Scripted(
      String id, List<FormChoice> forms, BiFunction<StoredForm, OptionalInt, Verdict> judge)
      implements DeploymentTarget {

    @Override
    public List<FormChoice> choices(
        EmissionRequest wanted, OptionalInt rows, OptionValues options) {
      return forms;
    }

    @Override
    public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
      return judge.apply(form, rows);
    }
  }

  private static final FormChoice BYTES = FormChoice.of("bytes");
  private static final FormChoice OTHERS = FormChoice.of("others");
  private static final Verdict FAST = Verdict.fast("it is");

  private static OptionSpec<Integer> number(String name) {
    return OptionSpec.integer(name).defaultsTo(0).doc("Does nothing.").build();
  }

  private final HeapSource source = new HeapSource();
  private HeapModel model = new HeapModel().matMul("w", 32, 16, "n");

  private QuantizationPlan plan(
      DeploymentTarget target, Settings defaults, UnaryOperator<QuantizationRequest.Builder> more) {
    Registry registry =
        Registry.builder()
            .add(new RoundingAlgorithm("rtn", true, UnaryOperator.identity()))
            .add(new RoundingAlgorithm("clever", true, UnaryOperator.identity()))
            .add(
                new ByteEmitter("bytes", ActivationRounding.NONE, number("level"), number("other")))
            .add(new ByteEmitter("others"))
            .add(source)
            .add(target)
            .build();
    QuantizationRequest.Builder request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx")).defaults(defaults);
    return Planner.plan(more.apply(request).build(), model, registry, List.of());
  }

  private PlannedWeight weight(DeploymentTarget target, Settings defaults) {
    return plan(target, defaults, request -> request.deployment(Deployment.of(target.id())))
        .weights()
        .get(0);
  }

  private static DeploymentTarget target(FormChoice... forms) {
    return target(form -> FAST, forms);
  }

  private static DeploymentTarget target(Function<StoredForm, Verdict> judge, FormChoice... forms) {
    return new Scripted("npu", List.of(forms), (form, rows) -> judge.apply(form));
  }

  private static Settings.Builder settings() {
    return Settings.builder();
  }

  private static QuantizationRequest.Builder withData(QuantizationRequest.Builder request) {
    return request
        .deployment(Deployment.of("npu"))
        .calibration(Calibration.of(Reference.of("heap")));
  }

  @Test
  void theFirstFormThatHoldsTheWeightIsChosen() {
    PlannedWeight planned = weight(target(OTHERS.withGroupSize(7), BYTES), settings().build());

    assertThat(planned.formats()).containsExactly("bytes");
    assertThat(planned.choice().algorithm().id()).isEqualTo("rtn");
    assertThat(planned.verdict()).isEqualTo(FAST);
  }

  @Test
  void aFormThatDoesNotRunThereIsPassedOver() {
    DeploymentTarget target =
        target(
            form -> form.format().equals("bytes") ? Verdict.not("it is old", "others") : FAST,
            BYTES,
            OTHERS);

    assertThat(weight(target, settings().build()).formats()).containsExactly("others");
  }

  @Test
  void aFormatOfAnotherJarIsPassedOver() {
    assertThat(weight(target(FormChoice.of("absent"), BYTES), settings().build()).formats())
        .containsExactly("bytes");
  }

  @Test
  void groupSizeAndSymmetryOfTheChoiceFillWhatIsOpen() {
    DeploymentTarget target = target(BYTES.withGroupSize(8).withoutZeroPoints());

    PlannedWeight open = weight(target, settings().build());
    PlannedWeight set = weight(target, settings().groupSize(16).scheme("asym").build());

    assertThat(open.replacement().scheme().groupSize()).isEqualTo(8);
    assertThat(open.replacement().scheme().symmetry().isSymmetric()).isTrue();
    assertThat(set.replacement().scheme().groupSize()).isEqualTo(16);
    assertThat(set.replacement().scheme().symmetry().isSymmetric()).isFalse();
  }

  @Test
  void theUsersFormatStays() {
    assertThat(weight(target(BYTES), settings().format("others").build()).formats())
        .containsExactly("others");
  }

  @Test
  void optionsOfTheUsersFormatThatAreOpenOrAutoAreChosen() {
    DeploymentTarget target = target(BYTES.with("level", 4).with("other", 2));
    Reference format = Reference.of("bytes", Map.of("level", "auto", "other", 3));

    OptionValues chosen =
        weight(target, settings().format(format).build())
            .replacement()
            .emissions()
            .get(0)
            .request()
            .options();

    assertThat(chosen.given()).isEqualTo(Map.of("level", 4, "other", 3));
  }

  @Test
  void autoIsTheDefaultWhereTheTargetChoosesNothing() {
    Reference format = Reference.of("bytes", Map.of("level", "auto"));

    assertThat(
            weight(target(), settings().format(format).build())
                .replacement()
                .emissions()
                .get(0)
                .request()
                .options()
                .given())
        .isEmpty();
  }

  @Test
  void theAlgorithmOfTheChoiceNeedsData() {
    DeploymentTarget target = target(BYTES.withAlgorithm("clever"));

    assertThat(weight(target, settings().build()).choice().algorithm().id()).isEqualTo("rtn");
    assertThat(
            plan(target, settings().build(), TargetsInPlansTest::withData)
                .weights()
                .get(0)
                .choice()
                .algorithm()
                .id())
        .isEqualTo("clever");
    assertThat(
            plan(target, settings().algorithm("rtn").build(), TargetsInPlansTest::withData)
                .weights()
                .get(0)
                .choice()
                .algorithm()
                .id())
        .isEqualTo("rtn");
  }

  @Test
  void aFormThatTheUserSetAndThatDoesNotRunIsRefused() {
    DeploymentTarget target = target(form -> Verdict.not("it is old", "format others"), OTHERS);

    assertThatThrownBy(() -> weight(target, settings().format("bytes").build()))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll("'npu' cannot run n: it is old", "format others");
  }

  @Test
  void aSlowFormIsAWarning() {
    DeploymentTarget target = target(form -> Verdict.slow("it takes twice the time", ""), BYTES);
    model = new HeapModel().matMul("w", 32, 16, "n").matMul("v", 32, 16, "m");

    QuantizationPlan plan =
        plan(target, settings().build(), request -> request.deployment(Deployment.of("npu")));

    assertThat(plan.speedWarnings())
        .singleElement()
        .hasToString(
            "2 layers run slower than in float on the target 'npu': it takes twice the time");
  }

  @Test
  void aFasterFormThanAFastOneIsANote() {
    DeploymentTarget target =
        target(form -> Verdict.fast("it takes half the time", "8 bits take a third"), BYTES);

    assertThat(weight(target, settings().build()).storageNotes())
        .containsExactly("it takes half the time; 8 bits take a third");
  }

  @Test
  void aRuntimeThatIsTooOldIsRefused() {
    assertThatThrownBy(
            () ->
                plan(
                    target(BYTES),
                    settings().format("bytes").build(),
                    request -> request.deployment(Deployment.of("npu").withRuntime("1.8.2"))))
        .hasMessageContainingAll("needs ONNX Runtime 1.9", "has 1.8");
    assertThatThrownBy(
            () ->
                plan(
                    target(BYTES),
                    settings().build(),
                    request -> request.deployment(Deployment.of("npu").withRuntime("new"))))
        .hasMessageContainingAll("'new' is not a version", "\"1.20\"")
        .hasMessageNotContaining("no format");
  }

  @Test
  void theTargetAnswersForTheRuntimeThatRunsTheModel() {
    DeploymentTarget onAny =
        new DeploymentTarget() {
          @Override
          public String id() {
            return "npu";
          }

          @Override
          public DeploymentTarget onRuntime(String version) {
            return target(form -> Verdict.fast("it has kernels since " + version), BYTES);
          }

          @Override
          public List<FormChoice> choices(
              EmissionRequest wanted, OptionalInt rows, OptionValues options) {
            return List.of(BYTES);
          }

          @Override
          public Verdict judge(StoredForm form, OptionalInt rows, OptionValues options) {
            return Verdict.unknown();
          }
        };
    QuantizationPlan plan =
        plan(
            onAny,
            settings().build(),
            request -> request.deployment(Deployment.of("npu").withRuntime("1.20")));

    assertThat(plan.weights().get(0).verdict())
        .isEqualTo(Verdict.fast("it has kernels since 1.20"));
    assertThat(weight(onAny, settings().build()).verdict()).isEqualTo(Verdict.unknown());
  }

  @Test
  void anUnknownTargetIsTheOnlyProblem() {
    assertThatThrownBy(
            () ->
                plan(
                    new Scripted("any", List.of(BYTES), (form, rows) -> FAST),
                    settings().build(),
                    request -> request.deployment(Deployment.of("npx"))))
        .isInstanceOfSatisfying(
            WoqException.class,
            wrong ->
                assertThat(wrong.issues())
                    .singleElement()
                    .satisfies(
                        issue ->
                            assertThat(issue.message()).isEqualTo("there is no target 'npx'")));
  }

  @Test
  void withoutTargetsNothingIsChosen() {
    assertThatThrownBy(() -> plan(target(BYTES), settings().build(), UnaryOperator.identity()))
        .hasMessageContaining("no format is given");
  }

  private Optional<Target> described(UnaryOperator<QuantizationRequest.Builder> more) {
    return plan(target(BYTES), settings().build(), more).needs().target();
  }

  @Test
  void givenRowsCount() {
    assertThat(described(request -> request.deployment(Deployment.of("npu").withRows(9))))
        .hasValue(new Target("npu", Optional.of(9)));
  }

  @Test
  void aModelWithACacheGetsARowInACall() {
    model.input("ids", ElementType.INT64, "batch", "sequence");
    model.input("past_key_values.0.key", ElementType.FLOAT32, "batch", "past", "8");

    assertThat(described(request -> request.deployment(Deployment.of("npu"))))
        .hasValue(new Target("npu", Optional.of(1)));
  }

  @Test
  void otherwiseTheRowsAreThoseOfACalibrationSample() {
    model.input("ids", ElementType.INT64, "batch", "sequence");
    source.batch(ids(2, 5)).batch(ids(1, 7));

    assertThat(described(TargetsInPlansTest::withData)).hasValue(new Target("npu", Optional.of(6)));
  }

  @Test
  void withoutDataTheRowsAreUnknown() {
    assertThat(described(request -> request.deployment(Deployment.of("npu"))))
        .hasValue(new Target("npu", Optional.empty()));
  }

  private static NamedTensor ids(int samples, int tokens) {
    return new NamedTensor(
        "ids",
        ElementType.INT64,
        new long[] {samples, tokens},
        ByteBuffer.allocate(samples * tokens * Long.BYTES));
  }

  @Test
  void theRegistryOffersTargets() {
    Registry registry = Registry.builder().add(target(BYTES)).build();
    assertThat(registry.target("npu")).isPresent();
    assertThat(registry.targets()).hasSize(1);
    assertThat(
            plan(target(BYTES), settings().build(), r -> r.deployment(Deployment.of("npu")))
                .weights()
                .get(0)
                .verdict()
                .runs())
        .isEqualTo(Runs.FAST);
  }
}
