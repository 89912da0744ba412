package org.woq4j.tck.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionPlan.Refused;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSink;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.tck.fixture.SeededRequests;
import org.woq4j.tck.provider.FailedRules;

/** Each broken emitter is found out by the rule it breaks, and by no other. */
class NodeEmitterContractTest {

  @Test
  void required_3_1_shouldFailBy_aPlanThatChanges() {
    assertThat(FailedRules.of(ChangingPlan.class)).containsExactly("3.1");
  }

  @Test
  void required_3_2_shouldFailBy_refusingEverything() {
    assertThat(FailedRules.of(RefusesEverything.class)).containsExactly("3.2");
  }

  @Test
  void required_3_3_shouldFailBy_aRefusalWithoutAlternative() {
    assertThat(FailedRules.of(NoAlternative.class)).containsExactly("3.3");
  }

  @Test
  void required_3_4_shouldFailBy_anotherSymmetry() {
    assertThat(FailedRules.of(OtherSymmetry.class)).containsExactly("3.4");
  }

  @Test
  void required_3_5_shouldFailBy_aRoleTwice() {
    assertThat(FailedRules.of(RoleTwice.class)).containsExactly("3.5");
  }

  @Test
  void required_3_6_shouldFailBy_aRuntimeWithoutVersion() {
    assertThat(FailedRules.of(NoVersion.class)).containsExactly("3.6");
  }

  @Test
  void required_3_7_shouldFailBy_aWriteOfOneByteTooMany() {
    assertThat(FailedRules.of(ByteTooMany.class)).containsExactly("3.7");
  }

  @Test
  void required_3_8_shouldFailBy_writingAByteTwice() {
    assertThat(FailedRules.of(OverlappingWrites.class)).containsExactly("3.8");
  }

  @Test
  void required_3_9_shouldFailBy_leavingOutTheLastByte() {
    assertThat(FailedRules.of(LastByteLeftOut.class)).containsExactly("3.9");
  }

  @Test
  void required_3_10_shouldFailBy_slicesThatAllBeginAtZero() {
    assertThat(FailedRules.of(SlicesAtZero.class)).containsExactly("3.10");
  }

  @Test
  void required_3_11_shouldFailBy_otherBytesAtEachCall() {
    assertThat(FailedRules.of(NotRepeatable.class)).containsExactly("3.11");
  }

  @Test
  void required_3_12_shouldFailBy_writingToTheWeight() {
    assertThat(FailedRules.of(WritesToTheWeight.class)).containsExactly("3.12");
  }

  @Test
  void required_3_13_shouldFailBy_oneLayoutNameForTwoLayouts() {
    assertThat(FailedRules.of(LayoutOfTwoMeanings.class)).containsExactly("3.13");
  }

  @Test
  void required_3_14_shouldFailBy_anOutputThatNobodyProduces() {
    assertThat(FailedRules.of(NoOutput.class)).containsExactly("3.14");
  }

  @Test
  void required_3_15_shouldFailBy_aTensorThatNobodyReads() {
    assertThat(FailedRules.of(UnreadTensor.class)).containsExactly("3.15");
  }

  @Test
  void required_3_16_shouldFailBy_aNameOfItsOwn() {
    assertThat(FailedRules.of(InventedName.class)).containsExactly("3.16");
  }

  @Test
  void required_3_16_shouldFailBy_nodesOutOfOrder() {
    assertThat(FailedRules.of(OutOfOrder.class)).containsExactly("3.16");
  }

  @Test
  void required_3_17_shouldFailBy_anIntegerAttribute() {
    assertThat(FailedRules.of(IntegerAttribute.class)).containsExactly("3.17");
  }

  @Test
  void required_3_18_shouldFailBy_forgettingTheBias() {
    assertThat(FailedRules.of(BiasForgotten.class)).containsExactly("3.18");
  }

  @Test
  void required_3_19_shouldFailBy_nodesThatChange() {
    assertThat(FailedRules.of(ChangingNodes.class)).containsExactly("3.19");
  }

  @Test
  void required_3_20_shouldFailBy_kindsThatChange() {
    assertThat(FailedRules.of(ChangingKinds.class)).containsExactly("3.20");
  }

  @Test
  void optional_3_23_shouldFailBy_twoNodesOfExperts() {
    assertThat(FailedRules.of(TwoNodesOfExperts.class)).containsExactly("3.23");
  }

