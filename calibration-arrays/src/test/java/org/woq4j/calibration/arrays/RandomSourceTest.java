package org.woq4j.calibration.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;

class RandomSourceTest {

  private static ModelInput input(String name, ElementType type, String... shape) {
    return new ModelInput(name, type, List.of(shape));
  }

  private static ModelInput ids(ElementType type, OptionalLong rows) {
    return new ModelInput("ids", type, List.of("batch", "sequence"), rows);
  }

  private static Batches open(Map<String, ?> options, ModelInput... inputs) {
    RandomSource source = new RandomSource();
    return source.open(List.of(inputs), OptionValues.of(source.options(), options));
  }

  private static List<NamedTensor> first(Map<String, ?> options, ModelInput... inputs) {
    try (Batches batches = open(options, inputs)) {
      return batches.next();
    }
  }

  private static List<Issue> problems(Map<String, ?> options, ModelInput... inputs) {
    WoqException refusal =
        catchThrowableOfType(WoqException.class, () -> open(options, inputs).close());
    assertThat(refusal).isNotNull();
    assertThat(refusal.issues()).allMatch(issue -> issue.cure().isPresent());
    return refusal.issues();
  }

  private static ByteBuffer data(NamedTensor tensor) {
    return tensor.data().duplicate().order(ByteOrder.nativeOrder());
  }

  @Test
  void floatsAreNormallyDistributed() {
    NamedTensor x =
        first(Map.of("dimensions", "n=50000"), input("x", ElementType.FLOAT32, "1", "1", "1", "n"))
            .get(0);
    double sum = 0;
    double squares = 0;
    for (ByteBuffer data = data(x); data.hasRemaining(); ) {
      float value = data.getFloat();
      sum += value;
      squares += value * value;
    }
    assertThat(sum / 50000).isCloseTo(0, within(0.02));
    assertThat(squares / 50000).isCloseTo(1, within(0.02));
  }

  /** The same draws in every type, so that each half is a float with less digits. */
  @Test
  void floatsOfAllWidthsAreTheSameNumbers() {
    String[] shape = {"100", "100"};
    ByteBuffer floats = data(first(Map.of(), input("x", ElementType.FLOAT32, shape)).get(0));
    ByteBuffer doubles = data(first(Map.of(), input("x", ElementType.FLOAT64, shape)).get(0));
    ByteBuffer halves = data(first(Map.of(), input("x", ElementType.FLOAT16, shape)).get(0));
    ByteBuffer brains = data(first(Map.of(), input("x", ElementType.BFLOAT16, shape)).get(0));
    while (floats.hasRemaining()) {
      float value = floats.getFloat();
      assertThat((float) doubles.getDouble()).isEqualTo(value);
      assertThat(half(halves.getShort())).isCloseTo(value, within(Math.abs(value) / 1024 + 1e-4f));
      assertThat(Float.intBitsToFloat(brains.getShort() << 16))
          .isCloseTo(value, within(Math.abs(value) / 128));
    }
  }

  private static float half(short bits) {
    int exponent = bits >> 10 & 31;
    float magnitude = (1024 + (bits & 1023)) * (float) Math.pow(2, exponent - 25);
    return exponent == 0 ? 0 : bits < 0 ? -magnitude : magnitude;
  }

  @ParameterizedTest
  @CsvSource({
    "INT64, 200, 0, 199",
    "INT64, 200, 9, 8",
    "INT32, 200, 3000, 199",
    "INT64, -1, 0, 1",
    "INT64, -1, 9, 8",
    "INT8, -1, 5000, 127",
    "UINT8, -1, 5000, 255",
  })
  void integersStayBelowTheOptionAndWithinTheTable(
      ElementType type, int rows, int below, long largest) {
    OptionalLong table = rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows);
    NamedTensor ids =
        first(Map.of("below", below, "batch_size", 100, "sequence_length", 100), ids(type, table))
            .get(0);
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (ByteBuffer data = data(ids); data.hasRemaining(); ) {
      long value =
          switch (type) {
            case INT64 -> data.getLong();
            case INT32 -> data.getInt();
            default -> Byte.toUnsignedInt(data.get());
          };
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    assertThat(least).isZero();
    assertThat(greatest).isEqualTo(largest);
  }

