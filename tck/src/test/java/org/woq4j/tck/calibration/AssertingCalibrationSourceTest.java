package org.woq4j.tck.calibration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;

/** The wrapper finds at the first call the faults that the contract finds in the same classes. */
class AssertingCalibrationSourceTest {

  private static final List<ModelInput> INPUTS =
      Stream.of("input_ids", "attention_mask")
          .map(name -> new ModelInput(name, ElementType.INT64, List.of("batch", "sequence")))
          .toList();

  @Test
  void isStoppedByANameThatIsNoInput() {
    assertReading(new CalibrationSourceContractTest.UnknownName().provider())
        .hasMessageContaining("names");
  }

  @Test
  void isStoppedBySequencesOfDifferentLength() {
    assertReading(new CalibrationSourceContractTest.RaggedShapes().provider())
        .hasMessageContaining("dimension");
  }

  @Test
  void isStoppedByAWrongCount() {
    assertReading(new CalibrationSourceContractTest.WrongCount().provider())
        .hasMessageContaining("number of batches");
  }

  @Test
  void isStoppedByBeginningAgainAfterTheLast() {
    assertReading(new CalibrationSourceContractTest.BeginsAgain().provider())
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
      CalibrationSource broken) {
    CalibrationSource source = new AssertingCalibrationSource(broken);
    return assertThatThrownBy(
            () -> {
              try (Batches batches = source.open(INPUTS, OptionValues.none())) {
                while (!batches.next().isEmpty()) {}
                batches.next();
              }
            })
        .isInstanceOf(AssertionError.class);
  }
}
