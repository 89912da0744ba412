package org.woq4j.calibration.arrays;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.CalibrationSource;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * Random numbers in the shapes of the model's inputs: floats are normally distributed, integers
 * uniformly, booleans are true. Their statistics are worth little, but they show whether a recipe
 * works before there is data.
 *
 * <p>The same seed makes the same batches on every machine. The host fills masks, token types,
 * positions and the past: nothing is masked, and the past is empty.
 *
 * <pre>{@code
 * calibration: {source: random, batches: 4, dimensions: [height=224, width=224]}
 * }</pre>
 */
public final class RandomSource implements CalibrationSource {

  static final OptionSpec<Integer> SEED =
      OptionSpec.integer("seed").defaultsTo(0).doc("Seed of the random numbers.").build();

  static final OptionSpec<Integer> BATCHES =
      OptionSpec.integer("batches").atLeast(1).defaultsTo(8).doc("Number of batches.").build();

  static final OptionSpec<Integer> BATCH_SIZE =
      OptionSpec.integer("batch_size")
          .atLeast(1)
          .defaultsTo(4)
          .doc("Size of the first dimension of each input, if the model leaves it open.")
          .build();

  static final OptionSpec<Integer> SEQUENCE_LENGTH =
      OptionSpec.integer("sequence_length")
          .atLeast(1)
          .defaultsTo(32)
          .doc(
              "Size of open dimensions with 'seq' or 'len' in their names, and of an open second",
              "dimension of inputs with two or three dimensions.")
          .build();

  static final OptionSpec<List<String>> DIMENSIONS =
      OptionSpec.texts("dimensions")
          .defaultsTo(List.of())
          .doc("Sizes of the model's other symbolic dimensions, such as [height=224, width=224].")
          .build();

  static final OptionSpec<Integer> BELOW =
      OptionSpec.integer("below")
          .atLeast(0)
          .defaultsTo(0)
          .doc(
              "Integers are drawn from 0 up to, but not including, this number; they always index",
              "an existing row of their table. 0: all rows of the table, or 0 and 1 if no table is",
              "found.")
          .build();

  /** Inputs with a meaning, which the host fills. */
  private static final Predicate<String> LEFT_TO_HOST =
      Pattern.compile("attention_mask|token_type_ids|position_ids|use_cache_branch|past_.*")
          .asMatchPredicate();

  /** Called by {@link java.util.ServiceLoader}. */
  public RandomSource() {}

  @Override
  public String id() {
    return "random";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(SEED, BATCHES, BATCH_SIZE, SEQUENCE_LENGTH, DIMENSIONS, BELOW);
  }

  @Override
  public Batches open(List<ModelInput> inputs, OptionValues options) {
    RandomShapes shapes =
        new RandomShapes(
            inputs, options.get(BATCH_SIZE), options.get(SEQUENCE_LENGTH), options.get(DIMENSIONS));
    List<RandomInput> wanted = new ArrayList<>();
    List<Issue> issues = new ArrayList<>();
    for (ModelInput input : inputs) {
      if (!LEFT_TO_HOST.test(input.name())) {
        try {
          wanted.add(RandomInput.of(input, shapes.of(input), options.get(BELOW)));
        } catch (WoqException wrong) {
          issues.addAll(wrong.issues());
        }
      }
    }
    issues.addAll(shapes.unused());
    if (!issues.isEmpty()) {
      throw new WoqException(ArraysError.MODEL, issues);
    }
    if (wanted.isEmpty()) {
      throw ArraysError.MODEL.because(
          "the model has no input that random numbers could fill",
          "choose an algorithm that needs no data");
    }
    return new RandomBatches(wanted, options.get(SEED), options.get(BATCHES));
  }
}