  @Test
  void openDimensionsAreSizedByTheirNamesAndPlaces() {
    List<NamedTensor> batch =
        first(
            Map.of("batch_size", 3, "sequence_length", 7, "dimensions", List.of("width=9")),
            input("ids", ElementType.INT64, "batch", "sequence"),
            input("other", ElementType.INT64, "", ""),
            input("states", ElementType.FLOAT32, "n", "m", "16"),
            input("again", ElementType.FLOAT32, "m", "width", "batch", "max_len"));

    assertThat(batch.get(0).shape()).containsExactly(3, 7);
    assertThat(batch.get(1).shape()).containsExactly(3, 7);
    assertThat(batch.get(2).shape()).containsExactly(3, 7, 16);
    assertThat(batch.get(3).shape()).containsExactly(7, 9, 3, 7);
  }

  @Test
  void aNameThatOccursTwiceInAShapeIsIgnored() {
    Map<String, Integer> sizes = Map.of("batch_size", 3, "sequence_length", 7);
    ModelInput ids = input("ids", ElementType.INT64, "batch", "batch");
    ModelInput image = input("pixels", ElementType.FLOAT32, "1", "3", "side", "side");

    assertThat(first(sizes, ids).get(0).shape()).containsExactly(3, 7);
    assertThat(first(Map.of("dimensions", "side=5"), image).get(0).shape())
        .containsExactly(1, 3, 5, 5);
    assertThat(problems(Map.of(), image)).hasSize(2);
  }

  @Test
  void tokenIdsAreRandomAndTheOtherInputsOfATextModelAreNot() {
    List<NamedTensor> batch =
        first(
            Map.of(),
            input("input_ids", ElementType.INT64, "b", "s"),
            input("attention_mask", ElementType.INT64, "b", "s"),
            input("position_ids", ElementType.INT64, "b", "s"),
            input("past_key_values.0.key", ElementType.FLOAT32, "b", "2", "p", "16"));
    assertThat(batch).extracting(NamedTensor::name).containsExactly("input_ids");
  }

  @Test
  void anotherSeedGivesOtherNumbersAndSoDoesTheNextBatch() {
    ModelInput x = input("x", ElementType.FLOAT32, "4");
    try (Batches batches = open(Map.of("seed", 1), x)) {
      ByteBuffer one = batches.next().get(0).data();
      assertThat(batches.next().get(0).data()).isNotEqualTo(one);
      assertThat(first(Map.of("seed", 2), x).get(0).data()).isNotEqualTo(one);
      assertThat(first(Map.of("seed", 1), x).get(0).data()).isEqualTo(one);
    }
  }

  @Test
  void theUserIsWarned() {
    try (Batches batches = open(Map.of(), input("x", ElementType.FLOAT32, "4"))) {
      assertThat(batches.remark().orElseThrow()).contains("random numbers", "worth little");
    }
  }

  @Test
  void everyDimensionWithoutSizeIsReportedWithItsCure() {
    ModelInput image = input("pixels", ElementType.FLOAT32, "b", "3", "height", "width");
    ModelInput nameless = input("y", ElementType.FLOAT32, "b", "3", "", "8");

    assertThat(problems(Map.of("dimensions", "height=8"), image, nameless))
        .extracting(Issue::toString)
        .containsExactly(
            "dimension 3 of the input pixels, width, has no size; set its size, as in dimensions:"
                + " [width=224]",
            "dimension 2 of the input y has neither a size nor a name; use a source with fixed"
                + " shapes, such as npz");
  }

  @Test
  void sizesThatFitNothingAreReported() {
    ModelInput x = input("x", ElementType.FLOAT32, "rows", "4");
    assertThat(problems(Map.of("dimensions", List.of("rows", "rows=-1", "=4")), x)).hasSize(3);
    assertThat(problems(Map.of("dimensions", List.of("row=3")), x))
        .singleElement()
        .asString()
        .contains("a dimension row", "open dimensions are rows");
  }

  @Test
  void tooLargeAndUnsupportedInputsAreReported() {
    assertThat(problems(Map.of(), input("x", ElementType.FLOAT32, "100000", "100000")))
        .singleElement()
        .asString()
        .contains("x of shape [100000, 100000] is too large");
    assertThat(problems(Map.of(), input("attention_mask", ElementType.INT64, "b", "s")))
        .singleElement()
        .asString()
        .contains("no input that random numbers");
  }
}
