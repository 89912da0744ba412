package org.woq4j.runtime.onnx.calibrate;

import java.nio.ByteOrder;
import java.util.List;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.model.RangeRun;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A loaded model that outputs ranges.
 *
 * @param runtime is closed with the run
 * @param values in the order of their pairs of outputs, the largest element first
 */
record OnnxRangeRun(OnnxRuntime runtime, ModelRun model, List<String> values) implements RangeRun {

  @Override
  public void run(List<NamedTensor> inputs, Receiver receiver) {
    try {
      List<Tensor> outputs = model.run(inputs.stream().map(Tensors::of).toList());
      for (int i = 0; i < values.size(); i++) {
        float largest = element(outputs.get(2 * i));
        float smallest = element(outputs.get(2 * i + 1));
        if (smallest <= largest) {
          receiver.accept(values.get(i), smallest, largest);
        }
      }
    } catch (NotRunnableException e) {
      throw SiteRun.failed(inputs, e);
    }
  }

  private static float element(Tensor output) {
    return output.data().duplicate().order(ByteOrder.nativeOrder()).getFloat();
  }

  @Override
  public void close() {
    try (runtime) {
      model.close();
    }
  }
}
