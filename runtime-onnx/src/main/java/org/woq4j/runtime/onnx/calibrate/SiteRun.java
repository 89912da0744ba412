package org.woq4j.runtime.onnx.calibrate;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.ActivationRun;
import org.woq4j.core.model.Site;
import org.woq4j.runtime.onnx.error.RuntimeError;
import org.woq4j.runtime.onnx.model.OnnxRuntime;
import org.woq4j.runtime.onnx.model.Tensors;
import org.woq4j.runtime.onnx.session.ModelRun;
import org.woq4j.runtime.onnx.session.NotRunnableException;

/**
 * A loaded model that outputs sites.
 *
 * @param runtime is closed with the run
 * @param sites in the order of the outputs
 * @param missing sites that were wanted, too, and cannot be computed, with the reasons
 */
record SiteRun(OnnxRuntime runtime, ModelRun model, List<Site> sites, Map<Site, String> missing)
    implements ActivationRun {

  @Override
  public void run(List<NamedTensor> inputs, Receiver receiver) {
    Iterator<Site> next = sites.iterator();
    try {
      model.run(
          inputs.stream().map(Tensors::of).toList(),
          output ->
              receiver.accept(next.next(), Activation.of(Tensors.named(output).orElseThrow())));
    } catch (NotRunnableException e) {
      throw failed(inputs, e);
    }
  }

  /** The failure of a model on a batch. */
  static WoqException failed(List<NamedTensor> inputs, NotRunnableException cause) {
    Issue issue =
        Issue.of(
            "the model does not run on " + Tensors.shapes(inputs) + ": " + cause.getMessage(),
            "use data with shapes that the model accepts");
    return new WoqException(RuntimeError.BATCH, List.of(issue), cause);
  }

  @Override
  public void close() {
    try (runtime) {
      model.close();
    }
  }
}
