package org.woq4j.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.woq4j.core.HeapModel.at;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.WoqException;
import org.woq4j.api.algorithm.Note;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapSource;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.Tensors;
import org.woq4j.core.memory.BatchMemory;
import org.woq4j.core.memory.MemoryPart;
import org.woq4j.core.memory.PassMemory;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.memory.StatisticsMemory;
import org.woq4j.core.model.Site;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.core.work.WorkUnit;

class CalibrationPlanTest {

  private static final Map<String, Object> ABS_MEAN = Map.of("sweeps", 8);
  private static final Map<String, Object> GRAM = Map.of("sweeps", 9);

  private static final MemoryPart NO_BATCHES = BatchMemory.of(0, 0, List.of(), 0);

  private final HeapModel model = new HeapModel();

  private static Registry.Builder providers() {
    return Registry.builder()
        .add(new RoundingAlgorithm("round", true, UnaryOperator.identity()))
        .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
        .add(new ByteEmitter("bytes"))
        .add(new HeapSource());
  }

  private static Registry withRtn() {
    return providers().add(new RoundingAlgorithm("rtn", true, UnaryOperator.identity())).build();
  }

  private static QuantizationRequest.Builder request(String algorithm, Map<String, ?> options) {
    return QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
        .defaults(
            Settings.builder()
                .algorithm(Reference.of(algorithm, options))
                .format("bytes")
                .bits(4)
                .groupSize(16)
                .build());
  }

  private static Calibration calibration(Optional<Reference> onMissing) {
    return new Calibration(Reference.of("heap"), Mode.ONE_PASS, List.of(), onMissing);
  }

  private static Calibration calibration() {
    return calibration(Optional.of(Reference.of("rtn")));
  }

  private QuantizationPlan plan(QuantizationRequest.Builder request) {
    return Planner.plan(request.build(), model, withRtn(), List.of());
  }

  private List<String> problems(QuantizationRequest.Builder request, Registry registry) {
    return catchThrowableOfType(
            WoqException.class, () -> Planner.plan(request.build(), model, registry, List.of()))
        .issues()
        .stream()
        .map(Issue::toString)
        .toList();
  }

  private HeapModel threeSites() {
    return model
        .matMulAt(List.of("a"), "a1", 64, 32)
        .matMulAt(List.of("b"), "b1", 64, 32)
        .matMulAt(List.of("a"), "a2", 64, 48)
        .matMulAt(List.of("c"), "c1", 64, 32);
  }

  @Test
  void statisticsOfEachSiteArePlannedInTheModelsOrder() {
    threeSites();
    QuantizationPlan plan =
        plan(
            request("whole", GRAM)
                .rule(
                    new WeightRule(
                        WeightMatcher.name("*/a2"),
                        Settings.builder().algorithm(Reference.of("round", ABS_MEAN)).build(),
                        Optional.empty()))
                .calibration(calibration()));

    assertThat(plan.calibration().orElseThrow().passes())
        .singleElement()
        .satisfies(
            pass ->
                assertThat(pass.statistics())
                    .containsExactly(
                        new PlannedStatistics(
                            at("a"),
                            64,
                            Set.of(Statistic.ABS_MEAN, Statistic.GRAM),
                            Optional.empty()),
                        new PlannedStatistics(
                            at("b"), 64, Set.of(Statistic.GRAM), Optional.empty()),
                        new PlannedStatistics(
                            at("c"), 64, Set.of(Statistic.GRAM), Optional.empty())));
    assertThat(plan.unitsOfPass(0)).hasSize(4);
  }

