package org.woq4j.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.api.WoqException;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.memory.ProcessMemory;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.core.rules.RuleCatch;
import org.woq4j.core.work.WorkUnit;

class PlannerTest {

  private final Registry registry =
      Registry.builder()
          .add(new RoundingAlgorithm("round", true, UnaryOperator.identity()))
          .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
          .add(new ByteEmitter("bytes"))
          .build();

  private final HeapModel model =
      new HeapModel()
          .matMul("wq", 64, 48, "/layer.0/q")
          .matMul("wk", 64, 48, "/layer.0/k")
          .matMul("wo", 48, 64, "/layer.1/o")
          .gather("embedding", 64, 100, "/embed/Gather");

  private static Settings.Builder defaults() {
    return Settings.builder().algorithm("round").format("bytes").bits(4).groupSize(16);
  }

  private static QuantizationRequest.Builder request() {
    return QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
        .defaults(defaults().build());
  }

  private static WeightRule rule(String pattern, Settings.Builder settings) {
    return new WeightRule(
        WeightMatcher.name(pattern), settings.build(), Optional.of(new Location("r.yaml", 9, 5)));
  }

  private QuantizationPlan plan(QuantizationRequest request) {
    return Planner.plan(request, model, registry, List.of());
  }

  private List<Issue> problems(QuantizationRequest request) {
    return catchThrowableOfType(WoqException.class, () -> plan(request)).issues();
  }

  @Test
  void matMulsAreQuantizedAndEmbeddingsLeft() {
    QuantizationPlan plan = plan(request().build());

    assertThat(plan.weights())
        .extracting(w -> w.weight().tensor())
        .containsExactly("wq", "wk", "wo");
    assertThat(Accounts.inFloat(plan)).containsOnlyKeys("/embed/Gather");
    assertThat(plan.bytes().stored()).isEqualTo(3 * 64 * 48);
    assertThat(plan.bytes().after()).isEqualTo(3 * 64 * 48 + 4 * 64 * 100);
    assertThat(plan.bitsPerWeight()).isEqualTo(8.0);
    assertThat(plan.leastRuntime()).isEqualTo("1.9");
  }

  @Test
  void ruleThatGivesAFormatQuantizesAnEmbedding() {
    QuantizationPlan plan =
        plan(request().rule(rule("*/Gather", Settings.builder().format("bytes"))).build());

    assertThat(plan.weights()).hasSize(4);
    assertThat(Accounts.inFloat(plan)).isEmpty();
  }

  @Test
  void missingSettingsAreReportedWithTheKnownIds() {
    QuantizationRequest empty =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx")).build();

    assertThat(problems(empty))
        .extracting(Issue::toString)
        .containsExactly(
            "no algorithm is given; set 'algorithm' to one of round, whole",
            "no format is given; set 'format' to one of bytes");
  }

  @Test
  void noGroupIsEmpty() {
    assertThat(problems(request().defaults(defaults().groupSize(0).build()).build()))
        .extracting(Issue::message)
        .containsExactly("'group_size' must be -1 or at least 1, was 0");
  }

  @Test
  void firstRuleThatCatchesDecides() {
    QuantizationPlan plan =
        plan(
            request()
                .rule(rule("/layer.0/q", Settings.builder().skip(true)))
                .rule(rule("/layer.0/*", Settings.builder().bits(8)))
                .build());

    assertThat(plan.weights())
        .extracting(w -> w.weight().tensor() + w.replacement().scheme().bits())
        .containsExactly("wk8", "wo4");
    assertThat(plan.selection().rules())
        .extracting(RuleCatch::nodes)
        .containsExactly(List.of("/layer.0/q"), List.of("/layer.0/k"));
    assertThat(Accounts.inFloat(plan))
        .containsEntry("/layer.0/q", "skipped by the rule at r.yaml:9:5");
  }

  @Test
  void patternsAreGlobsOrRegularExpressions() {
    assertThat(plan(request().rule(rule("re:/layer\\.[01]/[qk]", skip())).build()).weights())
        .hasSize(1);
    assertThat(plan(request().rule(rule("/layer.?/o", skip())).build()).weights()).hasSize(2);
    assertThat(problems(request().rule(rule("re:(", skip())).build()).get(0).message())
        .contains("regular expression");
  }

