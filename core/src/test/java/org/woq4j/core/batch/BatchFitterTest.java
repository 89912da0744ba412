package org.woq4j.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.Tensors;
import org.woq4j.core.error.CoreError;

class BatchFitterTest {

  private static final NamedTensor IDS =
      Tensors.longs("input_ids", new long[] {2, 3}, 5, 6, 7, 8, 9, 1);
  private static final NamedTensor MASK =
      Tensors.longs("attention_mask", new long[] {2, 3}, 0, 1, 1, 1, 1, 0);

  private static ModelInput input(String name, ElementType type, String... shape) {
    return new ModelInput(name, type, List.of(shape));
  }

  private static ModelInput ids(String name) {
    return input(name, ElementType.INT64, "batch", "sequence");
  }

  private static NamedTensor fitted(ModelInput asked, NamedTensor... batch) {
    List<ModelInput> inputs = List.of(ids("input_ids"), ids("attention_mask"), asked);
    List<NamedTensor> fitted = new BatchFitter(inputs, "heap").fit(List.of(batch));
    assertThat(fitted)
        .extracting(NamedTensor::name)
        .containsExactly("input_ids", "attention_mask", asked.name());
    assertThat(fitted.get(2).type()).isEqualTo(asked.type());
    return fitted.get(2);
  }

  private static List<Issue> problems(List<ModelInput> inputs, NamedTensor... batch) {
    WoqException thrown =
        catchThrowableOfType(
            WoqException.class, () -> new BatchFitter(inputs, "heap").fit(List.of(batch)));
    assertThat(thrown.code()).isEqualTo(CoreError.BAD_CALIBRATION);
    return thrown.issues();
  }

  @Test
  void inputsOfASourceAreKeptInTheModelsOrder() {
    List<NamedTensor> fitted =
        new BatchFitter(List.of(ids("input_ids"), ids("attention_mask")), "heap")
            .fit(List.of(MASK, IDS));

    assertThat(fitted).containsExactly(IDS, MASK);
  }

  @Test
  void aMaskIsOnes() {
    List<ModelInput> inputs =
        List.of(ids("input_ids"), input("attention_mask", ElementType.INT32, "batch", "past + n"));
    NamedTensor mask = new BatchFitter(inputs, "heap").fit(List.of(IDS)).get(1);

    assertThat(mask.shape()).containsExactly(2, 3);
    assertThat(Tensors.read(mask)).containsExactly(1, 1, 1, 1, 1, 1);
  }

  @Test
  void tokenTypesAreZeros() {
    NamedTensor types = fitted(ids("token_type_ids"), IDS, MASK);

    assertThat(types.shape()).containsExactly(2, 3);
    assertThat(Tensors.read(types)).containsOnly(0);
  }

  @Test
  void positionsCountWhatIsNoPadding() {
    assertThat(Tensors.read(fitted(ids("position_ids"), IDS, MASK)))
        .containsExactly(0, 0, 1, 0, 1, 0);
  }

  @Test
  void positionsCountEverythingWithoutAMaskOrInAnotherShape() {
    assertThat(Tensors.read(fitted(ids("position_ids"), IDS))).containsExactly(0, 1, 2, 0, 1, 2);
    NamedTensor row = fitted(input("position_ids", ElementType.INT32, "1", "sequence"), IDS, MASK);
    assertThat(row.shape()).containsExactly(1, 3);
    assertThat(Tensors.read(row)).containsExactly(0, 1, 2);
    assertThat(Tensors.read(fitted(input("position_ids", ElementType.INT64, "n"), IDS)))
        .containsExactly(0, 1, 2);
  }

  @Test
  void aPastIsEmptyInTheBatchsSize() {
    ModelInput past =
        input("past_key_values.0.key", ElementType.FLOAT16, "batch", "4", "past_sequence", "8");
    NamedTensor empty = fitted(past, IDS);

    assertThat(empty.shape()).containsExactly(2, 4, 0, 8);
    assertThat(empty.data().remaining()).isZero();
    ModelInput both = input("past_0", ElementType.FLOAT32, "2", "batch", "4", "", "8");
    assertThat(fitted(both, IDS).shape()).containsExactly(2, 2, 4, 0, 8);
  }

  @Test
  void aPastOfFixedLengthIsZeros() {
    ModelInput past = input("past_key", ElementType.FLOAT32, "batch", "1", "2", "2");
    NamedTensor zeros = fitted(past, IDS);

    assertThat(zeros.shape()).containsExactly(2, 1, 2, 2);
    assertThat(Tensors.read(zeros)).containsOnly(0);
  }

  @Test
  void theCacheBranchIsNotUsed() {
    NamedTensor branch = fitted(input("use_cache_branch", ElementType.BOOL, "1"), IDS);

    assertThat(branch.shape()).containsExactly(1);
    assertThat(Tensors.read(branch)).containsExactly(0);
  }

  @Test
  void aSymbolThatOccursTwiceInAShapeIsIgnored() {
    List<ModelInput> inputs =
        List.of(
            input("input_ids", ElementType.INT64, "batch", "batch"),
            input("attention_mask", ElementType.INT64, "batch", "batch"),
            input("square", ElementType.INT64, "2", "2"));
    NamedTensor square = Tensors.longs("square", new long[] {2, 2}, 1, 2, 3, 4);
    List<NamedTensor> fitted = new BatchFitter(inputs, "heap").fit(List.of(IDS, square));

    assertThat(fitted.get(1).shape()).containsExactly(2, 3);
  }

