package org.woq4j.onnx.raise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import org.woq4j.onnx.ModelRun;
import org.woq4j.onnx.proto.ModelProto;

/** Compares a model before and after a raise in ONNX Runtime. */
final class RaiseAssertions {

  private static final float TOLERANCE = 1e-5f;

  private RaiseAssertions() {}

  static ModelProto assertSameOutputs(ModelProto model, int targetOpset) {
    OpsetRaise raise = OpsetRaise.of(model, targetOpset);
    assertThat(raise.obstacles()).isEmpty();
    ModelProto raised = raise.apply();
    assertThat(OpsetRaise.standardOpset(raised.getOpsetImportList())).isEqualTo(targetOpset);
    if (raise.notes().isEmpty()) {
      assertIdentical(model, raised);
    } else {
      assertClose(model, raised, OptLevel.NO_OPT);
    }
    assertClose(model, raised, OptLevel.ALL_OPT);
    return raised;
  }

  private static void assertIdentical(ModelProto model, ModelProto raised) {
    assertThat(ModelRun.of(raised, OptLevel.NO_OPT)).isEqualTo(ModelRun.of(model, OptLevel.NO_OPT));
  }

  private static void assertClose(ModelProto model, ModelProto raised, OptLevel level) {
    ModelRun before = ModelRun.of(model, level);
    ModelRun after = ModelRun.of(raised, level);
    assertThat(after.outputs()).containsOnlyKeys(before.outputs().keySet());
    after.outputs().forEach((name, output) -> assertClose(before.outputs().get(name), output));
  }

  private static void assertClose(ModelRun.Output before, ModelRun.Output after) {
    assertThat(after.type()).isEqualTo(before.type());
    assertThat(after.shape()).isEqualTo(before.shape());
    if (before.floats().isEmpty()) {
      assertThat(after.bits()).isEqualTo(before.bits());
    }
    for (int i = 0; i < before.floats().size(); i++) {
      assertThat(after.floats().get(i)).isCloseTo(before.floats().get(i), within(TOLERANCE));
    }
  }
}
