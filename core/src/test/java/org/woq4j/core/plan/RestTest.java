package org.woq4j.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.ByteEmitter;
import org.woq4j.core.HeapModel;
import org.woq4j.core.RoundingAlgorithm;
import org.woq4j.core.model.Emission;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Rest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

/** How a plan changes where the rest of the model becomes half precision. */
class RestTest {

  private final HeapModel model =
      new HeapModel().matMul("w", 64, 48, "/MatMul").matMul("kept", 64, 100, "/kept");

  private QuantizationPlan plan(Rest rest) {
    Registry registry =
        Registry.builder()
            .add(new RoundingAlgorithm("whole", false, UnaryOperator.identity()))
            .add(new ByteEmitter("bytes"))
            .build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of("a.onnx"), Path.of("b.onnx"))
            .defaults(Settings.builder().algorithm("whole").format("bytes").groupSize(16).build())
            .rule(
                new WeightRule(
                    WeightMatcher.name("/kept"),
                    Settings.builder().skip(true).build(),
                    Optional.empty()))
            .rest(rest)
            .build();
    return Planner.plan(request, model, registry, List.of());
  }

  private static Emission emission(QuantizationPlan plan) {
    return plan.replacements().get(0).emissions().get(0);
  }

  @Test
  void formatsAndSchemesAreAskedForHalfPrecision() {
    Emission half = emission(plan(Rest.FLOAT16));
    assertThat(half.request().activationType()).isEqualTo(ElementType.FLOAT16);
    assertThat(half.request().scheme().scaleType()).isEqualTo(ElementType.FLOAT16);
    assertThat(half.reader().activationType()).isEqualTo(ElementType.FLOAT32);

    Emission wide = emission(plan(Rest.FLOAT32));
    assertThat(wide.request().activationType()).isEqualTo(ElementType.FLOAT32);
    assertThat(wide.request().scheme().scaleType()).isEqualTo(ElementType.FLOAT32);
  }

  @Test
  void whatIsKeptTakesHalfTheBytes() {
    ModelBytes wide = plan(Rest.FLOAT32).bytes();
    ModelBytes half = plan(Rest.FLOAT16).bytes();
    assertThat(wide.after() - wide.stored()).isEqualTo(64 * 100 * 4);
    assertThat(half.after() - half.stored()).isEqualTo(64 * 100 * 2);
  }
}
