package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.FixtureEmissionContext;

/** RoutedExpertsTest of the command runs the forms. */
class QMoeEmitterTest {

  private static final int EXPERTS = 3;

  private final QMoeEmitter emitter = new QMoeEmitter();

  private static EmissionRequest request(
      int bits, int groupSize, ZeroPoint zeroPoint, int inputFeatures) {
    Symmetry symmetry = zeroPoint == ZeroPoint.NONE ? Symmetry.SYMMETRIC_FULL : Symmetry.ASYMMETRIC;
    return new EmissionRequest(
        new QuantScheme(bits, groupSize, symmetry, zeroPoint, ElementType.FLOAT32),
        OperatorKind.EXPERTS,
        EXPERTS,
        inputFeatures,
        10,
        ElementType.FLOAT32,
        OptionValues.of(List.of(), Map.of()));
  }

  private EmissionPlan.Accepted accepted(EmissionRequest request) {
    return Emitted.accepted(emitter, request);
  }

  @Test
  void groupsHaveScalesAndZeroPointsInRows() {
    EmissionRequest request = request(4, 16, ZeroPoint.INTEGER, 64);
    EmissionPlan.Accepted plan = accepted(request);

    assertThat(plan.tensors())
        .extracting(TensorSpec::dims)
        .containsExactly(List.of(3L, 10L, 32L), List.of(3L, 10L, 4L), List.of(3L, 10L, 2L));
    assertThat(emitter.nodes(new FixtureEmissionContext(request, Optional.empty())))
        .containsExactly(
            new NodeSpec(
                "com.microsoft",
                "QMoE",
                List.of("W.codes", "W.scales", "W.zero_points"),
                List.of("y"),
                Map.of("expert_weight_bits", 4L, "block_size", 16L)));
  }

  @Test
  void wholeColumnsHaveOneScaleEach() {
    EmissionRequest request = request(8, -1, ZeroPoint.INTEGER, 60);

    assertThat(accepted(request).tensors())
        .extracting(TensorSpec::dims)
        .containsExactly(List.of(3L, 10L, 60L), List.of(3L, 10L), List.of(3L, 10L));
    assertThat(emitter.nodes(new FixtureEmissionContext(request, Optional.empty())))
        .extracting(NodeSpec::attributes)
        .containsExactly(Map.of("expert_weight_bits", 8L));
  }

  @ParameterizedTest
  @CsvSource({
    "4,16,FLOAT,64,QMoE takes no float zero points",
    "2,16,NONE,64,QMoE rounds the rows that it multiplies by codes of 2 bits",
    "4,-1,NONE,7,7 codes of 4 bits do not fill whole bytes",
    "4,-1,INTEGER,64,QMoE needs 8 bits for zero points of whole columns",
    "4,8,NONE,64,QMoE cannot divide 64 rows into groups of 8",
    "4,48,NONE,96,QMoE cannot divide 96 rows into groups of 48",
    "4,512,NONE,1024,QMoE cannot divide 1024 rows into groups of 512",
    "4,32,NONE,80,QMoE cannot divide 80 rows into groups of 32",
    "4,64,NONE,64,QMoE cannot divide 64 rows into groups of 64",
    "4,16,INTEGER,48,the zero points of 3 groups do not fill whole bytes",
  })
  void whatOnnxRuntimeDoesNotComputeIsRefused(
      int bits, int groupSize, ZeroPoint zeroPoint, int rows, String reason) {
    assertThat(emitter.plan(request(bits, groupSize, zeroPoint, rows)))
        .isInstanceOfSatisfying(
            EmissionPlan.Refused.class, plan -> assertThat(plan.reason()).isEqualTo(reason));
  }
}
