package org.woq4j.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountRow;
import org.woq4j.core.plan.Planner;
import org.woq4j.core.plan.QuantizationPlan;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

class AccountPlannerTest {

  private final Registry registry =
      Registry.builder()
          .add(new RoundingAlgorithm("round", true, UnaryOperator.identity()))
          .add(new ByteEmitter("bytes"))
          .build();

  private final HeapModel model = new HeapModel().matMul("v", 64, 48, "/v");

  private static QuantizationRequest.Builder request() {
    return QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
        .defaults(
            Settings.builder().algorithm("round").format("bytes").bits(4).groupSize(16).build());
  }

  private static WeightRule rule(String pattern, Settings.Builder settings) {
    return new WeightRule(WeightMatcher.name(pattern), settings.build(), Optional.empty());
  }

  private QuantizationPlan plan(QuantizationRequest.Builder request) {
    return Planner.plan(request.build(), model, registry, List.of());
  }

  private static AccountLine line(QuantizationPlan plan, String constant) {
    return plan.account().lines().stream()
        .filter(line -> line.constant().name().equals(constant))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWeightWhoseFloatFormStaysIsQuantizedOnlyIfARuleAsksForIt() {
    model.matMul("w", 64, 64, "/w").output("w");

    AccountLine left = line(plan(request()), "w");
    assertThat(left.isQuantized()).isFalse();
    assertThat(left.bytesAfter()).isEqualTo(4 * 64 * 64);
    assertThat(left.reason().orElseThrow())
        .startsWith("its float form stays (it is an output of the graph)");

    AccountLine asked = line(plan(request().rule(rule("/w", Settings.builder().bits(4)))), "w");
    assertThat(asked.isQuantized()).isTrue();
    assertThat(asked.bytesAfter()).isEqualTo(4 * 64 * 64 + 64 * 64);
    assertThat(asked.bytesInFloat()).isEqualTo(4 * 64 * 64);
    assertThat(asked.reason()).contains("it is an output of the graph");
  }

  @Test
  void aReaderThatARuleSkipsKeepsTheFloatFormAndTheOthersAreQuantized() {
    model.matMul("shared", 64, 64, "a", "b");

    AccountLine line =
        line(plan(request().rule(rule("b", Settings.builder().skip(true)))), "shared");
    assertThat(line.isQuantized()).isTrue();
    assertThat(line.bytesInFloat()).isEqualTo(4 * 64 * 64);
    assertThat(line.reason()).contains("skipped by a rule");
  }

  @Test
  void aPlanThatMakesTheModelLargerSaysWhyAndWhatToDo() {
    model.matMul("w", 64, 64, "/w").output("w");
    QuantizationPlan plan =
        plan(
            request()
                .rule(rule("/w", Settings.builder().bits(4)))
                .rule(rule("/v", Settings.builder().skip(true))));
    Issue warning = plan.sizeWarning().orElseThrow();
    assertThat(warning.message())
        .isEqualTo(
            "the written model is larger than the float model (114.3 % of its bytes):"
                + " the float form stays beside the codes of w");
    assertThat(warning.cure()).contains("skip the nodes that read it");
    assertThat(plan(request()).sizeWarning()).isEmpty();
  }

  @Test
  void aWrittenModelIsLargerThanPlannedOnlyByItsGraph() {
    QuantizationPlan plan = plan(request());
    long before = plan.account().bytesBefore();
    assertThat(AccountIssues.larger(plan.account(), before)).isEmpty();
    assertThat(AccountIssues.larger(plan.account(), before + 1).orElseThrow().message())
        .endsWith("new nodes and the recipe take more than the codes save");
  }

  @Test
  void whatPreventsAllOfItIsNamedWithItsShare() {
    HeapModel none = new HeapModel().obstructed("c", "/c", "it is no matrix");
    WoqException refused =
        catchThrowableOfType(
            WoqException.class, () -> Planner.plan(request().build(), none, registry, List.of()));
    assertThat(refused.issues())
        .extracting(Issue::message)
        .containsExactly(
            "nothing in a.onnx would be quantized; of its bytes, 100.0 % are floats of MatMul (it is no matrix)");
  }

  @Test
  void rowsOfAPlanSayWhatIsLeft() {
    model.obstructed("c", "/c", "it is no matrix");
    assertThat(plan(request()).account().byOperator())
        .containsExactly(
            new AccountRow("MatMul", 1, 4 * 64 * 48, 64 * 48, 0, Optional.empty()),
            new AccountRow("MatMul", 1, 20, 20, 20, Optional.of("it is no matrix")));
  }
}
