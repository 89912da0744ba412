package org.woq4j.examples;

import java.util.List;
import org.woq4j.core.Quantizer;
import org.woq4j.core.progress.RunControl;
import org.woq4j.core.report.QuantizationReport;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.SourceModel;
import org.woq4j.core.request.TargetModel;

/** Quantizes a model from inside a service. */
public final class QuantizeInService {

  private QuantizeInService() {}

  /**
   * Quantizes the weights of a model to 4 bits.
   *
   * @param model the float model: a file, a resource, an array
   * @param output where the result goes: a file or a stream
   * @param control receives the progress of the run, and can stop it from another thread
   */
  public static QuantizationReport quantize(
      SourceModel model, TargetModel output, RunControl control) {
    Settings settings =
        Settings.builder().algorithm("rtn").bits(4).groupSize(32).format("matmul-nbits").build();
    QuantizationRequest request =
        QuantizationRequest.builder(model, output).defaults(settings).build();
    return Quantizer.builder().build().quantize(request, List.of(), control);
  }
}
