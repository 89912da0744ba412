package org.woq4j.tck.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.tck.provider.ProviderContract;

/**
 * The contract of a calibration source, rules 1.x and 4.x of docs/spi-contract.md. A subclass
 * returns the source, and overrides the methods that differ.
 */
public abstract class CalibrationSourceContract extends ProviderContract<CalibrationSource> {

  private static final int MOST_BATCHES = 10_000;

  /** Called by JUnit, through a subclass. */
  protected CalibrationSourceContract() {
    super(CalibrationSource.class, CalibrationSource::id, CalibrationSource::options);
  }

  /**
   * {@return the inputs of a model that the source can feed; by default those of a text encoder}
   */
  protected List<ModelInput> modelInputs() {
    List<String> shape = List.of("batch", "sequence");
    return List.of(
        new ModelInput("input_ids", ElementType.INT64, shape),
        new ModelInput("attention_mask", ElementType.INT64, shape),
        new ModelInput("token_type_ids", ElementType.INT64, shape));
  }

  /** {@return the inputs of a model that the source refuses; by default none} */
  protected Optional<List<ModelInput>> inputsThatDoNotFit() {
    return Optional.empty();
  }

  @Test
  void required_4_1_thereIsABatch() {
    for (OptionValues options : validatedOptions()) {
      assertThat(batches(provider(), options)).as("%s: batches", options).isNotEmpty();
    }
  }

  @Test
  void required_4_2_openingTwiceGivesTheSameBatches() {
    CalibrationSource source = provider();
    for (OptionValues options : validatedOptions()) {
      List<List<Copy>> first = copies(batches(source, options));
      assertThat(copies(batches(source, options))).as("%s", options).isEqualTo(first);
    }
  }

  @Test
  void required_4_3_namesAreThoseOfInputs() {
    for (OptionValues options : validatedOptions()) {
      for (List<NamedTensor> batch : batches(provider(), options)) {
        BatchRules.names(options.toString(), modelInputs(), batch);
      }
    }
  }

  @Test
  void required_4_4_typesAndShapesFitTheInputs() {
    for (OptionValues options : validatedOptions()) {
      for (List<NamedTensor> batch : batches(provider(), options)) {
        BatchRules.typesAndShapes(options.toString(), modelInputs(), batch);
      }
    }
  }

  @Test
  void required_4_5_countIsRightWhereItIsKnown() {
    for (OptionValues options : validatedOptions()) {
      int read = batches(provider(), options).size();
      try (Batches batches = provider().open(modelInputs(), options)) {
        batches
            .count()
            .ifPresent(count -> assertThat(count).as("%s: count", options).isEqualTo(read));
      }
    }
  }

  @Test
  void required_4_6_nothingFollowsTheLast() {
    for (OptionValues options : validatedOptions()) {
      try (Batches batches = provider().open(modelInputs(), options)) {
        drain(batches);
        assertThat(batches.next()).as("%s: after the last batch", options).isEmpty();
        assertThat(batches.next()).as("%s: after the last batch", options).isEmpty();
      }
    }
  }

  @Test
  void required_4_7_closingTwiceDoesNoHarm() {
    for (OptionValues options : validatedOptions()) {
      Batches batches = provider().open(modelInputs(), options);
      batches.next();
      batches.close();
      assertThatCode(batches::close).as("%s: close", options).doesNotThrowAnyException();
    }
  }

  @Test
  void required_4_8_runsAtOnceDoNotDisturbEachOther() {
    for (OptionValues options : validatedOptions()) {
      List<List<Copy>> single = copies(batches(provider(), options));
      assumeTrue(single.equals(copies(batches(provider(), options))), "runs are not repeatable");
      CalibrationSource source = provider();
      List<List<Copy>> first = new ArrayList<>();
      List<List<Copy>> second = new ArrayList<>();
      try (Batches one = source.open(modelInputs(), options);
          Batches other = source.open(modelInputs(), options)) {
        for (int i = 0; i < single.size(); i++) {
          first.add(copy(one.next()));
          second.add(copy(other.next()));
        }
      }
      assertThat(first).as("%s: first of two runs", options).isEqualTo(single);
      assertThat(second).as("%s: second of two runs", options).isEqualTo(single);
    }
  }

  @Test
  void optional_4_9_aModelThatDoesNotFitIsRefused() {
    assumeTrue(inputsThatDoNotFit().isPresent(), "no model is declared not to fit");
    List<ModelInput> inputs = inputsThatDoNotFit().orElseThrow();
    for (OptionValues options : validatedOptions()) {
      assertThatThrownBy(() -> provider().open(inputs, options).close())
          .as("%s: open", options)
          .isInstanceOf(WoqException.class);
    }
  }

  private List<List<NamedTensor>> batches(CalibrationSource source, OptionValues options) {
    try (Batches batches = source.open(modelInputs(), options)) {
      return drain(batches);
    }
  }

  private static List<List<NamedTensor>> drain(Batches batches) {
    List<List<NamedTensor>> all = new ArrayList<>();
    for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
      all.add(batch);
      if (all.size() > MOST_BATCHES) {
        fail("more than %d batches; test with fewer", MOST_BATCHES);
      }
    }
    return all;
  }

  /** A tensor that can be compared. */
  private record Copy(String name, ElementType type, String shape, ByteBuffer bytes) {}

  private static List<List<Copy>> copies(List<List<NamedTensor>> batches) {
    return batches.stream().map(CalibrationSourceContract::copy).toList();
  }

  private static List<Copy> copy(List<NamedTensor> batch) {
    return batch.stream()
        .map(
            tensor ->
                new Copy(
                    tensor.name(),
                    tensor.type(),
                    Arrays.toString(tensor.shape()),
                    bytes(tensor.data())))
        .toList();
  }

  private static ByteBuffer bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
