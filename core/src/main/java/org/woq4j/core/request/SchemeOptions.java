package org.woq4j.core.request;

import java.util.List;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/** The options that all algorithms and formats share. They define a {@link QuantScheme}. */
public final class SchemeOptions {

  /** Whether zero points are stored. */
  public enum Scheme {
    ASYM,
    SYM
  }

  /** How a symmetric range is chosen. */
  public enum SymRange {
    FULL,
    CENTERED
  }

  public static final OptionSpec<Integer> BITS =
      OptionSpec.integer(RecipeKeys.BITS)
          .atLeast(1)
          .atMost(8)
          .defaultsTo(4)
          .doc("Bits of each stored weight.")
          .build();

  public static final OptionSpec<Integer> GROUP_SIZE =
      OptionSpec.integer(RecipeKeys.GROUP_SIZE)
          .atLeast(-1)
          .defaultsTo(32)
          .doc("Number of input features that share a scale; -1: one group per output channel.")
          .build();

  public static final OptionSpec<Scheme> SCHEME =
      OptionSpec.choice(RecipeKeys.SCHEME, Scheme.class)
          .defaultsTo(Scheme.ASYM)
          .doc("asym stores a zero point for each group; sym stores none.")
          .build();

  public static final OptionSpec<SymRange> SYM_RANGE =
      OptionSpec.choice(RecipeKeys.SYM_RANGE, SymRange.class)
          .defaultsTo(SymRange.FULL)
          .doc(
              "The range of scheme sym. full: the element of largest magnitude is stored exactly.",
              "centered: the range is twice the largest magnitude.")
          .build();

  /** All of them, in the order in which they are described. */
  public static final List<OptionSpec<?>> ALL = List.of(BITS, GROUP_SIZE, SCHEME, SYM_RANGE);

  private SchemeOptions() {}

  /**
   * The scheme that the values define.
   *
   * @throws IllegalArgumentException if the group size is 0
   */
  public static QuantScheme scheme(OptionValues values, ElementType scaleType) {
    boolean symmetric = values.get(SCHEME) == Scheme.SYM;
    Symmetry symmetry =
        !symmetric
            ? Symmetry.ASYMMETRIC
            : values.get(SYM_RANGE) == SymRange.FULL
                ? Symmetry.SYMMETRIC_FULL
                : Symmetry.SYMMETRIC_CENTERED;
    return new QuantScheme(
        values.get(BITS),
        values.get(GROUP_SIZE),
        symmetry,
        symmetric ? ZeroPoint.NONE : ZeroPoint.INTEGER,
        scaleType);
  }
}
