package org.woq4j.core.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.CoreError;
import org.woq4j.core.Tensors;

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
  void whatASourceGivesIsKeptInTheModelsOrder() {
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
  void aSymbolThatStandsTwiceInAShapeSaysNothing() {
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
  void inputsThatNobodyFillsAreOneErrorWithAllInputs() {
    List<ModelInput> inputs =
        List.of(
            ids("input_ids"),
            input("pixels", ElementType.FLOAT32, "", "3"),
            input("label", ElementType.INT32));

    assertThat(problems(inputs, IDS))
        .singleElement()
        .extracting(Issue::message)
        .isEqualTo(
            "nothing gives the model's inputs pixels, label: the model asks for input_ids [batch,"
                + " sequence] INT64, pixels [?, 3] FLOAT32, label [] INT32, and the source 'heap'"
                + " gives input_ids");
  }

  @Test
  void everyProblemOfABatchIsTold() {
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
            "the input fixed is FLOAT32, and the model asks for INT64; give fixed [batch, 4] INT64",
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
}
