package org.woq4j.runtime.onnx.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;

class ProvidersTest {

  @Test
  void theCpuIsThere() {
    assertThat(Providers.of(List.of("CPUExecutionProvider")).providers())
        .containsExactly(OrtProvider.CPU);
  }

  @Test
  void aProviderThatTheLibraryLacksIsRefusedWithTheArtifactThatHasIt() {
    assertThatThrownBy(
            () -> Providers.of(List.of("CUDAExecutionProvider", "ROCMExecutionProvider")))
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
    assertThatThrownBy(() -> Providers.of(List.of("CPUExecutionProvidr")))
        .isInstanceOf(WoqException.class)
        .hasMessageContainingAll("CPUExecutionProvidr", "write CPUExecutionProvider");
  }

  @Test
  void aNameThatResemblesNoneIsRefusedWithWhatIsThere() {
    assertThatThrownBy(() -> Providers.of(List.of("quantum")))
        .isInstanceOf(WoqException.class)
        .hasMessageContaining("available here: CPUExecutionProvider");
  }
}