  @Test
  void statisticsThatDoNotFitTogetherTakeSeveralPasses() {
    threeSites();
    StatisticsMemory one = StatisticsMemory.of(64, Set.of(Statistic.GRAM));
    MemoryPart work =
        plan(request("whole", GRAM).calibration(calibration())).units().get(0).memory();
    long two = PassMemory.of(List.of(one, one), NO_BATCHES, work).bytes();
    long bound = ProcessMemory.calibrating(model.nodes(), 1).bytes() + two;
    QuantizationPlan plan =
        plan(
            request("whole", GRAM)
                .verify(false)
                .threads(1)
                .memoryBound(bound)
                .calibration(calibration()));

    assertThat(plan.passes()).isEqualTo(2);
    assertThat(plan.calibration().orElseThrow().passes())
        .extracting(CalibrationPass::sites)
        .containsExactly(at("a", "b").all(), at("c").all());
    assertThat(plan.calibration().orElseThrow().bytes())
        .isEqualTo(2 * one.gathering() + one.copied());
    assertThat(plan.unitsOfPass(0))
        .extracting(i -> plan.units().get(i).site())
        .containsExactly("a", "b");
    assertThat(plan.unitsOfPass(1))
        .extracting(i -> plan.units().get(i).site())
        .containsExactly("c");
    assertThat(plan.memory().peak().bytes()).isEqualTo(bound);
  }

  /** Rare experts share the statistics of the others, so these are gathered in the same pass. */
  @Test
  void expertsOfALayerStayTogetherIfTheyFit() {
    model
        .matMulAt(List.of("a"), "a1", 64, 32)
        .matMulAt(List.of("experts.0"), "experts.0.up", 64, 32)
        .matMulAt(List.of("b"), "b1", 64, 32)
        .matMulAt(List.of("experts.1"), "experts.1.up", 64, 32);
    StatisticsMemory one = StatisticsMemory.of(64, Set.of(Statistic.GRAM));
    MemoryPart work =
        plan(request("whole", GRAM).calibration(calibration())).units().get(0).memory();
    List<List<String>> sites = new ArrayList<>();
    for (List<StatisticsMemory> together : List.of(List.of(one, one), List.of(one, one, one))) {
      long bound =
          ProcessMemory.calibrating(model.nodes(), 1).bytes()
              + PassMemory.of(together, NO_BATCHES, work).bytes();
      plan(request("whole", GRAM)
              .verify(false)
              .threads(1)
              .memoryBound(bound)
              .calibration(calibration()))
          .calibration()
          .orElseThrow()
          .passes()
          .forEach(pass -> sites.add(pass.sites().stream().map(Site::value).toList()));
    }
    assertThat(sites)
        .containsExactly(
            List.of("a"),
            List.of("experts.0", "b"),
            List.of("experts.1"),
            List.of("a"),
            List.of("experts.0", "b", "experts.1"));
  }

  @Test
  void unitThatFactorsAGramMatrixTakesItsMemory() {
    model.matMulAt(List.of("a"), "a1", 64, 32);
    MemoryPart without = plan(request("whole", Map.of())).units().get(0).memory();
    WorkUnit unit = plan(request("whole", GRAM).calibration(calibration())).units().get(0);

    assertThat(unit.memory().heap()).isEqualTo(without.heap() + 64 * 64 * 12 + 64 * 32 * 8);
    assertThat(unit.memory().outside()).isEqualTo(64 * 64 * 5);
    assertThat(unit.needs()).containsExactly(Statistic.GRAM);
  }

  @Test
  void oneSiteThatExceedsTheBoundIsAnErrorWithItsNeed() {
    model.matMulAt(List.of("wide"), "w", 1024, 16);

    assertThat(
            problems(
                request("whole", GRAM).threads(2).memoryBound(130 << 20).calibration(calibration()),
                withRtn()))
        .containsExactly(
            "the weights at the activation wide: the process takes 149.1 MiB, and may take 130.0 MiB;"
                + " set memory to 150MiB or more at the root of the recipe, or with --memory");
  }