  private static Settings.Builder skip() {
    return Settings.builder().skip(true);
  }

  @Test
  void allProblemsAreReportedTogether() {
    List<Issue> problems =
        problems(
            request()
                .defaults(
                    Settings.builder()
                        .algorithm(Reference.of("rounds"))
                        .format(Reference.of("bytes", Map.of("level", 4L)))
                        .scheme("bits", 9L, new Location("r.yaml", 5, 9))
                        .build())
                .rule(rule("/layr.0/q", skip()))
                .build());

    assertThat(problems)
        .extracting(Issue::message)
        .anyMatch(m -> m.contains("no algorithm 'rounds'"))
        .anyMatch(m -> m.contains("no option 'level'"))
        .anyMatch(m -> m.contains("'bits' must be 1 to 8, was 9"))
        .anyMatch(m -> m.contains("no node matches the rule with name '/layr.0/q'"))
        .hasSize(4);
    assertThat(problems)
        .extracting(i -> i.cure().orElse(""))
        .contains("did you mean 'round'?")
        .anyMatch(cure -> cure.contains("the nearest names: /layer.0/q"));
  }

  @Test
  void equalRefusalsAreReportedOnce() {
    List<Issue> problems = problems(request().defaults(defaults().groupSize(7).build()).build());

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message())
        .isEqualTo(
            "bytes cannot store the weights of 3 nodes (/layer.0/q, /layer.0/k, /layer.1/o):"
                + " groups of 7 do not fit");
    assertThat(problems.get(0).cure()).contains("groups of 8 do");
  }

  @Test
  void readersOfOneWeightMustAgree() {
    model.matMul("shared", 64, 64, "a", "b");
    List<Issue> problems = problems(request().rule(rule("b", Settings.builder().bits(8))).build());

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message())
        .contains("shared", " a (the defaults)", " b (the rule at");
  }

  @Test
  void skippedReaderKeepsTheFloatWeight() {
    model.matMul("shared", 64, 64, "a", "b");
    QuantizationPlan plan = plan(request().rule(rule("b", skip())).build());

    assertThat(plan.bytes().after())
        .isEqualTo(model.bytes() - 3 * 4 * 64 * 48 + 3 * 64 * 48 + 64 * 64);
  }

  @Test
  void algorithmThatNeedsDataIsRefusedWithoutIt() {
    List<Issue> problems =
        problems(
            request()
                .defaults(defaults().algorithm(Reference.of("round", Map.of("sweeps", 9))).build())
                .build());

    assertThat(problems).extracting(Issue::message).singleElement().asString().contains("GRAM");
  }

  @Test
  void nothingToDoIsAnError() {
    List<Issue> problems = problems(request().rule(rule("*", skip())).build());

    assertThat(problems)
        .extracting(Issue::message)
        .singleElement()
        .asString()
        .contains("nothing in a.onnx would be quantized", "skipped by the rule");
  }

  @Test
  void obstaclesAreReasons() {
    model.obstructed("vector", "v", "it is no matrix");

    assertThat(Accounts.inFloat(plan(request().build()))).containsEntry("v", "it is no matrix");
  }

  @Test
  void independentColumnsPassInSlices() {
    HeapModel large = new HeapModel().matMul("large", 64, 1000, "n");
    long bound = ProcessMemory.rounding(1, 64_000, true).bytes() + (1 << 18);
    QuantizationPlan plan =
        Planner.plan(request().memoryBound(bound).build(), large, registry, List.of());

    assertThat(plan.units()).hasSizeGreaterThan(5);
    assertThat(plan.units().get(0).columns().from()).isZero();
    for (int i = 1; i < plan.units().size(); i++) {
      assertThat(plan.units().get(i).columns().from())
          .isEqualTo(plan.units().get(i - 1).columns().to());
    }
    assertThat(plan.units().get(plan.units().size() - 1).columns().to()).isEqualTo(1000);
    assertThat(plan.memory().peak().bytes()).isLessThanOrEqualTo(bound);
  }

  @Test
  void weightsOfOneSiteStayTogetherWhereColumnsDepend() {
    QuantizationPlan plan = plan(request().defaults(defaults().algorithm("whole").build()).build());

    assertThat(plan.units()).extracting(WorkUnit::weights).containsExactly(List.of(0, 1, 2));
  }
}
