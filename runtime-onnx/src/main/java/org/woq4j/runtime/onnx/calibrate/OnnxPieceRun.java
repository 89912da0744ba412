package org.woq4j.runtime.onnx.calibrate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.frontier.BufferPool;
import org.woq4j.core.model.PiecewiseRun.PieceRun;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;
import org.woq4j.runtime.onnx.session.Tensor;

/**
 * A loaded piece.
 *
 * @param weights the weights that the model keeps
 * @param buffers gets the weights' memory back when the run is closed
 */
record OnnxPieceRun(ModelRun model, List<Tensor> weights, BufferPool buffers) implements PieceRun {

  @Override
  public Map<String, NamedTensor> run(Map<String, NamedTensor> inputs) {
    Map<String, NamedTensor> outputs = new LinkedHashMap<>();
    try {
      model.run(
          inputs.values().stream().map(Tensors::of).toList(),
          output -> outputs.put(output.name(), named(output)));
    } catch (NotRunnableException e) {
      Issue issue = Issue.of("the model fails on the batch: " + e.getMessage());
      throw new WoqException(RuntimeError.BATCH, List.of(issue), e);
    }
    return outputs;
  }

  private static NamedTensor named(Tensor output) {
    return Tensors.named(output)
        .orElseThrow(
            () ->
                RuntimeError.BATCH.because(
                    "the value "
                        + output.name()
                        + " between two pieces of the model is not a tensor of a supported type",
                    "choose mode: one-pass"));
  }

  @Override
  public void close() {
    model.close();
    weights.forEach(weight -> buffers.giveBack(weight.data()));
  }
}
