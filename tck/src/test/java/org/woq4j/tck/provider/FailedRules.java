package org.woq4j.tck.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract and returns the rules that it found broken. */
public final class FailedRules {

  private static final Pattern NAME = Pattern.compile("[a-z]+_(\\d+)_(\\d+)_\\w+");

  private FailedRules() {}

  /** Numbers such as {@code 2.6}. */
  public static List<String> of(Class<? extends ProviderContract<?>> contract) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .execute()
            .testEvents();
    assertThat(tests.started().count()).as("tests of %s", contract).isGreaterThan(10);
    return tests.failed().stream().map(FailedRules::rule).sorted().toList();
  }

  private static String rule(Event failed) {
    MethodSource test = (MethodSource) failed.getTestDescriptor().getSource().orElseThrow();
    Matcher name = NAME.matcher(test.getMethodName());
    assertThat(name.matches()).as(test.getMethodName()).isTrue();
    return name.group(1) + "." + name.group(2);
  }
}
