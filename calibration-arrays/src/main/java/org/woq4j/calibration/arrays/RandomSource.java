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
 * Random numbers in the shapes that the model asks for: floats are normally distributed, integers
 * uniformly, booleans true. Statistics of them are worth little; they show whether a recipe works
 * before there is data.
 *
 * <p>The same seed gives the same batches, on every machine. Masks, token types, positions and the
 * past are left to the host, which makes what means that nothing is masked and nothing is past.
 *
 * <pre>{@code
 * calibration: {source: random, batches: 4, dimensions: [height=224, width=224]}
 * }</pre>
 */
public final class RandomSource implements CalibrationSource {

  static final OptionSpec<Integer> SEED =
      OptionSpec.integer("seed").defaultsTo(0).doc("Another seed gives other numbers.").build();

  static final OptionSpec<Integer> BATCHES =
      OptionSpec.integer("batches").atLeast(1).defaultsTo(8).doc("How many batches.").build();

  static final OptionSpec<Integer> BATCH_SIZE =
      OptionSpec.integer("batch_size")
          .atLeast(1)
          .defaultsTo(4)
          .doc("Size of the first dimension of each input, where the model leaves it open.")
          .build();

  static final OptionSpec<Integer> SEQUENCE_LENGTH =
      OptionSpec.integer("sequence_length")
          .atLeast(1)
          .defaultsTo(32)
          .doc(
              "Size of open dimensions that are named as a length or a sequence, and of the second",
              "dimension of inputs of two or three.")
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
              "Integers are drawn from 0 up to, but not including, this number, and never beyond",
              "the table that they index. 0: any row of that table; 0 and 1 where none is seen.")
          .build();

  /** What means something, and is made by the host. */
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
          "the model has no input that random numbers could be given for",
          "choose an algorithm that needs no data");
    }
    return new RandomBatches(wanted, options.get(SEED), options.get(BATCHES));
  }
}