  @Test
  void aBatchWhoseRangesAreLookedForTakesMemoryWithoutStatistics() {
    model.input("x", ElementType.FLOAT32, "rows", "64");
    model.matMulAt(List.of("x"), "a1", 64, 128);
    HeapSource source = new HeapSource();
    source.batch(Tensors.floats("x", new long[] {5000, 64}, new float[5000 * 64]));
    Registry registry =
        Registry.builder()
            .add(new RoundingAlgorithm("round", true, UnaryOperator.identity()))
            .add(new RoundingAlgorithm("rtn", true, UnaryOperator.identity()))
            .add(new ByteEmitter("bytes"))
            .add(source)
            .build();
    QuantizationRequest.Builder request =
        request("round", Map.of()).verify(false).calibration(calibration()).rest(Rest.FLOAT16);

    QuantizationPlan plan = Planner.plan(request.build(), model, registry, List.of());
    long rows = plan.needs().data().largestBatch();
    assertThat(rows).isGreaterThan(4000);
    long bytes = 9 * rows * 128 * Float.BYTES; // nine values as wide as the widest weight
    assertThat(plan.memory().peak().parts())
        .filteredOn(part -> part.name().equals("batches in the model"))
        .singleElement()
        .satisfies(part -> assertThat(part.bytes()).isEqualTo(bytes));
    assertThat(problems(request.memoryBound(70 << 20), registry))
        .singleElement()
        .asString()
        .startsWith("the values of a batch, whose ranges are looked for: the process takes");
  }

  @Test
  void weightOfSeveralSitesIsOneUnitOfAllOfThem() {
    model.matMulAt(List.of("b", "a", "b"), "shared", 64, 32);
    QuantizationPlan plan = plan(request("whole", GRAM).calibration(calibration()));

    assertThat(plan.units())
        .singleElement()
        .satisfies(unit -> assertThat(unit.sites()).isEqualTo(at("b", "a")));
    assertThat(plan.calibration().orElseThrow().passes().get(0).sites())
        .isEqualTo(at("b", "a").all());
  }

  @Test
  void weightsWithoutActivationGetTheSubstituteAndThePlanSaysWhy() {
    model
        .matMulInBody("loop/body", "inner", 64, 32, "n")
        .gather("embedding", 64, 32, "g")
        .matMul("outer", 64, 32, "o");
    QuantizationPlan plan =
        plan(
            request("whole", GRAM)
                .rule(
                    new WeightRule(
                        WeightMatcher.name("g"),
                        Settings.builder()
                            .algorithm(Reference.of("whole", GRAM))
                            .format("bytes")
                            .build(),
                        Optional.empty()))
                .calibration(calibration()));

    assertThat(plan.weights())
        .extracting(weight -> weight.choice().algorithm().id())
        .containsExactly("rtn", "rtn", "whole");
    assertThat(plan.weights().get(0).notes())
        .containsExactly(
            new Note(
                Note.Kind.FALLBACK,
                "quantized by rtn in place of whole: activations inside the body loop/body cannot be"
                    + " captured"));
    assertThat(plan.weights().get(1).notes())
        .extracting(Note::message)
        .containsExactly("quantized by rtn in place of whole: an embedding has no activation");
    assertThat(plan.weights().get(2).notes()).isEmpty();
    assertThat(plan.calibration().orElseThrow().passes().get(0).sites()).isEqualTo(at("x").all());
  }

  @Test
  void missingActivationsAreAnErrorWhereTheRequestForbidsThem() {
    model
        .matMulInBody("loop/body", "w1", 64, 32, "n1")
        .matMulInBody("loop/body", "w2", 64, 32, "n2")
        .matMul("outer", 64, 32, "o");

    assertThat(
            problems(request("whole", GRAM).calibration(calibration(Optional.empty())), withRtn()))
        .containsExactly(
            "'whole' has no data for n1, n2: activations inside the body loop/body cannot"
                + " be captured; skip"
                + " them, give them an algorithm that needs no data, or name one in on_missing");
  }

  @Test
  void theSubstituteHasTheOptionsThatTheRequestGivesIt() {
    model.matMulInBody("loop/body", "inner", 64, 32, "n");
    Reference substitute = Reference.of("round", Map.of("sweeps", 3));
    QuantizationPlan plan =
        plan(request("whole", GRAM).calibration(calibration(Optional.of(substitute))));

    AlgorithmChoice choice = plan.weights().get(0).choice();
    assertThat(choice.algorithm().id()).isEqualTo("round");
    assertThat(choice.options().given()).isEqualTo(Map.of("sweeps", 3));
  }

  @Test
  void aSubstituteThatIsNotThereIsAnError() {
    model.matMulInBody("loop/body", "w1", 64, 32, "n1");

    assertThat(problems(request("whole", GRAM).calibration(calibration()), providers().build()))
        .containsExactly(
            "there is no algorithm 'rtn'; add org.woq4j:woq4j-algorithms-rtn, which has it, to the"
                + " class path",
            "'whole' has no activations for some weights, and 'rtn' cannot be used in its place; skip"
                + " them, or name an algorithm that is on the class path and needs no data");
  }

