package org.woq4j.examples.modules;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.Quantizer;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.Calibration;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;

/** Quantizes the first layer of an encoder with GPTQ, and checks the result in ONNX Runtime. */
public final class QuantizeWithText {

  private QuantizeWithText() {}

  /**
   * Prints the report, and how much of the result was checked, in one line.
   *
   * @param args the model, the output, the sentences and the tokenizer: four paths
   */
  public static void main(String[] args) {
    Reference text = Reference.of("text", Map.of("file", args[2], "tokenizer", args[3]));
    Settings gptq = Settings.builder().skip(false).algorithm("gptq").format("matmul-nbits").build();
    QuantizationRequest request =
        QuantizationRequest.builder(Path.of(args[0]), Path.of(args[1]))
            .defaults(Settings.builder().skip(true).build())
            .rule(new WeightRule(WeightMatcher.name("*/layer.0/*"), gptq, Optional.empty()))
            .calibration(Calibration.of(text))
            .build();
    QuantizationReport report = Quantizer.builder().build().quantize(request);
    System.out.println(report + ", checked: " + report.verification().extent());
  }
}
