package org.woq4j.core;

import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantizedWeight;

/** Stores codes a byte each, [N,K]; refuses groups of 7. */
public final class ByteEmitter implements NodeEmitter {

  private final String id;
  private final ActivationRounding rounding;
  private final List<OptionSpec<?>> options;

  public ByteEmitter(String id) {
    this(id, ActivationRounding.NONE);
  }

  public ByteEmitter(String id, ActivationRounding rounding, OptionSpec<?>... options) {
    this.id = id;
    this.rounding = rounding;
    this.options = List.of(options);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<OptionSpec<?>> options() {
    return options;
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    if (request.scheme().groupSize() == 7) {
      return EmissionPlan.refuse("groups of 7 do not fit", "groups of 8 do");
    }
    return EmissionPlan.accept(request.scheme())
        .tensor(
            new TensorSpec(
                "codes",
                ElementType.UINT8,
                List.of((long) request.outputFeatures(), (long) request.inputFeatures()),
                "bytes"))
        .leastRuntime("1.9")
        .activationRounding(rounding)
        .build();
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    return List.of(
        new NodeSpec(
            "test",
            "Bytes",
            List.of(context.input(), context.tensor("codes")),
            List.of(context.output()),
            Map.of()));
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    int inputs = part.inputFeatures();
    byte[] column = new byte[inputs];
    for (int n = 0; n < part.outputFeatures(); n++) {
      for (int k = 0; k < inputs; k++) {
        column[k] = part.codes()[k * part.outputFeatures() + n];
      }
      sink.write("codes", (long) (fromColumn + n) * inputs, column, 0, inputs);
    }
  }
}
