package org.woq4j.api.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionValuesTest {

  private static final OptionSpec<Integer> BITS =
      OptionSpec.integer("bits").atLeast(1).atMost(8).doc("Bits.").build();
  private static final OptionSpec<Double> RATIO =
      OptionSpec.decimal("ratio").defaultsTo(0.5).doc("A ratio.").build();
  private static final OptionSpec<String> FIELD =
      OptionSpec.text("field").defaultsTo("text").doc("A field.").build();
  private static final List<OptionSpec<?>> SPECS = List.of(BITS, RATIO, FIELD);

  @Test
  void optionsThatAreNotGivenHaveTheirDefaults() {
    OptionValues values = OptionValues.of(SPECS, Map.of("bits", 4L, "field", "label"));

    assertThat(values.get(BITS)).isEqualTo(4);
    assertThat(values.get(RATIO)).isEqualTo(0.5);
    assertThat(values.get(FIELD)).isEqualTo("label");
  }

  @Test
  void givenValuesAreInTheOrderOfTheOptions() {
    OptionValues values = OptionValues.of(SPECS, Map.of("field", "label", "bits", 4));

    assertThat(values.given()).containsExactly(Map.entry("bits", 4), Map.entry("field", "label"));
    assertThatThrownBy(() -> values.given().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void everyProblemIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionValues.of(SPECS, Map.of("ratio", "half", "bist", 4, "abc", 1)))
        .withMessage(
            """
            'bits' must be given
            'ratio' must be a number, was half
            there is no option 'abc'
            there is no option 'bist'""");
  }

  @Test
  void aDefaultThatIsGivenIsAsGoodAsOneThatIsNot() {
    OptionValues given = OptionValues.of(SPECS, Map.of("bits", 4, "ratio", 0.5));
    OptionValues implied = OptionValues.of(SPECS, Map.of("bits", 4));
    OptionValues other = OptionValues.of(SPECS, Map.of("bits", 3));

    assertThat(given).isEqualTo(implied).hasSameHashCodeAs(implied).isNotEqualTo(other);
    assertThat(implied).hasToString("{ratio=0.5, field=text, bits=4}");
  }

  @Test
  void noValuesAreForNoOptions() {
    assertThat(OptionValues.none()).isEqualTo(OptionValues.of(List.of(), Map.of()));
    assertThat(OptionValues.none().given()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionValues.none().get(BITS))
        .withMessage("no value for option 'bits'");
  }
}
