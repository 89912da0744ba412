package org.woq4j.examples.guest;

import java.util.List;
import java.util.Map;
import org.woq4j.core.Quantizer;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/**
 * Quantizes a model with calibration and verification, both of which run it in ONNX Runtime. The
 * other libraries of the process notice nothing of it, whether they use ONNX Runtime before or
 * after.
 */
public final class QuantizeAsGuest {

  private QuantizeAsGuest() {}

  /**
   * Quantizes the weights of a model to 4 bits.
   *
   * @param model the float model
   * @param output where the result goes
   * @param control receives the progress of the run, and can stop it from another thread
   */
  public static QuantizationReport quantize(
      SourceModel model, TargetModel output, RunControl control) {
    Settings settings =
        Settings.builder().algorithm("gptq").bits(4).groupSize(32).format("matmul-nbits").build();
    Reference data = Reference.of("random", Map.of("batches", 2, "sequence_length", 32));
    QuantizationRequest request =
        QuantizationRequest.builder(model, output)
            .defaults(settings)
            .calibration(Calibration.of(data))
            .build();
    return Quantizer.builder().build().quantize(request, List.of(), control);
  }
}
