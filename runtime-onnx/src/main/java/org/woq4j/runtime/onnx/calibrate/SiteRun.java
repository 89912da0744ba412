package org.woq4j.runtime.onnx.calibrate;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.Site;
import org.woq4j.runtime.onnx.session.InputTensor;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.OnnxRuntime;
import org.woq4j.runtime.onnx.session.RuntimeError;

/** A loaded model that outputs the wanted sites, in their order. */
record SiteRun(ModelRun model, List<Site> sites) implements ActivationRun {

  @Override
  public void run(List<NamedTensor> inputs, Receiver receiver) {
    try {
      model.run(
          inputs.stream().map(InputTensor::of).toList(), result -> handOver(result, receiver));
    } catch (OrtException e) {
      Issue issue =
          Issue.of(
              "the model does not run on " + shapes(inputs) + ": " + OnnxRuntime.reason(e),
              "use data with shapes that the model accepts");
      throw new WoqException(RuntimeError.BATCH, List.of(issue), e);
    }
  }

  /** Empty inputs are left out: decoders have an empty past for each layer. */
  private static String shapes(List<NamedTensor> inputs) {
    return inputs.stream()
        .filter(input -> input.data().hasRemaining())
        .map(input -> input.name() + " " + Arrays.toString(input.shape()))
        .collect(Collectors.joining(", "));
  }

  private void handOver(OrtSession.Result result, Receiver receiver) {
    for (int i = 0; i < sites.size(); i++) {
      OnnxTensor tensor = (OnnxTensor) result.get(i);
      Activation activation = new Activation(tensor.getInfo().getShape(), floats(tensor));
      receiver.accept(sites.get(i), activation);
    }
  }

  /** The floats of one output, copied from the runtime's memory; float64 is rounded. */
  private static FloatBuffer floats(OnnxTensor tensor) {
    FloatBuffer floats = tensor.getFloatBuffer();
    if (floats != null) {
      return floats;
    }
    DoubleBuffer doubles = tensor.getDoubleBuffer();
    FloatBuffer rounded = FloatBuffer.allocate(doubles.remaining());
    while (doubles.hasRemaining()) {
      rounded.put((float) doubles.get());
    }
    return rounded.flip();
  }

  @Override
  public void close() {
    try {
      model.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
