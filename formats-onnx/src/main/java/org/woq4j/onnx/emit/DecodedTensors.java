package org.woq4j.onnx.emit;

import java.util.Optional;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.Emission;

/**
 * Finds products whose weight a node of its own decodes. ONNX Runtime fuses it with the product
 * only if both are in one graph, and the codes with them; without that a product takes a hundred
 * times as long. Other operators decode their weight anyway.
 */
public final class DecodedTensors {

  private static final String TENSOR = "tensor/";

  /** Names by which the emitter's nodes show what they read. */
  private record Names(EmissionRequest request) implements EmissionContext {

    @Override
    public String input() {
      return "input";
    }

    @Override
    public String output() {
      return "output";
    }

    @Override
    public Optional<String> bias() {
      return Optional.empty();
    }

    @Override
    public String tensor(String role) {
      return TENSOR + role;
    }

    @Override
    public String value(String role) {
      return "value/" + role;
    }
  }

  private DecodedTensors() {}

  /** Whether an emission for a product or a Gather has a node that reads only stored tensors. */
  public static boolean areIn(Emission emission) {
    return emission.reader().kind() != OperatorKind.OPERAND
        && emission.emitter().nodes(new Names(emission.request())).stream()
            .anyMatch(DecodedTensors::isDecoding);
  }

  private static boolean isDecoding(NodeSpec node) {
    return node.inputs().stream().allMatch(input -> input.isEmpty() || input.startsWith(TENSOR));
  }
}