  @Test
  void aSubstituteThatNeedsDataIsAnError() {
    model.matMulInBody("loop/body", "w1", 64, 32, "n1");
    Reference substitute = Reference.of("round", ABS_MEAN);

    assertThat(
            problems(
                request("whole", GRAM).calibration(calibration(Optional.of(substitute))),
                withRtn()))
        .containsExactly(
            "'whole' has no activations for some weights, and 'round' cannot be used in its place;"
                + " skip them, or name an algorithm that is on the class path and needs no data");
  }

  @Test
  void aSubstituteThatNobodyNeedsMayBeMissing() {
    model.matMul("w", 64, 32, "n");

    assertThat(
            Planner.plan(
                    request("whole", GRAM).calibration(calibration()).build(),
                    model,
                    providers().build(),
                    List.of())
                .weights())
        .hasSize(1);
  }

  @Test
  void anAlgorithmWithoutDataIsAnErrorWithACure() {
    model.matMul("w", 64, 32, "n");

    assertThat(problems(request("whole", GRAM), withRtn()))
        .containsExactly(
            "'whole' with these options needs GRAM of the activations, and there is no calibration;"
                + " add a section 'calibration' whose 'source' is one of heap, or choose options"
                + " that need no data");
  }

  @Test
  void statisticOfLayersOneAfterTheOtherIsLeftOut() {
    model.matMul("w", 64, 32, "n");

    QuantizationPlan plan = plan(request("whole", Map.of("sweeps", 7)).calibration(calibration()));
    assertThat(plan.units()).allMatch(unit -> unit.needs().isEmpty());
    assertThat(plan.calibration().orElseThrow().isNeeded()).isFalse();
  }

  @Test
  void dataThatNothingNeedsIsPlannedWithoutAPass() {
    model.matMul("w", 64, 32, "n");
    QuantizationPlan plan = plan(request("whole", Map.of()).calibration(calibration()));

    assertThat(plan.calibration().orElseThrow().isNeeded()).isFalse();
    assertThat(plan.passes()).isEqualTo(1);
    assertThat(plan.unitsOfPass(0)).containsExactly(0);
  }

  @Test
  void mistakesInASourceAreReportedWithAllOthers() {
    model.matMul("w", 64, 32, "n");
    Location place = new Location("r.yaml", 3, 5);
    Reference heap =
        new Reference(
            "heap",
            Map.of("smaples", 4, "samples", "many"),
            Optional.empty(),
            Map.of("smaples", place));

    assertThat(problems(request("whol", GRAM).calibration(Calibration.of(heap)), withRtn()))
        .containsExactlyInAnyOrder(
            "there is no algorithm 'whol'; did you mean 'whole'?",
            "r.yaml:3:5: 'heap' has no option 'smaples'; did you mean 'samples'?",
            "'samples' must be at least -1, was many; Does nothing.");
    assertThat(
            problems(
                request("whole", GRAM).calibration(Calibration.of(Reference.of("heep"))),
                withRtn()))
        .containsExactly("there is no calibration source 'heep'; did you mean 'heap'?");
    assertThat(
            Planner.problems(
                request("whole", GRAM).calibration(Calibration.of(heap)).build(),
                withRtn(),
                List.of()))
        .hasSize(2);
  }

  @Test
  void pathsOfOptionsAreRelativeToTheRequestsFolder() {
    model.matMul("w", 64, 32, "n");
    Reference heap = Reference.of("heap", Map.of("file", "data/lines.txt"));
    QuantizationPlan plan =
        plan(request("whole", GRAM).folder(Path.of("recipes")).calibration(Calibration.of(heap)));

    Path expected = Path.of("recipes", "data", "lines.txt");
    assertThat(plan.calibration().orElseThrow().source().options().get(HeapSource.FILE))
        .isEqualTo(expected);
    assertThat(plan.request().calibration().orElseThrow().source().options())
        .containsEntry("file", expected);
  }
}
