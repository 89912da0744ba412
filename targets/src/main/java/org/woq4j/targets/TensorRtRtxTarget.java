package org.woq4j.targets;

import java.util.List;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.NodeSpec;

/**
 * NVIDIA GPUs of PCs through the TensorRT-RTX execution provider. It takes standard operators only:
 * signed codes without zero points in front of a DequantizeLinear (builder of onnxruntime-genai,
 * olive-recipes pull request 573).
 */
public final class TensorRtRtxTarget extends Accelerator {

  /** Called by {@link java.util.ServiceLoader}. */
  public TensorRtRtxTarget() {
    super(
        "tensorrt-rtx",
        FormChoice.of(Formats.QDQ).with(Formats.QDQ_TYPE, "int").withoutZeroPoints(),
        List.of(FormChoice.of(Formats.QDQ).with(Formats.QDQ_TYPE, "int").withoutZeroPoints()),
        List.of());
  }

  @Override
  Verdict other(StoredForm form) {
    boolean contributed =
        form.nodes().stream().anyMatch(node -> node.domain().equals(NodeSpec.MICROSOFT));
    return contributed
        ? Verdict.not("it runs standard operators only", "format qdq with scheme sym")
        : Verdict.unknown();
  }
}
