package org.woq4j.runtime.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.core.request.RuntimePlace;
import org.woq4j.runtime.onnx.error.RuntimeError;

class ProvidersTest {

  private static void require(String... providers) {
    try (OnnxRuntime runtime = OnnxRuntime.start(RuntimePlace.PROCESS, "", "")) {
      runtime.requireProviders(List.of(providers));
    }
  }

  @Test
  void theCpuIsThere() {
    assertThatCode(() -> require("CPUExecutionProvider")).doesNotThrowAnyException();
  }

  @Test
  void aProviderThatTheLibraryLacksIsRefusedWithTheArtifactThatHasIt() {
    assertThatThrownBy(() -> require("CUDAExecutionProvider", "ROCMExecutionProvider"))
        .isInstanceOfSatisfying(
            WoqException.class,
            e -> {
              assertThat(e.code()).isEqualTo(RuntimeError.PROVIDER);
              assertThat(e.issues()).hasSize(2);
              assertThat(e.issues().get(0).cure().orElseThrow())
                  .contains("com.microsoft.onnxruntime:onnxruntime_gpu")
                  .contains("available: CPUExecutionProvider");
              assertThat(e.issues().get(1).cure().orElseThrow()).doesNotContain("gpu");
            });
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> require("CPUExecutionProvidr"))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll("CPUExecutionProvidr", "write CPUExecutionProvider");
  }

  @Test
  void aNameThatResemblesNoneIsRefusedWithWhatIsThere() {
    assertThatThrownBy(() -> require("quantum"))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("available here: CPUExecutionProvider");
  }
}
