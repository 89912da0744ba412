package org.woq4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.woq4j.api.WoqException;
import org.woq4j.api.option.AlgorithmReference;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.RoundingAlgorithm;

class AlgorithmChoiceTest {

  private final RoundingAlgorithm algorithm =
      new RoundingAlgorithm("rounding", true, result -> result);
  private final Registry registry = Registry.builder().add(algorithm).build();

  @Test
  void referencesWithoutOptionsGetTheDefaults() {
    AlgorithmReference byId = new AlgorithmReference("rounding", OptionValues.none());
    assertThat(AlgorithmChoice.of(byId, registry))
        .isEqualTo(
            new AlgorithmChoice(
                registry.algorithm("rounding").orElseThrow(),
                OptionValues.of(algorithm.options(), Map.of())));
  }

  @Test
  void referencesKeepWhatWasGiven() {
    OptionValues given = OptionValues.of(algorithm.options(), Map.of("sweeps", 9));
    AlgorithmChoice choice =
        AlgorithmChoice.of(new AlgorithmReference("rounding", given), registry);
    assertThat(choice.options()).isEqualTo(given);
    assertThat(choice.needs(registry)).isNotEmpty();
  }

  @Test
  void aDefaultThatIsNotThereIsNamed() {
    AlgorithmReference missing = new AlgorithmReference("rtn", OptionValues.none());
    assertThatThrownBy(() -> AlgorithmChoice.of(missing, registry))
        .isInstanceOf(WoqException.class)
        .hasMessage(
            "an option names the algorithm 'rtn', which was not found; "
                + "add org.woq4j:woq4j-algorithms-rtn to the class path,"
                + " or set the option to another algorithm");
  }
}
