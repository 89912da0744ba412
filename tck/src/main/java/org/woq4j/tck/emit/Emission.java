package org.woq4j.tck.emit;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Optional;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.tck.fixture.FixtureEmissionContext;
import org.woq4j.tck.fixture.MemorySink;
import org.woq4j.tck.fixture.Schedule;
import org.woq4j.tck.fixture.SeededCodes;

/**
 * A weight to be packed as an emitter planned it.
 *
 * @param request a request that was accepted, with the scheme that was accepted
 */
record Emission(EmissionRequest request, Accepted plan, QuantizedWeight weight) {

  static Emission of(EmissionRequest asked, Accepted plan) {
    EmissionRequest request = asked.withScheme(plan.scheme());
    QuantizedWeight weight =
        SeededCodes.weight(request.scheme(), request.inputFeatures(), request.columns());
    return new Emission(request, plan, weight);
  }

  /** The request in words, to begin messages of errors. */
  String where() {
    return request.toString();
  }

  RecordingContext context() {
    Optional<String> bias = plan.takesBias() ? Optional.of("bias") : Optional.empty();
    return new RecordingContext(new FixtureEmissionContext(request, bias));
  }

  /** What the emitter writes of the whole weight, matrix by matrix. */
  MemorySink pack(NodeEmitter emitter) {
    MemorySink sink = sink();
    if (request.matrices() == 1) {
      emitter.pack(request, 0, weight, sink);
    } else {
      packSlices(emitter, request.outputFeatures(), Schedule.IN_ORDER, sink);
    }
    return sink;
  }

  /**
   * What the emitter writes of the whole weight; the test is skipped if that breaks a rule, which
   * other tests report.
   */
  MemorySink packCleanly(NodeEmitter emitter) {
    MemorySink sink = pack(emitter);
    boolean clean = sink.strays().isEmpty() && sink.overlaps().isEmpty() && sink.gaps().isEmpty();
    assumeTrue(clean, "the whole weight is not packed cleanly");
    return sink;
  }

  /** What the emitter writes if it is given the weight in slices of columns. */
  MemorySink packSlices(NodeEmitter emitter, Schedule schedule) {
    MemorySink sink = sink();
    packSlices(emitter, plan.columnMultiple(), schedule, sink);
    return sink;
  }

  private void packSlices(NodeEmitter emitter, int width, Schedule schedule, MemorySink sink) {
    int columns = request.outputFeatures();
    int slices = (columns + width - 1) / width;
    schedule.run(
        request.matrices() * slices,
        slice -> {
          int start = slice / slices * columns;
          int from = start + slice % slices * width;
          int to = Math.min(start + columns, from + width);
          emitter.pack(request, from, SeededCodes.columns(weight, from, to), sink);
        });
  }

  /** Skips the test if two packings of the weight differ. */
  void assumeSame(MemorySink first, MemorySink second) {
    for (TensorSpec tensor : plan.tensors()) {
      assumeTrue(
          Arrays.equals(first.bytes(tensor.role()), second.bytes(tensor.role())),
          "packing is not repeatable");
    }
  }

  private MemorySink sink() {
    try {
      return new MemorySink(plan.tensors());
    } catch (IllegalArgumentException sameRoles) {
      return abort(sameRoles.getMessage());
    }
  }
}
