package org.woq4j.tck.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * What holds for an implementation of any SPI: rules 1.x. Extended by the contract of each SPI.
 *
 * @param <P> the SPI
 */
public abstract class ProviderContract<P> {

  private final Class<P> spi;
  private final Function<P, String> id;
  private final Function<P, List<OptionSpec<?>>> specs;

  /**
   * A contract for the implementations of an SPI.
   *
   * @param spi the interface that {@link ServiceLoader} looks for
   * @param id reads the id of an implementation
   * @param specs reads the options of an implementation
   */
  protected ProviderContract(
      Class<P> spi, Function<P, String> id, Function<P, List<OptionSpec<?>>> specs) {
    this.spi = spi;
    this.id = id;
    this.specs = specs;
  }

  /** {@return the implementation under test; best a new instance at each call} */
  protected abstract P provider();

  /**
   * {@return the options to test with, each as a recipe would give them; by default none but
   * defaults}
   */
  protected List<Map<String, ?>> options() {
    return List.of(Map.of());
  }

  /**
   * {@return whether the implementation is meant to be found by {@link ServiceLoader}; by default
   * it is} The host finds no other.
   */
  protected boolean discoverable() {
    return true;
  }

  /** {@return the values of {@link #options}, checked against the implementation's own options} */
  protected final List<OptionValues> validatedOptions() {
    List<OptionSpec<?>> known = specs.apply(provider());
    return options().stream().map(written -> OptionValues.of(known, written)).toList();
  }

  @Test
  void required_1_1_idIsLowerCaseWords() {
    assertThat(id.apply(provider())).matches("[a-z][a-z0-9-]*");
  }

  @Test
  void required_1_2_optionNamesAreUnique() {
    assertThat(specs.apply(provider())).extracting(OptionSpec::name).doesNotHaveDuplicates();
  }

  @Test
  void required_1_3_defaultsAreAllowedValues() {
    for (OptionSpec<?> spec : specs.apply(provider())) {
      spec.defaultValue()
          .ifPresent(
              value ->
                  assertThatCode(() -> spec.convert(value))
                      .as("default of '%s'", spec.name())
                      .doesNotThrowAnyException());
    }
  }

  @Test
  void required_1_4_idAndOptionsNeverChange() {
    P provider = provider();
    assertThat(id.apply(provider)).isEqualTo(id.apply(provider)).isEqualTo(id.apply(provider()));
    assertThat(described(provider)).isEqualTo(described(provider)).isEqualTo(described(provider()));
  }

  private List<String> described(P provider) {
    return specs.apply(provider).stream()
        .map(spec -> spec + " = " + spec.defaultValue() + ": " + spec.doc())
        .toList();
  }

  @Test
  void optional_1_5_hasAPublicConstructorWithoutArguments() throws NoSuchMethodException {
    assumeTrue(discoverable(), "declared not to be discoverable");
    Class<?> type = provider().getClass();
    assertThat(Modifier.isPublic(type.getModifiers())).as("%s is public", type).isTrue();
    assertThat(Modifier.isPublic(type.getDeclaredConstructor().getModifiers()))
        .as("the constructor of %s is public", type)
        .isTrue();
  }

  @Test
  void optional_1_6_isFoundByServiceLoader() {
    assumeTrue(discoverable(), "declared not to be discoverable");
    Class<?> type = provider().getClass();
    assertThat(ServiceLoader.load(spi, type.getClassLoader()).stream())
        .as("META-INF/services/%s names %s", spi.getName(), type.getName())
        .anyMatch(found -> found.type().equals(type));
  }
}
