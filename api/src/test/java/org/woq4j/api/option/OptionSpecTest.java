package org.woq4j.api.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.woq4j.api.option.OptionSpec.Kind;

class OptionSpecTest {

  private enum Search {
    NONE,
    MEAN_SQUARE
  }

  private static <T> OptionSpec<T> of(OptionSpec.Builder<T> builder) {
    return builder.doc("What it does.").build();
  }

  private static void assertRefused(OptionSpec<?> spec, Object... values) {
    for (Object value : values) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> spec.convert(value))
          .withMessageStartingWith("'" + spec.name() + "' must be " + spec.range() + ", was ");
    }
  }

  @Test
  void aBooleanIsTrueOrFalse() {
    OptionSpec<Boolean> spec = of(OptionSpec.bool("flag"));

    assertThat(spec.convert(true)).isTrue();
    assertThat(spec.range()).isEqualTo("true | false");
    assertRefused(spec, "true", 1, null, List.of(true));
  }

  @Test
  void aWholeNumberMayBeWrittenAsALong() {
    OptionSpec<Integer> spec = of(OptionSpec.integer("count"));

    assertThat(spec.convert(-7)).isEqualTo(-7);
    assertThat(spec.convert(7L)).isEqualTo(7);
    assertThat(spec.range()).isEqualTo("a whole number");
    assertRefused(spec, 1L << 31, 7.0, "7", null);
  }

  @Test
  void aNumberMayBeWrittenAsAnyNumberThatIsNotNaN() {
    OptionSpec<Double> spec = of(OptionSpec.decimal("damp"));

    assertThat(spec.convert(0.5)).isEqualTo(0.5);
    assertThat(spec.convert(2)).isEqualTo(2.0);
    assertThat(spec.convert(3L)).isEqualTo(3.0);
    assertThat(spec.range()).isEqualTo("a number");
    assertRefused(spec, "0.5", Double.NaN, null);
  }

  @Test
  void aTextIsAString() {
    OptionSpec<String> spec = of(OptionSpec.text("field"));

    assertThat(spec.convert("text")).isEqualTo("text");
    assertThat(spec.range()).isEqualTo("a text");
    assertRefused(spec, 1, null);
  }

  @Test
  void aConstantIsWrittenInLowerCaseWithHyphens() {
    OptionSpec<Search> spec = of(OptionSpec.choice("search", Search.class));

    assertThat(spec.kind()).isEqualTo(Kind.CHOICE);
    assertThat(spec.choices()).containsExactly("none", "mean-square");
    assertThat(spec.range()).isEqualTo("none | mean-square");
    assertThat(spec.convert("mean-square")).isEqualTo(Search.MEAN_SQUARE);
    assertThat(spec.convert(Search.MEAN_SQUARE)).isEqualTo(Search.MEAN_SQUARE);
    assertRefused(spec, "MEAN_SQUARE", "mean", 1, null);
  }

  @Test
  void aNumberOfAFewIsOneOfThem() {
    OptionSpec<Integer> spec = of(OptionSpec.oneOf("level", 0, 4));

    assertThat(spec.convert(4)).isEqualTo(4);
    assertThat(spec.range()).isEqualTo("0 | 4");
    assertRefused(spec, 1, null);
  }

  @Test
  void aPathMayBeWrittenAsAText() {
    OptionSpec<Path> spec = of(OptionSpec.path("file"));

    assertThat(spec.convert("a/b.txt")).isEqualTo(Path.of("a", "b.txt"));
    assertThat(spec.convert(Path.of("a"))).isEqualTo(Path.of("a"));
    assertThat(spec.range()).isEqualTo("a path");
    assertRefused(spec, 1, null, "a\0b");
  }

  @Test
  void aListOfTextsMayBeWrittenAsOneText() {
    OptionSpec<List<String>> spec = of(OptionSpec.texts("sizes"));

    assertThat(spec.convert(List.of("a=1", "b=2"))).containsExactly("a=1", "b=2");
    assertThat(spec.convert("a=1")).containsExactly("a=1");
    assertThat(spec.convert(List.of())).isEmpty();
    assertThat(spec.range()).isEqualTo("a list of texts");
    assertRefused(spec, 1, List.of("a", 1), null, Arrays.asList("a", null));
  }

  @Test
  void anAlgorithmIsAReference() {
    OptionSpec<AlgorithmReference> spec = of(OptionSpec.algorithm("rounding"));
    AlgorithmReference rtn = new AlgorithmReference("rtn", OptionValues.none());

    assertThat(spec.convert(rtn)).isSameAs(rtn);
    assertThat(spec.range()).isEqualTo("an algorithm");
    assertRefused(spec, "rtn", null);
  }

  @Property(tries = 300, seed = "1")
  void aWholeNumberMustLieBetweenItsBounds(
      @ForAll @IntRange(min = -50, max = 50) int least,
      @ForAll @IntRange(min = 0, max = 20) int width,
      @ForAll @IntRange(min = -80, max = 80) int value) {
    OptionSpec<Integer> spec = of(OptionSpec.integer("count").atLeast(least).atMost(least + width));

    assertThat(spec.range()).isEqualTo(least + " to " + (least + width));
    if (value >= least && value <= least + width) {
      assertThat(spec.convert(value)).isEqualTo(value);
    } else {
      assertRefused(spec, value);
    }
  }

  @Property(tries = 300, seed = "2")
  void aNumberMustExceedABoundThatIsExcluded(
      @ForAll @DoubleRange(min = -1, max = 1) double bound,
      @ForAll @DoubleRange(min = -2, max = 2) double value) {
    OptionSpec<Double> spec = of(OptionSpec.decimal("ratio").above(bound));

    assertRefused(spec, bound);
    if (value > bound) {
      assertThat(spec.convert(value)).isEqualTo(value);
    } else {
      assertRefused(spec, value);
    }
  }

  @Test
  void aRangeIsInWords() {
    assertThat(of(OptionSpec.integer("x").atLeast(1)).range()).isEqualTo("at least 1");
    assertThat(of(OptionSpec.integer("x").atMost(8)).range()).isEqualTo("at most 8");
    assertThat(of(OptionSpec.decimal("x").atLeast(0.5).atMost(2)).range()).isEqualTo("0.5 to 2");
  }

  @Test
  void boundsAreThereWhereTheyWereGiven() {
    OptionSpec<Double> bounded = of(OptionSpec.decimal("x").above(0).atMost(1));
    OptionSpec<Double> open = of(OptionSpec.decimal("x"));

    assertThat(bounded.least()).contains(0.0);
    assertThat(bounded.leastExcluded()).isTrue();
    assertThat(bounded.greatest()).contains(1.0);
    assertThat(open.least()).isEmpty();
    assertThat(open.leastExcluded()).isFalse();
    assertThat(open.greatest()).isEmpty();
  }

  @Test
  void theWordOffMayStandForAValueOutsideTheRange() {
    OptionSpec<Integer> spec = of(OptionSpec.integer("refine").atLeast(1).orOff(0));

    assertThat(spec.mayBeOff()).isTrue();
    assertThat(spec.range()).isEqualTo("at least 1 | off");
    assertThat(spec.convert("off")).isZero();
    assertThat(spec.convert(0)).isZero();
    assertThat(spec.convert(3)).isEqualTo(3);
    assertRefused(spec, -1, "on");
    assertRefused(of(OptionSpec.integer("refine")), "off");
  }

  @Test
  void anyWordMayHaveAValueAndRecipesSayTheWord() {
    OptionSpec<Double> spec =
        of(OptionSpec.decimal("alpha").atLeast(0).atMost(1).orWord("search", -1.0));

    assertThat(spec.word()).contains("search");
    assertThat(spec.mayBeOff()).isFalse();
    assertThat(spec.range()).isEqualTo("0 to 1 | search");
    assertThat(spec.convert("search")).isEqualTo(-1);
    assertThat(spec.convert(0.5)).isEqualTo(0.5);
    assertThat(spec.inRecipe(-1.0)).isEqualTo("search");
    assertThat(spec.inRecipe(0.5)).isEqualTo("0.5");
    assertRefused(spec, "off", 2);
  }

  @Test
  void propertiesThatAreNotSetHaveDefaults() {
    OptionSpec<Integer> plain = of(OptionSpec.integer("x"));
    OptionSpec<Integer> rich =
        of(OptionSpec.integer("x").defaultsTo(3).onlySequential().doc("Lost."));

    assertThat(plain.defaultValue()).isEmpty();
    assertThat(plain.choices()).isEmpty();
    assertThat(plain.mayBeOff()).isFalse();
    assertThat(plain.word()).isEmpty();
    assertThat(plain.isOnlySequential()).isFalse();
    assertThat(rich.defaultValue()).contains(3);
    assertThat(rich.isOnlySequential()).isTrue();
  }

  @Test
  void itsDocIsOneTextAndMustBeGiven() {
    assertThat(OptionSpec.bool("x").doc("One.", "Two.").build().doc()).isEqualTo("One. Two.");
    assertThatNullPointerException()
        .isThrownBy(() -> OptionSpec.bool("x").build())
        .withMessage("option x has no doc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bits", "1bit", "group-size", "group size"})
  void aNameIsWrittenInLowerCaseWithUnderscores(String name) {
    assertThat(OptionSpec.bool("group_size2").doc("d").build().name()).isEqualTo("group_size2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionSpec.bool(name))
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void itsTextIsItsNameAndItsRange() {
    assertThat(of(OptionSpec.integer("bits").atLeast(1).atMost(8))).hasToString("bits: 1 to 8");
  }
}