  /** The emitters below are sound for products and embeddings, and broken for another kind. */
  @Test
  void required_3_7_shouldFailBy_aBatchAsLargeAsOneMatrix() {
    assertThat(FailedRules.of(BatchOfOneMatrix.class)).containsExactly("3.7");
  }

  @Test
  void required_3_8_and_3_9_shouldFailBy_matricesInOnePlace() {
    assertThat(FailedRules.of(MatricesInOnePlace.class)).containsExactly("3.8", "3.9");
  }

  @Test
  void required_3_9_shouldFailBy_anOperandWithoutItsLastByte() {
    assertThat(FailedRules.of(OperandLastByteLeftOut.class)).containsExactly("3.9");
  }

  @Test
  void required_3_10_shouldFailBy_slicesOfAnOperandThatAllBeginAtZero() {
    assertThat(FailedRules.of(OperandSlicesAtZero.class)).containsExactly("3.10");
  }

  @Test
  void required_3_13_shouldFailBy_anOperandInTheLayoutOfAnother() {
    assertThat(FailedRules.of(OperandOfTwoMeanings.class)).containsExactly("3.13");
  }

  @Test
  void required_3_15_shouldFailBy_anOperandWithoutItsScales() {
    assertThat(FailedRules.of(OperandWithoutScales.class)).containsExactly("3.15");
  }

  @Test
  void required_3_15_shouldFailBy_matricesThatNoIndexPicks() {
    assertThat(FailedRules.of(PicksNothing.class)).containsExactly("3.15");
  }

  @Test
  void required_3_16_shouldFailBy_anOperandThatReadsAnActivation() {
    assertThat(FailedRules.of(OperandWithActivation.class)).containsExactly("3.16");
  }

  /** Not run but by {@link FailedRules}. Each of the methods may be overridden to break a rule. */
  abstract static class Broken extends NodeEmitterContract {

    @Override
    protected boolean discoverable() {
      return false;
    }

    @Override
    protected List<EmissionRequest> requests(OptionValues options) {
      return super.requests(options).stream()
          .filter(request -> request.scheme().bits() == 4 && request.outputFeatures() > 3)
          .toList();
    }

    @Override
    protected NodeEmitter provider() {
      return new ByteEmitter() {
        @Override
        public Set<OperatorKind> kinds() {
          return Broken.this.kinds();
        }

        @Override
        public EmissionPlan plan(EmissionRequest request) {
          EmissionPlan plan = super.plan(request);
          return plan instanceof Refused refused
              ? refused(refused)
              : accepted(request, accept(request));
        }

        @Override
        public List<NodeSpec> nodes(EmissionContext context) {
          return brokenNodes(super.nodes(context), context);
        }

        @Override
        public void pack(
            EmissionRequest request, int fromColumn, QuantizedWeight part, TensorSink sink) {
          beforePacking(fromColumn, part);
          super.pack(request, fromColumn, part, brokenSink(request, fromColumn, sink));
        }
      };
    }

    Set<OperatorKind> kinds() {
      return Set.of(OperatorKind.MATMUL, OperatorKind.GATHER);
    }

    EmissionPlan refused(Refused plan) {
      return plan;
    }

    EmissionPlan accepted(EmissionRequest request, EmissionPlan.Builder plan) {
      return plan.build();
    }

    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      return nodes;
    }

