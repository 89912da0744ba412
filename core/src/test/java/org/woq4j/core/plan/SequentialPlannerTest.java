package org.woq4j.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.HeapSource;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.model.ModelCut;
import org.woq4j.core.model.Piece;
import org.woq4j.core.model.Site;
import org.woq4j.core.plan.SequentialPlan.Stage;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.Calibration.Mode;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

class SequentialPlannerTest {

  private static final Reference PLAIN = Reference.of("whole");
  private static final Reference CROSS_GRAM = Reference.of("whole", Map.of("sweeps", 7));
  private static final Reference ABS_MEAN = Reference.of("whole", Map.of("sweeps", 8));
  private static final Reference GRAM = Reference.of("whole", Map.of("sweeps", 9));

  /** Its columns are independent of each other, so that it works on slices of a weight. */
  private static final Reference GRAM_IN_SLICES = Reference.of("round", Map.of("sweeps", 9));

  private final HeapModel model = new HeapModel();

  /** Plans with an algorithm for all weights and others for the nodes that some patterns match. */
  private QuantizationPlan plan(Reference algorithm, Map<String, Reference> others) {
    return plan(algorithm, others, UnaryOperator.identity());
  }

  private QuantizationPlan plan(
      Reference algorithm,
      Map<String, Reference> others,
      UnaryOperator<QuantizationRequest.Builder> more) {
    Registry registry =
        Registry.builder()
            .add(new RoundingAlgorithm("round", true, UnaryOperator.identity()))
            .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
            .add(new RoundingAlgorithm("rtn", true, UnaryOperator.identity()))
            .add(new ByteEmitter("bytes"))
            .add(new HeapSource())
            .build();
    QuantizationRequest.Builder request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(Settings.builder().algorithm(algorithm).format("bytes").build())
            .calibration(
                new Calibration(
                    Reference.of("heap"),
                    Mode.SEQUENTIAL,
                    List.of(),
                    Optional.of(Reference.of("rtn"))));
    others.forEach(
        (nodes, other) ->
            request.rule(
                new WeightRule(
                    WeightMatcher.name(nodes),
                    Settings.builder().algorithm(other).build(),
                    Optional.empty())));
    return Planner.plan(more.apply(request).build(), model, registry, List.of());
  }

  /** A weight q of some columns, and then a weight o. */
  private void modelOfTwoPieces(int columns) {
    model
        .matMulAt(List.of("a"), "q", 64, columns)
        .matMulAt(List.of("b"), "o", 64, 32)
        .cutInto(
            new ModelCut(
                List.of(piece(List.of(), "a"), piece(List.of("q"), "b")), Map.of("q", 0, "o", 1)));
  }

  private static List<Stage> stages(QuantizationPlan plan) {
    return plan.sequence().orElseThrow().stages();
  }

  /** For each stage, the weights of each of its units. */
  private static List<List<List<String>>> weights(QuantizationPlan plan) {
    return stages(plan).stream()
        .map(
            stage ->
                stage.units().stream()
                    .map(unit -> plan.units().get(unit).weights())
                    .map(all -> all.stream().map(i -> tensor(plan, i)).toList())
                    .toList())
        .toList();
  }

  private static String tensor(QuantizationPlan plan, int weight) {
    return plan.weights().get(weight).weight().tensor();
  }

  private record HeapPiece(int index, List<String> weights, Map<Site, String> sites)
      implements Piece {

    @Override
    public int nodes() {
      return 1;
    }

    @Override
    public List<String> inputs() {
      return List.of("x");
    }

    @Override
    public List<String> outputs() {
      return List.copyOf(sites.values());
    }
  }

  /** A piece that reads some weights. */
  private static Piece piece(List<String> weights, String... sites) {
    Map<Site, String> values =
        Arrays.stream(sites).collect(Collectors.toMap(Site::of, Function.identity()));
    return new HeapPiece(0, weights, values);
  }

  private static PlannedStatistics planned(String site, Statistic... statistics) {
    return new PlannedStatistics(HeapModel.at(site), 64, Set.of(statistics), Optional.empty());
  }

  /** Heap that some statistics take while they are gathered. */
  private static long bytes(PlannedStatistics... together) {
    return new CalibrationPass(List.of(together)).bytes();
  }

  private static long statisticsBytes(Stage stage) {
    return stage.memory().gathering().heap();
  }

  @Test
  void siblingsAreOneUnitWhoseStatisticsAreGatheredOnce() {
    model
        .matMulAt(List.of("a"), "q", 64, 32)
        .matMulAt(List.of("b"), "o", 64, 32)
        .matMulAt(List.of("a"), "k", 64, 48)
        .cutInto(
            new ModelCut(
                List.of(piece(List.of(), "a"), piece(List.of("q", "k"), "b")),
                Map.of("q", 0, "k", 0, "o", 1)));

    QuantizationPlan plan = plan(GRAM, Map.of());

    assertThat(weights(plan)).containsExactly(List.of(List.of("q", "k")), List.of(List.of("o")));
    assertThat(stages(plan))
        .extracting(Stage::known)
        .containsExactly(
            List.of(planned("a", Statistic.GRAM)), List.of(planned("b", Statistic.GRAM)));
    assertThat(stages(plan)).allMatch(stage -> stage.ahead().isEmpty());
    assertThat(model.events).contains("cut at [a, b]");
  }

