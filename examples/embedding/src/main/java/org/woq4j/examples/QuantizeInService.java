package org.woq4j.examples;

import java.nio.file.Path;
import java.util.List;
import org.woq4j.core.Quantizer;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;

/** Quantizes a model from inside a service. */
public final class QuantizeInService {

  private QuantizeInService() {}

  /**
   * Quantizes the weights of a model to 4 bits.
   *
   * @param control receives the progress of the run, and can stop it from another thread
   */
  public static QuantizationReport quantize(Path model, Path output, RunControl control) {
    Settings settings =
        Settings.builder().algorithm("rtn").bits(4).groupSize(32).format("matmul-nbits").build();
    QuantizationRequest request =
        QuantizationRequest.builder(model, output).defaults(settings).build();
    return Quantizer.builder().build().quantize(request, List.of(), control);
  }
}