    void beforePacking(int fromColumn, QuantizedWeight part) {}

    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return sink;
    }
  }

  static class ChangingPlan extends Broken {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    EmissionPlan refused(Refused plan) {
      return EmissionPlan.refuse(plan.reason(), "ask again " + calls.getAndIncrement());
    }
  }

  static class ChangingKinds extends Broken {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected NodeEmitter provider() {
      return new ByteEmitter() {
        @Override
        public Set<OperatorKind> kinds() {
          return calls.getAndIncrement() % 2 == 0
              ? Set.of(OperatorKind.MATMUL)
              : Set.of(OperatorKind.MATMUL, OperatorKind.GATHER);
        }
      };
    }
  }

  static class TwoNodesOfExperts extends Broken {
    @Override
    protected List<EmissionRequest> requests(OptionValues options) {
      return SeededRequests.all(options).stream()
          .filter(request -> request.scheme().bits() == 8 && request.outputFeatures() > 3)
          .toList();
    }

    @Override
    Set<OperatorKind> kinds() {
      return Set.of(OperatorKind.EXPERTS);
    }
  }

  static class RefusesEverything extends Broken {
    @Override
    EmissionPlan accepted(EmissionRequest request, EmissionPlan.Builder plan) {
      return EmissionPlan.refuse("it is tired", "come back tomorrow");
    }
  }

  static class NoAlternative extends Broken {
    @Override
    EmissionPlan refused(Refused plan) {
      return EmissionPlan.refuse(plan.reason(), "");
    }
  }

  static class OtherSymmetry extends Broken {
    @Override
    protected NodeEmitter provider() {
      return new ByteEmitter() {
        @Override
        EmissionPlan.Builder accept(EmissionRequest request) {
          return super.accept(request.withScheme(centered(request)));
        }
      };
    }

    private static QuantScheme centered(EmissionRequest request) {
      QuantScheme scheme = request.scheme();
      return new QuantScheme(
          scheme.bits(),
          scheme.groupSize(),
          Symmetry.SYMMETRIC_CENTERED,
          scheme.zeroPoint(),
          scheme.scaleType());
    }
  }

  static class RoleTwice extends Broken {
    @Override
    EmissionPlan accepted(EmissionRequest request, EmissionPlan.Builder plan) {
      return plan.tensor(plan.build().tensors().get(0)).build();
    }
  }

  static class NoVersion extends Broken {
    @Override
    EmissionPlan accepted(EmissionRequest request, EmissionPlan.Builder plan) {
      return plan.leastRuntime("newest").build();
    }
  }

  static class ByteTooMany extends Broken {
    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) -> {
        sink.write(role, offset, bytes, from, length);
        sink.write(role, bytesOf(role, request), new byte[1], 0, 1);
      };
    }
  }

  static class OverlappingWrites extends Broken {
    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) -> {
        sink.write(role, offset, bytes, from, length);
        sink.write(role, offset, bytes, from, 1);
      };
    }
  }

  static class LastByteLeftOut extends Broken {
    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) ->
          sink.write(role, offset, bytes, from, length - 1);
    }
  }

  static class SlicesAtZero extends Broken {
    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) ->
          sink.write(role, role.equals("scales") ? 0 : offset, bytes, from, length);
    }
  }

  static class NotRepeatable extends Broken {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) -> {
        bytes[from] = (byte) calls.getAndIncrement();
        sink.write(role, offset, bytes, from, length);
      };
    }
  }

  static class WritesToTheWeight extends Broken {
    @Override
    void beforePacking(int fromColumn, QuantizedWeight part) {
      if (fromColumn == 0) {
        part.codes()[0] = 0;
      }
    }
  }

  static class LayoutOfTwoMeanings extends Broken {
    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return request.kind() == OperatorKind.GATHER ? inverting(sink) : sink;
    }
  }

  static class NoOutput extends Broken {
    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec last = nodes.get(1);
      return List.of(
          nodes.get(0),
          with(last, last.inputs(), List.of(context.value("lost")), last.attributes()));
    }
  }

  static class UnreadTensor extends Broken {
    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec first = nodes.get(0);
      return List.of(
          with(first, first.inputs().subList(0, 1), first.outputs(), first.attributes()),
          nodes.get(1));
    }
  }

  static class InventedName extends Broken {
    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec last = nodes.get(1);
      List<String> inputs = new ArrayList<>(last.inputs());
      inputs.set(1, "weight");
      NodeSpec first = nodes.get(0);
      return List.of(
          with(first, first.inputs(), List.of("weight"), first.attributes()),
          with(last, inputs, last.outputs(), last.attributes()));
    }
  }

  static class OutOfOrder extends Broken {
    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      return List.of(nodes.get(1), nodes.get(0));
    }
  }

  static class IntegerAttribute extends Broken {
    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec first = nodes.get(0);
      return List.of(with(first, first.inputs(), first.outputs(), Map.of("bits", 4)), nodes.get(1));
    }
  }

  static class BiasForgotten extends Broken {
    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec last = nodes.get(1);
      return List.of(
          nodes.get(0), with(last, last.inputs().subList(0, 2), last.outputs(), last.attributes()));
    }
  }

  static class ChangingNodes extends Broken {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec first = nodes.get(0);
      Map<String, Object> attributes = Map.of("call", (long) calls.getAndIncrement());
      return List.of(with(first, first.inputs(), first.outputs(), attributes), nodes.get(1));
    }
  }

  /** Broken only for one kind of weights. */
  abstract static class BrokenFor extends Broken {

    private final OperatorKind broken;

    BrokenFor(OperatorKind broken) {
      this.broken = broken;
    }

    @Override
    Set<OperatorKind> kinds() {
      return Set.of(OperatorKind.MATMUL, OperatorKind.GATHER, broken);
    }

    boolean breaks(EmissionRequest request) {
      return request.kind() == broken;
    }
  }

  static class BatchOfOneMatrix extends BrokenFor {
    BatchOfOneMatrix() {
      super(OperatorKind.BATCHED_MATMUL);
    }

    @Override
    EmissionPlan accepted(EmissionRequest request, EmissionPlan.Builder plan) {
      EmissionRequest one =
          new EmissionRequest(
              request.scheme(),
              OperatorKind.MATMUL,
              request.inputFeatures(),
              request.outputFeatures(),
              request.activationType(),
              request.options());
      return breaks(request) ? new ByteEmitter().plan(one) : plan.build();
    }
  }

  static class MatricesInOnePlace extends BrokenFor {
    MatricesInOnePlace() {
      super(OperatorKind.BATCHED_GATHER);
    }

    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) ->
          sink.write(
              role,
              breaks(request) ? offset % (bytesOf(role, request) / request.matrices()) : offset,
              bytes,
              from,
              length);
    }
  }

  static class OperandLastByteLeftOut extends BrokenFor {
    OperandLastByteLeftOut() {
      super(OperatorKind.OPERAND);
    }

    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) ->
          sink.write(role, offset, bytes, from, breaks(request) ? length - 1 : length);
    }
  }

  static class OperandSlicesAtZero extends BrokenFor {
    OperandSlicesAtZero() {
      super(OperatorKind.OPERAND);
    }

    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return (role, offset, bytes, from, length) ->
          sink.write(role, breaks(request) ? 0 : offset, bytes, from, length);
    }
  }

  static class OperandOfTwoMeanings extends BrokenFor {
    OperandOfTwoMeanings() {
      super(OperatorKind.OPERAND);
    }

    @Override
    TensorSink brokenSink(EmissionRequest request, int fromColumn, TensorSink sink) {
      return breaks(request) ? inverting(sink) : sink;
    }
  }

  static class OperandWithoutScales extends BrokenFor {
    OperandWithoutScales() {
      super(OperatorKind.OPERAND);
    }

    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec first = nodes.get(0);
      return breaks(context.request())
          ? List.of(
              with(first, first.inputs().subList(0, 1), first.outputs(), first.attributes()),
              nodes.get(1))
          : nodes;
    }
  }

  static class PicksNothing extends BrokenFor {
    PicksNothing() {
      super(OperatorKind.BATCHED_GATHER);
    }

    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec last = nodes.get(1);
      return breaks(context.request())
          ? List.of(
              nodes.get(0),
              with(last, last.inputs().subList(1, 3), last.outputs(), last.attributes()))
          : nodes;
    }
  }

  static class OperandWithActivation extends BrokenFor {
    OperandWithActivation() {
      super(OperatorKind.OPERAND);
    }

    @Override
    List<NodeSpec> brokenNodes(List<NodeSpec> nodes, EmissionContext context) {
      NodeSpec last = nodes.get(1);
      return breaks(context.request())
          ? List.of(
              nodes.get(0),
              with(last, List.of("x", last.inputs().get(1), ""), last.outputs(), last.attributes()))
          : nodes;
    }
  }

  /** Writes each byte with all bits turned over. */
  private static TensorSink inverting(TensorSink sink) {
    return (role, offset, bytes, from, length) -> {
      for (int i = from; i < from + length; i++) {
        bytes[i] = (byte) ~bytes[i];
      }
      sink.write(role, offset, bytes, from, length);
    };
  }

  private static NodeSpec with(
      NodeSpec node, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
    return new NodeSpec(node.domain(), node.operator(), inputs, outputs, attributes);
  }

  private static long bytesOf(String role, EmissionRequest request) {
    Accepted plan = (Accepted) new ByteEmitter().plan(request);
    return plan.tensors().stream()
        .filter(tensor -> tensor.role().equals(role))
        .findFirst()
        .orElseThrow()
        .bytes();
  }
}