  @Test
  void siblingsOfDifferentAlgorithmsShareTheUnionOfWhatTheyNeed() {
    model
        .matMulAt(List.of("a"), "q", 64, 32)
        .matMulAt(List.of("a"), "k", 64, 32)
        .cutInto(new ModelCut(List.of(piece(List.of(), "a")), Map.of("q", 0, "k", 0)));

    QuantizationPlan plan = plan(GRAM, Map.of("*/k", ABS_MEAN));

    assertThat(weights(plan)).containsExactly(List.of(List.of("q"), List.of("k")));
    assertThat(stages(plan).get(0).known())
        .containsExactly(planned("a", Statistic.GRAM, Statistic.ABS_MEAN));
  }

  /** Slices of columns come before whole weights among the units. */
  @Test
  void unitsAreDoneInTheOrderOfThePieces() {
    model
        .matMulAt(List.of("a"), "first", 64, 32)
        .matMulAt(List.of("b"), "second", 64, 32)
        .cutInto(
            new ModelCut(
                List.of(piece(List.of(), "a"), piece(List.of("first"), "b")),
                Map.of("first", 0, "second", 1)));

    QuantizationPlan plan = plan(GRAM, Map.of("*/second", GRAM_IN_SLICES));

    assertThat(stages(plan)).extracting(Stage::units).containsExactly(List.of(1), List.of(0));
    assertThat(weights(plan))
        .containsExactly(List.of(List.of("first")), List.of(List.of("second")));
  }

  /** The float model provides an activation that does not exist yet: X is X', and XᵀX is X'ᵀX. */
  @Test
  void aSharedWeightIsDoneAtItsFirstReader() {
    model
        .matMulAt(List.of("a", "c"), "shared", 64, 64)
        .matMulAt(List.of("b"), "other", 64, 64)
        .cutInto(
            new ModelCut(
                List.of(piece(List.of(), "a"), piece(List.of("shared"), "b")),
                Map.of("shared", 0, "other", 1)));

    QuantizationPlan plan = plan(CROSS_GRAM, Map.of());

    assertThat(weights(plan))
        .containsExactly(List.of(List.of("shared")), List.of(List.of("other")));
    assertThat(stages(plan).get(0).known()).containsExactly(planned("a", Statistic.CROSS_GRAM));
    assertThat(stages(plan).get(0).ahead()).containsExactly(planned("c", Statistic.GRAM));
    assertThat(statisticsBytes(stages(plan).get(0)))
        .isEqualTo(bytes(planned("a", Statistic.CROSS_GRAM), planned("c", Statistic.GRAM)));
    assertThat(stages(plan).get(1).ahead()).isEmpty();
  }

  @Test
  void anEarlierActivationIsGatheredInItsPieceAndHeldForAWeightThatWaits() {
    model
        .matMulAt(List.of("a"), "early", 64, 64)
        .matMulAt(List.of("b", "a"), "late", 64, 64)
        .matMulAt(List.of("c"), "last", 64, 64)
        .cutInto(
            new ModelCut(
                List.of(
                    piece(List.of(), "a"),
                    piece(List.of("early"), "b"),
                    piece(List.of("late"), "c")),
                Map.of("early", 0, "late", 1, "last", 2)));

    QuantizationPlan plan = plan(GRAM, Map.of("*/early", ABS_MEAN));

    assertThat(weights(plan))
        .containsExactly(
            List.of(List.of("early")), List.of(List.of("late")), List.of(List.of("last")));
    PlannedStatistics a = planned("a", Statistic.ABS_MEAN, Statistic.GRAM);
    PlannedStatistics b = planned("b", Statistic.GRAM);
    assertThat(stages(plan))
        .extracting(Stage::known)
        .containsExactly(List.of(a), List.of(b), List.of(planned("c", Statistic.GRAM)));
    assertThat(stages(plan))
        .extracting(SequentialPlannerTest::statisticsBytes)
        .containsExactly(bytes(a), bytes(a, b), bytes(planned("c", Statistic.GRAM)));
  }

  @Test
  void aWeightThatNeedsNoDataCapturesNoActivationAndKeepsItsPlace() {
    model
        .matMulAt(List.of("a"), "with", 64, 32)
        .matMulAt(List.of("b"), "without", 64, 32)
        .matMulAt(List.of("c"), "unread", 64, 32)
        .cutInto(
            new ModelCut(
                List.of(piece(List.of(), "a"), piece(List.of("with"))),
                Map.of("with", 0, "without", 1)));

    QuantizationPlan plan = plan(GRAM, Map.of("*/without", PLAIN, "*/unread", PLAIN));

    assertThat(model.events).contains("cut at [a]");
    assertThat(weights(plan))
        .containsExactly(List.of(List.of("with"), List.of("unread")), List.of(List.of("without")));
    assertThat(stages(plan).get(1).known()).isEmpty();
    assertThat(stages(plan).get(1).ahead()).isEmpty();
    assertThat(statisticsBytes(stages(plan).get(1))).isZero();
  }

