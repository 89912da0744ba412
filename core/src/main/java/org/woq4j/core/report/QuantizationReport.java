package org.woq4j.core.report;

import java.util.List;
import java.util.Optional;
import org.woq4j.core.model.Verification;

/**
 * What a run did.
 *
 * @param woq4j version of woq4j
 * @param model the float model's file
 * @param output the written model's file
 * @param bytesBefore bytes of the float model with all its files
 * @param bytesAfter bytes of the written model with all its files
 * @param leastRuntime least version of ONNX Runtime that loads it
 * @param opset version of the standard operator set of the written model
 * @param raisedFrom version that the float model had, where it was raised
 * @param layers every weight that was quantized, in the model's order
 * @param skipped every node that reads a constant and was left as it is
 * @param plugins the plugins that had a part in it, by id
 * @param calibration what calibration data was used; empty where none was given
 * @param linearAlgebra the linear algebra that was chosen; empty where none was needed
 * @param verification how the written model was verified
 * @param seconds time from the opened model to the published one, verification included
 * @param recipe the effective recipe, as it stands in the written model; empty where no {@link
 *     org.woq4j.core.request.RecipeWriter} was found
 */
public record QuantizationReport(
    String woq4j,
    String model,
    String output,
    long bytesBefore,
    long bytesAfter,
    String leastRuntime,
    int opset,
    Optional<Integer> raisedFrom,
    List<LayerReport> layers,
    List<SkippedNode> skipped,
    List<UsedPlugin> plugins,
    Optional<CalibrationReport> calibration,
    Optional<String> linearAlgebra,
    Verification verification,
    double seconds,
    Optional<String> recipe) {

  public QuantizationReport {
    layers = List.copyOf(layers);
    skipped = List.copyOf(skipped);
    plugins = List.copyOf(plugins);
  }
}