  @Test
  void unfilledInputsAreOneErrorWithAllInputs() {
    List<ModelInput> inputs =
        List.of(
            ids("input_ids"),
            input("pixels", ElementType.FLOAT32, "", "3"),
            input("label", ElementType.INT32));

    assertThat(problems(inputs, IDS))
        .singleElement()
        .extracting(Issue::message)
        .isEqualTo(
            "there is no data for the model's inputs pixels, label: the model expects input_ids"
                + " [batch, sequence] INT64, pixels [?, 3] FLOAT32, label [] INT32, but the source 'heap'"
                + " provides input_ids");
  }

  @Test
  void everyProblemOfABatchIsReported() {
    List<ModelInput> inputs =
        List.of(
            ids("input_ids"),
            ids("attention_mask"),
            input("fixed", ElementType.INT64, "batch", "4"));
    NamedTensor longMask = Tensors.longs("attention_mask", new long[] {2, 4}, new long[8]);
    NamedTensor floats = Tensors.floats("fixed", new long[] {2, 4}, new float[8]);

    assertThat(problems(inputs, IDS, longMask, floats, Tensors.longs("input_id", new long[0], 1)))
        .extracting(Issue::toString)
        .containsExactly(
            "the input attention_mask has the shape [2, 4]: sequence is 3 in input_ids; give"
                + " attention_mask [batch, sequence] INT64",
            "the input fixed is FLOAT32, but the model expects INT64; give fixed [batch, 4] INT64",
            "the model has no input input_id; did you mean input_ids?");
  }

  @Test
  void shapesMustHaveTheDeclaredNumbersAndRank() {
    List<ModelInput> inputs = List.of(input("a", ElementType.INT64, "2", "n"), ids("b"));

    assertThat(
            problems(
                inputs,
                Tensors.longs("a", new long[] {3, 1}, 1, 2, 3),
                Tensors.longs("b", new long[] {1}, 1)))
        .extracting(Issue::message)
        .containsExactly("the input a has the shape [3, 1]", "the input b has the shape [1]");
    assertThat(problems(List.of(ids("input_ids")), IDS, IDS))
        .extracting(Issue::message)
        .containsExactly("the input input_ids is given twice");
  }

  private static ModelInput indexing(String name, ElementType type, long rows) {
    return new ModelInput(name, type, List.of("batch", "n"), OptionalLong.of(rows));
  }

  @Test
  void anIntegerBeyondItsTableIsNamedWithItsPlace() {
    List<ModelInput> inputs = List.of(indexing("input_ids", ElementType.INT64, 9));

    assertThat(problems(inputs, IDS))
        .extracting(Issue::message)
        .containsExactly(
            "the input input_ids is 9 at [1, 1], but the table that it indexes has 9 rows");
  }

  @Test
  void integersCountFromTheEndOfATableWhereTheyAreNegative() {
    List<ModelInput> inputs = List.of(indexing("ids", ElementType.INT64, 9));
    NamedTensor within = Tensors.longs("ids", new long[] {1, 2}, -9, 8);
    NamedTensor outside = Tensors.longs("ids", new long[] {1, 2}, 8, -10);

    assertThat(new BatchFitter(inputs, "heap").fit(List.of(within))).containsExactly(within);
    assertThat(problems(inputs, outside)).singleElement().asString().contains("-10 at [0, 1]");
  }

  @Test
  void filledInInputsAreCheckedToo() {
    List<ModelInput> inputs =
        List.of(ids("input_ids"), indexing("position_ids", ElementType.INT64, 2));

    assertThat(problems(inputs, IDS)).singleElement().asString().contains("position_ids is 2");
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 200, 250",
    "INT8, 120, 127",
    "INT32, 70000, 70001",
  })
  void integersOfEveryTypeAreChecked(ElementType type, int rows, int bad) {
    List<ModelInput> inputs = List.of(indexing("ids", type, rows));
    ByteBuffer data = ByteBuffer.allocate(type.bits() / 4).order(ByteOrder.nativeOrder());
    NamedTensor ids =
        new NamedTensor(
            "ids",
            type,
            new long[] {1, 2},
            type == ElementType.INT32
                ? data.putInt(1).putInt(bad).flip()
                : data.put((byte) 1).put((byte) bad).flip());

    assertThat(problems(inputs, ids)).singleElement().asString().contains("is " + bad + " at");
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 7fc00000, 7f800000",
    "FLOAT64, 7ff8000000000000, 7ff0000000000000",
    "FLOAT16, 7e00, fc00",
    "BFLOAT16, 7fc0, ff80",
  })
  void notANumberIsNamedWithItsPlaceAndInfinityIsLeft(ElementType type, String nan, String inf) {
    List<ModelInput> inputs = List.of(input("x", type, "batch", "2"));

    NamedTensor infinite = bits(type, inf);
    assertThat(new BatchFitter(inputs, "heap").fit(List.of(infinite))).containsExactly(infinite);
    assertThat(problems(inputs, bits(type, nan)))
        .extracting(Issue::message)
        .containsExactly("the input x is NaN at [0, 1]");
  }

  /** Zero, and a number of the given bits. */
  private static NamedTensor bits(ElementType type, String hexadecimal) {
    int width = type.bits() / 8;
    ByteBuffer data = ByteBuffer.allocate(2 * width).order(ByteOrder.nativeOrder());
    long bits = Long.parseLong(hexadecimal, 16);
    switch (width) {
      case 2 -> data.putShort(2, (short) bits);
      case 4 -> data.putInt(4, (int) bits);
      default -> data.putLong(8, bits);
    }
    return new NamedTensor("x", type, new long[] {1, 2}, data);
  }
}
