package org.woq4j.tck.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionPlan.Refused;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.tck.fixture.Bits;
import org.woq4j.tck.fixture.MemorySink;
import org.woq4j.tck.fixture.Schedule;
import org.woq4j.tck.fixture.SeededRequests;
import org.woq4j.tck.provider.ProviderContract;

/**
 * The contract of an emitter, rules 1.x and 3.x of docs/spi-contract.md. A subclass returns the
 * emitter, and overrides the methods that differ.
 */
public abstract class NodeEmitterContract extends ProviderContract<NodeEmitter> {

  /** Called by JUnit, through a subclass. */
  protected NodeEmitterContract() {
    super(NodeEmitter.class, NodeEmitter::id, NodeEmitter::options);
  }

  /**
   * What a plan may be asked for, for one set of options; by default many schemes, shapes and
   * types, of all kinds. Requests of kinds that are not among {@link NodeEmitter#kinds} are left
   * out. A request that the plan refuses is tested for the refusal only.
   *
   * @param options one of {@link #options}
   * @return the requests to test with
   */
  protected List<EmissionRequest> requests(OptionValues options) {
    return SeededRequests.all(options);
  }

  @Test
  void required_3_1_planIsAPureFunction() {
    NodeEmitter emitter = provider();
    for (EmissionRequest request : allRequests()) {
      String first = described(emitter.plan(request));
      assertThat(described(emitter.plan(request))).as("%s", request).isEqualTo(first);
      assertThat(described(provider().plan(request))).as("%s", request).isEqualTo(first);
    }
  }

  @Test
  void required_3_2_someRequestIsAccepted() {
    NodeEmitter emitter = provider();
    assertThat(allRequests())
        .as("requests, one of which is accepted")
        .anyMatch(request -> emitter.plan(request) instanceof Accepted);
  }

  @Test
  void required_3_3_refusalsGiveReasonAndAlternative() {
    for (EmissionRequest request : allRequests()) {
      if (provider().plan(request) instanceof Refused refused) {
        EmissionRules.refusal(request.toString(), refused);
      }
    }
  }

  @Test
  void required_3_4_acceptedSchemeIsThatOfTheRequestAndAcceptedAgain() {
    NodeEmitter emitter = provider();
    for (EmissionRequest request : allRequests()) {
      if (emitter.plan(request) instanceof Accepted accepted) {
        EmissionRules.acceptedScheme(request.toString(), request, accepted);
        assertThat(described(emitter.plan(request.withScheme(accepted.scheme()))))
            .as("%s: plan for the accepted scheme", request)
            .isEqualTo(described(accepted));
      }
    }
  }

  @Test
  void required_3_5_tensorsHaveUniqueRolesAndDims() {
    for (Emission emission : emissions()) {
      EmissionRules.tensors(emission.where(), emission.plan());
    }
  }

  @Test
  void required_3_6_requirementsAreSpelledOut() {
    for (Emission emission : emissions()) {
      EmissionRules.requirements(emission.where(), emission.plan());
    }
  }

  @Test
  void required_3_7_writesStayInsideTheTensors() {
    for (Emission emission : emissions()) {
      assertThat(emission.pack(provider()).strays())
          .as("%s: stray writes", emission.where())
          .isEmpty();
    }
  }

  @Test
  void required_3_8_noByteIsWrittenTwice() {
    for (Emission emission : emissions()) {
      assertThat(emission.pack(provider()).overlaps())
          .as("%s: overlaps", emission.where())
          .isEmpty();
    }
  }

  @Test
  void required_3_9_everyByteIsWritten() {
    for (Emission emission : emissions()) {
      assertThat(emission.pack(provider()).gaps()).as("%s: gaps", emission.where()).isEmpty();
    }
  }

  @Test
  void required_3_10_slicesOfColumnsGiveTheSameBytes() {
    for (Emission emission : emissions()) {
      MemorySink whole = emission.packCleanly(provider());
      emission.assumeSame(whole, emission.packCleanly(provider()));
      for (Schedule schedule : List.of(Schedule.REVERSED, Schedule.SEVERAL_THREADS)) {
        MemorySink sliced = emission.packSlices(provider(), schedule);
        String where = emission.where() + ", sliced " + schedule;
        assertThat(sliced.strays()).as("%s: stray writes", where).isEmpty();
        assertThat(sliced.overlaps()).as("%s: overlaps", where).isEmpty();
        assertThat(sliced.gaps()).as("%s: gaps", where).isEmpty();
        for (TensorSpec tensor : emission.plan().tensors()) {
          assertThat(sliced.bytes(tensor.role()))
              .as("%s: %s", where, tensor.role())
              .isEqualTo(whole.bytes(tensor.role()));
        }
      }
    }
  }

