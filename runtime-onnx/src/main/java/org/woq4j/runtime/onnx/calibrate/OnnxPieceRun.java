package org.woq4j.runtime.onnx.calibrate;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.core.model.PiecewiseRun.PieceRun;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.session.InputTensor;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.OnnxRuntime;
import org.woq4j.runtime.onnx.session.RuntimeError;

/**
 * A loaded piece.
 *
 * @param weights the weights that each run feeds to it
 * @param buffers gets the weights' memory back when the run is closed
 */
record OnnxPieceRun(ModelRun model, List<InputTensor> weights, BufferPool buffers)
    implements PieceRun {

  @Override
  public Map<String, NamedTensor> run(Map<String, NamedTensor> inputs) {
    List<InputTensor> fed = new ArrayList<>(weights);
    inputs.values().forEach(tensor -> fed.add(InputTensor.of(tensor)));
    Map<String, NamedTensor> outputs = new LinkedHashMap<>();
    try {
      model.run(
          fed,
          result ->
              result.forEach(
                  each -> outputs.put(each.getKey(), copy(each.getKey(), each.getValue()))));
    } catch (OrtException e) {
      Issue issue = Issue.of("the model fails on the batch: " + OnnxRuntime.reason(e));
      throw new WoqException(RuntimeError.BATCH, List.of(issue), e);
    }
    return outputs;
  }

  private static NamedTensor copy(String name, OnnxValue value) {
    if (value instanceof OnnxTensor tensor) {
      TensorInfo info = tensor.getInfo();
      Optional<ElementType> type =
          Arrays.stream(ElementType.values())
              .filter(
                  each -> InputTensor.runtimeType(DataType.of(each)).equals(Optional.of(info.type)))
              .findFirst();
      if (type.isPresent()) {
        ByteBuffer data = tensor.getByteBuffer();
        return new NamedTensor(name, type.get(), info.getShape(), data);
      }
    }
    throw RuntimeError.BATCH.because(
        "the value "
            + name
            + " between two pieces of the model is not a tensor of a supported type",
        "choose mode: one-pass");
  }

  @Override
  public void close() {
    try {
      model.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    weights.forEach(weight -> buffers.giveBack(weight.data()));
  }
}
