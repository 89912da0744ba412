package org.woq4j.tck.emit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.FixtureEmissionContext;
import org.woq4j.tck.fixture.MemorySink;
import org.woq4j.tck.fixture.SeededCodes;

/** The wrapper finds at the first call the faults that the contract finds in the same classes. */
class AssertingEmitterTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  private static final EmissionRequest REQUEST =
      new EmissionRequest(
          SCHEME, OperatorKind.MATMUL, 37, 6, ElementType.FLOAT32, OptionValues.none());

  @Test
  void isStoppedByAWriteOfOneByteTooMany() {
    assertPacking(new NodeEmitterContractTest.ByteTooMany().provider())
        .hasMessageContaining("wrote [");
  }

  @Test
  void isStoppedByLeavingOutTheLastByte() {
    assertPacking(new NodeEmitterContractTest.LastByteLeftOut().provider())
        .hasMessageContaining("bytes written");
  }

  @Test
  void isStoppedByWritingAByteTwice() {
    assertPacking(new NodeEmitterContractTest.OverlappingWrites().provider())
        .hasMessageContaining("bytes written");
  }

  @Test
  void isStoppedByARoleTwice() {
    assertPlanning(new NodeEmitterContractTest.RoleTwice().provider(), REQUEST)
        .hasMessageContaining("roles");
  }

  @Test
  void isStoppedByARefusalWithoutAlternative() {
    EmissionRequest refused =
        new EmissionRequest(
            SCHEME, OperatorKind.MATMUL, 37, 6, ElementType.FLOAT16, OptionValues.none());
    assertPlanning(new NodeEmitterContractTest.NoAlternative().provider(), refused)
        .hasMessageContaining("alternative");
  }

  @Test
  void isStoppedByATensorThatNobodyReads() {
    NodeEmitter broken = new NodeEmitterContractTest.UnreadTensor().provider();
    FixtureEmissionContext context = new FixtureEmissionContext(REQUEST, Optional.empty());
    assertThatThrownBy(() -> new AssertingEmitter(broken).nodes(context))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("W.scales");
  }

  @Test
  void hostIsStoppedBySlicesThatBeginBetweenTheMultiples() {
    assertThatThrownBy(
            () ->
                new AssertingEmitter(new ByteEmitter())
                    .pack(REQUEST, 1, SeededCodes.weight(SCHEME, 37, 2), sink()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("first column");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertPlanning(
      NodeEmitter broken, EmissionRequest request) {
    return assertThatThrownBy(() -> new AssertingEmitter(broken).plan(request))
        .isInstanceOf(AssertionError.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertPacking(NodeEmitter broken) {
    return assertThatThrownBy(
            () ->
                new AssertingEmitter(broken)
                    .pack(REQUEST, 0, SeededCodes.weight(SCHEME, 37, 6), sink()))
        .isInstanceOf(AssertionError.class);
  }

  private static MemorySink sink() {
    return new MemorySink(((Accepted) new ByteEmitter().plan(REQUEST)).tensors());
  }
}
