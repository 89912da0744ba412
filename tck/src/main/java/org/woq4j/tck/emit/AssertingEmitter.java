package org.woq4j.tck.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionPlan.Refused;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * An emitter with every call checked: plans, nodes, and where bytes are written. A broken rule is
 * an {@link AssertionError}. Safe for use by several threads.
 */
public final class AssertingEmitter implements NodeEmitter {

  private final NodeEmitter emitter;

  /**
   * Wraps an emitter.
   *
   * @param emitter is called, and checked
   */
  public AssertingEmitter(NodeEmitter emitter) {
    this.emitter = Objects.requireNonNull(emitter, "emitter");
  }

  @Override
  public String id() {
    return emitter.id();
  }

  @Override
  public List<OptionSpec<?>> options() {
    return emitter.options();
  }

  @Override
  public Set<OperatorKind> kinds() {
    return emitter.kinds();
  }

  @Override
  public EmissionPlan plan(EmissionRequest request) {
    assertThat(emitter.kinds()).as("%s: kinds", id()).contains(request.kind());
    EmissionPlan plan = emitter.plan(request);
    String where = id() + ", " + request;
    if (plan instanceof Accepted accepted) {
      EmissionRules.acceptedScheme(where, request, accepted);
      EmissionRules.tensors(where, accepted);
      EmissionRules.requirements(where, accepted);
    } else {
      EmissionRules.refusal(where, (Refused) plan);
    }
    return plan;
  }

  @Override
  public List<NodeSpec> nodes(EmissionContext context) {
    Accepted accepted = accepted(context.request());
    RecordingContext recording = new RecordingContext(context);
    List<NodeSpec> nodes = emitter.nodes(recording);
    String where = id() + " at " + context.output();
    EmissionRules.outputOnce(where, recording, nodes);
    EmissionRules.everyTensorRead(where, accepted, recording, nodes);
    EmissionRules.namesKnown(where, accepted, recording, nodes);
    EmissionRules.attributeTypes(where, nodes);
    EmissionRules.biasAdded(where, accepted, recording, nodes);
    EmissionRules.expertsAreOneNode(where, accepted, recording, nodes);
    return nodes;
  }

  @Override
  public void pack(EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
    Accepted accepted = accepted(request);
    assertThat(part.scheme()).as("%s: scheme of the part", id()).isEqualTo(accepted.scheme());
    assertThat(fromColumn % request.outputFeatures() % accepted.columnMultiple())
        .as("%s: first column", id())
        .isZero();
    BoundedSink bounded = new BoundedSink(id(), accepted, sink);
    emitter.pack(request, fromColumn, part, bounded);
    if (part.outputFeatures() == request.columns()) {
      bounded.assertFull();
    }
  }

  private Accepted accepted(EmissionRequest request) {
    EmissionPlan plan = plan(request);
    assertThat(plan).as("%s: plan of %s", id(), request).isInstanceOf(Accepted.class);
    return (Accepted) plan;
  }

  /** Counts bytes and checks bounds; cheap enough for tensors of any size. */
  private static final class BoundedSink implements TensorSink {

    private final String id;
    private final TensorSink sink;
    private final Map<String, Tensor> tensors = new HashMap<>();

    /** The size of a tensor and the number of bytes written to it. */
    private record Tensor(long size, AtomicLong written) {}

    BoundedSink(String id, Accepted accepted, TensorSink sink) {
      this.id = id;
      this.sink = sink;
      for (TensorSpec tensor : accepted.tensors()) {
        tensors.put(tensor.role(), new Tensor(tensor.bytes(), new AtomicLong()));
      }
    }

    @Override
    public void write(String role, long offset, byte[] bytes, int from, int length) {
      Tensor tensor = tensors.get(role);
      if (tensor == null) {
        throw new AssertionError(
            "%s: wrote a tensor '%s' that was not announced".formatted(id, role));
      }
      if (offset < 0 || length < 0 || offset + length > tensor.size()) {
        fail(
            "%s: wrote [%d, %d) of %s, %d bytes", id, offset, offset + length, role, tensor.size());
      }
      Objects.checkFromIndexSize(from, length, bytes.length);
      tensor.written().addAndGet(length);
      sink.write(role, offset, bytes, from, length);
    }

    void assertFull() {
      tensors.forEach(
          (role, tensor) ->
              assertThat(tensor.written().get())
                  .as("%s: bytes written of %s", id, role)
                  .isEqualTo(tensor.size()));
    }
  }
}