  @Test
  void required_3_11_sameBytesTwice() {
    NodeEmitter emitter = provider();
    for (Emission emission : emissions()) {
      MemorySink first = emission.pack(emitter);
      MemorySink second = emission.pack(emitter);
      for (TensorSpec tensor : emission.plan().tensors()) {
        assertThat(second.bytes(tensor.role()))
            .as("%s: %s", emission.where(), tensor.role())
            .isEqualTo(first.bytes(tensor.role()));
      }
    }
  }

  @Test
  void required_3_12_weightIsLeftAsItWas() {
    for (Emission emission : emissions()) {
      Bits before = Bits.of(emission.weight());
      emission.pack(provider());
      Bits.of(emission.weight()).assertSameAs(before, emission.where());
    }
  }

  @Test
  void required_3_13_sameLayoutMeansSameBytes() {
    Map<String, byte[]> seen = new HashMap<>();
    for (Emission emission : emissions()) {
      MemorySink sink = emission.packCleanly(provider());
      emission.assumeSame(sink, emission.packCleanly(provider()));
      for (TensorSpec tensor : emission.plan().tensors()) {
        String key =
            String.join(
                ", ",
                emission.request().scheme().toString(),
                emission.request().matrices()
                    + " x "
                    + emission.request().inputFeatures()
                    + " x "
                    + emission.request().outputFeatures(),
                tensor.role(),
                tensor.layout());
        byte[] bytes = sink.bytes(tensor.role());
        byte[] earlier = seen.putIfAbsent(key, bytes);
        assertThat(bytes)
            .as("%s: bytes of %s", emission.where(), key)
            .isEqualTo(earlier == null ? bytes : earlier);
      }
    }
  }

  @Test
  void required_3_14_outputIsProducedOnce() {
    for (Emission emission : emissions()) {
      RecordingContext context = emission.context();
      EmissionRules.outputOnce(emission.where(), context, provider().nodes(context));
    }
  }

  @Test
  void required_3_15_everyTensorIsRead() {
    for (Emission emission : emissions()) {
      RecordingContext context = emission.context();
      EmissionRules.everyTensorRead(
          emission.where(), emission.plan(), context, provider().nodes(context));
    }
  }

  @Test
  void required_3_16_namesAreThoseOfTheContext() {
    for (Emission emission : emissions()) {
      RecordingContext context = emission.context();
      EmissionRules.namesKnown(
          emission.where(), emission.plan(), context, provider().nodes(context));
    }
  }

  @Test
  void required_3_17_attributesHaveAllowedTypes() {
    for (Emission emission : emissions()) {
      EmissionRules.attributeTypes(emission.where(), provider().nodes(emission.context()));
    }
  }

  @Test
  void required_3_18_biasIsAddedWhereItIsTaken() {
    for (Emission emission : emissions()) {
      RecordingContext context = emission.context();
      EmissionRules.biasAdded(
          emission.where(), emission.plan(), context, provider().nodes(context));
    }
  }

  @Test
  void required_3_19_nodesAreAPureFunction() {
    NodeEmitter emitter = provider();
    for (Emission emission : emissions()) {
      List<NodeSpec> first = emitter.nodes(emission.context());
      assertThat(emitter.nodes(emission.context())).as(emission.where()).isEqualTo(first);
    }
  }

  @Test
  void required_3_20_kindsAreNotEmptyAndAlwaysTheSame() {
    assertThat(provider().kinds()).as("kinds").isNotEmpty().isEqualTo(provider().kinds());
  }

  @Test
  void optional_3_23_expertsAreOneNodeThatReadsTheTensors() {
    for (Emission emission : emissions()) {
      RecordingContext context = emission.context();
      EmissionRules.expertsAreOneNode(
          emission.where(), emission.plan(), context, provider().nodes(context));
    }
  }

  private List<EmissionRequest> allRequests() {
    Set<OperatorKind> kinds = provider().kinds();
    return validatedOptions().stream()
        .flatMap(options -> requests(options).stream())
        .filter(request -> kinds.contains(request.kind()))
        .toList();
  }

  private List<Emission> emissions() {
    NodeEmitter emitter = provider();
    List<Emission> emissions = new ArrayList<>();
    for (EmissionRequest asked : allRequests()) {
      if (emitter.plan(asked) instanceof Accepted accepted) {
        emissions.add(Emission.of(asked, accepted));
      }
    }
    assumeTrue(!emissions.isEmpty(), "no request is accepted");
    return emissions;
  }

  private static String described(EmissionPlan plan) {
    return plan instanceof Accepted accepted
        ? String.join(
            ", ",
            accepted.scheme().toString(),
            accepted.tensors().toString(),
            accepted.notes().toString(),
            "opset " + accepted.opset(),
            "IR " + accepted.irVersion(),
            "runtime " + accepted.leastRuntime(),
            "columns by " + accepted.columnMultiple(),
            "takes bias: " + accepted.takesBias(),
            "rounds the activation: " + accepted.activationRounding())
        : plan.toString();
  }
}
