package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.Verification.Extent;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** A thread of a pool may have no class loader, or one that does not know woq4j. */
class ForeignThreadTest {

  @ParameterizedTest
  @MethodSource("foreign")
  void quantizesAndVerifies(ClassLoader foreign) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(foreign);
    try {
      assertThat(quantize().verification().extent()).isEqualTo(Extent.MODEL);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  static ClassLoader[] foreign() {
    return new ClassLoader[] {null, ClassLoader.getPlatformClassLoader()};
  }

  private QuantizationReport quantize() {
    SourceModel model = SourceModel.resource(getClass(), "/golden/rtn_05_in.onnx");
    QuantizationRequest request =
        QuantizationRequest.builder(model, TargetModel.to(new ByteArrayOutputStream()))
            .defaults(Settings.builder().algorithm("gptq").format("matmul-nbits").build())
            .calibration(Calibration.of(Reference.of("random", Map.of("batches", 2))))
            .build();
    QuantizationReport report = Quantizer.builder().build().quantize(request);
    // With recipe-yaml on the class path, the model holds its recipe.
    assertThat(report.outcome().recipe()).isPresent();
    return report;
  }
}
