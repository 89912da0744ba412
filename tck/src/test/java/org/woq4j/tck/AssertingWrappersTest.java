package org.woq4j.tck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.woq4j.api.algorithm.WeightOnlyAlgorithm;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.WeightGroup;
import org.woq4j.tck.fixture.FixtureContext;
import org.woq4j.tck.fixture.FixtureSite;
import org.woq4j.tck.fixture.MemorySink;
import org.woq4j.tck.fixture.SeededActivations;
import org.woq4j.tck.fixture.SeededCodes;
import org.woq4j.tck.fixture.SeededGroups;

/** The wrappers find out at the first call what the contracts find out of the same classes. */
class AssertingWrappersTest {

  private static final QuantScheme SCHEME =
      new QuantScheme(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32);

  private static final EmissionRequest REQUEST =
      new EmissionRequest(
          SCHEME, OperatorKind.MATMUL, 37, 6, ElementType.FLOAT32, OptionValues.none());

  @Test
  void algorithmIsStoppedByAScaleThatIsNotANumber() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.NanScale(), -1)
        .hasMessageContaining("NaN");
  }

  @Test
  void algorithmIsStoppedByACodeOutOfRange() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.CodeOutOfRange(), -1)
        .hasMessageContaining("code 0 is 255, above 15");
  }

  @Test
  void algorithmIsStoppedByAWriteToStatistics() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.WritesToStatistics(), -1)
        .hasMessageContaining("statistics");
  }

  @Test
  void algorithmIsStoppedBySwallowingACancellation() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.SwallowsCancellation(), 0)
        .hasMessageContaining("swallowed");
  }

  @Test
  void algorithmIsStoppedByTasksThatStartTasks() {
    assertQuantizing(new WeightOnlyAlgorithmContractTest.NestedTasks(), -1)
        .hasMessageContaining("a task of forEach called forEach");
  }

  @Test
  void algorithmIsStoppedByNeedsThatChange() {
    WeightOnlyAlgorithm broken = new WeightOnlyAlgorithmContractTest.ChangingNeeds().provider();
    assertThatThrownBy(() -> new AssertingAlgorithm(broken).needs(OptionValues.none()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void algorithmIsStoppedByOfferingFewerBits() {
    WeightOnlyAlgorithm broken = new WeightOnlyAlgorithmContractTest.FewerBits().provider();
    assertThatThrownBy(() -> new AssertingAlgorithm(broken).schemes(SCHEME, OptionValues.none()))
        .isInstanceOf(AssertionError.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertQuantizing(
      WeightOnlyAlgorithmContract broken, int cancelledAt) {
    SeededGroups.Sample sample = SeededGroups.all().get(0);
    WeightGroup group =
        new WeightGroup(
            "site",
            sample.weights(),
            SeededActivations.statistics(
                sample.weights().get(0).inputFeatures(), Set.of(Statistic.GRAM)));
    FixtureContext context =
        FixtureContext.of(SCHEME, OptionValues.none()).cancelledAt(cancelledAt);
    return assertThatThrownBy(
            () -> new AssertingAlgorithm(broken.provider()).quantize(group, context))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void emitterIsStoppedByAWriteOfOneByteTooMany() {
    assertPacking(new NodeEmitterContractTest.ByteTooMany()).hasMessageContaining("wrote [");
  }

  @Test
  void emitterIsStoppedByLeavingOutTheLastByte() {
    assertPacking(new NodeEmitterContractTest.LastByteLeftOut())
        .hasMessageContaining("bytes written");
  }

  @Test
  void emitterIsStoppedByWritingAByteTwice() {
    assertPacking(new NodeEmitterContractTest.OverlappingWrites())
        .hasMessageContaining("bytes written");
  }

  @Test
  void emitterIsStoppedByARoleTwice() {
    assertPlanning(new NodeEmitterContractTest.RoleTwice(), REQUEST).hasMessageContaining("roles");
  }

  @Test
  void emitterIsStoppedByARefusalWithoutAlternative() {
    EmissionRequest refused =
        new EmissionRequest(
            SCHEME, OperatorKind.MATMUL, 37, 6, ElementType.FLOAT16, OptionValues.none());
    assertPlanning(new NodeEmitterContractTest.NoAlternative(), refused)
        .hasMessageContaining("alternative");
  }

  @Test
  void emitterIsStoppedByATensorThatNobodyReads() {
    NodeEmitter broken = new NodeEmitterContractTest.UnreadTensor().provider();
    FixtureSite site = new FixtureSite(REQUEST, Optional.empty());
    assertThatThrownBy(() -> new AssertingEmitter(broken).nodes(site))
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
      NodeEmitterContract broken, EmissionRequest request) {
    return assertThatThrownBy(() -> new AssertingEmitter(broken.provider()).plan(request))
        .isInstanceOf(AssertionError.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertPacking(
      NodeEmitterContract broken) {
    return assertThatThrownBy(
            () ->
                new AssertingEmitter(broken.provider())
                    .pack(REQUEST, 0, SeededCodes.weight(SCHEME, 37, 6), sink()))
        .isInstanceOf(AssertionError.class);
  }

  private static MemorySink sink() {
    return new MemorySink(((Accepted) new ByteEmitter().plan(REQUEST)).tensors());
  }

  @Test
  void sourceIsStoppedByANameThatIsNoInput() {
    assertReading(new CalibrationSourceContractTest.UnknownName()).hasMessageContaining("names");
  }

  @Test
  void sourceIsStoppedBySequencesOfDifferentLength() {
    assertReading(new CalibrationSourceContractTest.RaggedShapes())
        .hasMessageContaining("dimension");
  }

  @Test
  void sourceIsStoppedByAWrongCount() {
    assertReading(new CalibrationSourceContractTest.WrongCount())
        .hasMessageContaining("number of batches");
  }

  @Test
  void sourceIsStoppedByBeginningAgainAfterTheLast() {
    assertReading(new CalibrationSourceContractTest.BeginsAgain())
        .hasMessageContaining("after the last");
  }

  @Test
  void hostIsStoppedByReadingAfterItClosed() {
    CalibrationSource source = new AssertingCalibrationSource(new CountingSource());
    List<ModelInput> inputs = List.of(new ModelInput("ids", ElementType.INT64, List.of("n")));
    Batches batches = source.open(inputs, OptionValues.of(source.options(), Map.of()));
    batches.close();
    assertThatThrownBy(batches::next)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("closed");
  }

  /** Reads to the end and once more. */
  private static AbstractThrowableAssert<?, ? extends Throwable> assertReading(
      CalibrationSourceContract broken) {
    CalibrationSource source = new AssertingCalibrationSource(broken.provider());
    return assertThatThrownBy(
            () -> {
              try (Batches batches = source.open(broken.modelInputs(), OptionValues.none())) {
                while (!batches.next().isEmpty()) {}
                batches.next();
              }
            })
        .isInstanceOf(AssertionError.class);
  }
}