  @Test
  void aWeightInABodyIsRoundedWhenItsNodeIsReached() {
    model
        .matMulAt(List.of("a"), "outer", 64, 32)
        .matMulInBody("loop/body", "inner", 64, 32, "n")
        .matMulAt(List.of("b"), "next", 64, 32)
        .cutInto(
            new ModelCut(
                List.of(
                    piece(List.of(), "a"), piece(List.of("outer")), piece(List.of("inner"), "b")),
                Map.of("outer", 0, "inner", 1, "next", 2)));

    QuantizationPlan plan = plan(GRAM, Map.of());

    assertThat(weights(plan))
        .containsExactly(
            List.of(List.of("outer")), List.of(List.of("inner")), List.of(List.of("next")));
    assertThat(stages(plan).get(1).known()).isEmpty();
    assertThat(model.events).contains("cut at [a, b]");
  }

  @Test
  void thereAreStagesBeyondTheLastPieceWhereAWeightIsQuantizedThere() {
    model
        .matMulAt(List.of("a"), "first", 64, 32)
        .matMulAt(List.of("z"), "behind", 64, 32)
        .cutInto(new ModelCut(List.of(piece(List.of(), "a")), Map.of("first", 0, "behind", 2)));

    QuantizationPlan plan = plan(GRAM, Map.of("*/behind", PLAIN));

    assertThat(weights(plan))
        .containsExactly(List.of(List.of("first")), List.of(), List.of(List.of("behind")));
    assertThat(fedBytes(plan)).isZero();
    assertThat(plan.passes()).isEqualTo(3);
  }

  /** No weight of a HeapModel takes memory before it is read. */
  @Test
  void aWeightIsRefusedThatIsTooLargeToBeFed() {
    model
        .matMulAt(List.of("a"), "large", 64, 1 << 23)
        .matMulAt(List.of("a"), "largest that fits", 64, (1 << 23) - 1)
        .matMulAt(List.of("b"), "next", 64, 64)
        .matMulAt(List.of("b"), "large and not fed", 64, 1 << 23)
        .cutInto(
            new ModelCut(
                List.of(piece(List.of(), "a"), piece(List.of("large", "largest that fits"), "b")),
                Map.of("large", 0, "largest that fits", 0, "next", 1, "large and not fed", 1)));

    assertThat(
            catchThrowableOfType(
                    WoqException.class, () -> plan(PLAIN, Map.of("*/next", GRAM_IN_SLICES)))
                .issues())
        .extracting(Issue::toString)
        .filteredOn(issue -> issue.startsWith("the weight "))
        .containsExactly(
            "the weight large takes 2.00 GiB, and layer after layer a weight that others follow"
                + " must take less than 2 GiB; skip it, or set the calibration's mode to one-pass");
  }

  @Test
  void aPiecesWeightsTakeMemoryTwiceWhereTheFloatModelRunsBesideIt() {
    modelOfTwoPieces(32);

    assertThat(fedBytes(plan(GRAM, Map.of()))).isEqualTo(64L * 32 * Float.BYTES);
    QuantizationPlan both = plan(CROSS_GRAM, Map.of());
    assertThat(both.sequence().orElseThrow().runsOriginal()).isTrue();
    assertThat(fedBytes(both)).isEqualTo(2L * 64 * 32 * Float.BYTES);
  }

  private static long fedBytes(QuantizationPlan plan) {
    return plan.sequence().orElseThrow().kept().weights().bytes();
  }

  @Test
  void activationsBetweenPiecesTakeWhatIsLeftOfTheMemory() {
    modelOfTwoPieces(320);
    QuantizationPlan ample = plan(GRAM, Map.of());
    long least =
        ProcessMemory.calibrating(model.nodes(), 2).bytes()
            + fedBytes(ample)
            + stages(ample).get(0).memory().bytes();

    assertThat(planWithin(least + 1000).sequence().orElseThrow().kept().activationBound())
        .isEqualTo(1000);
    assertThat(planWithin(least).sequence().orElseThrow().kept().activationBound()).isZero();
    assertThat(catchThrowableOfType(WoqException.class, () -> planWithin(least - 1)).issues())
        .singleElement()
        .satisfies(
            issue ->
                assertThat(issue.toString())
                    .startsWith("the weights at the activation a: the process takes 1")
                    .contains("set memory to 1"));
  }

  private QuantizationPlan planWithin(long bound) {
    return plan(GRAM, Map.of(), request -> request.threads(2).memoryBound(bound));
  }
}
