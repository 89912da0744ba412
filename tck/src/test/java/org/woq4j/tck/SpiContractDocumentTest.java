package org.woq4j.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract;
import org.woq4j.tck.calibration.CalibrationSourceContract;
import org.woq4j.tck.deployment.DeploymentTargetContract;
import org.woq4j.tck.emit.NodeEmitterContract;
import org.woq4j.tck.provider.ProviderContract;
import org.woq4j.tck.quality.QualityMeasureContract;

class SpiContractDocumentTest {

  private static final Pattern ROW = Pattern.compile("\\| (\\d+\\.\\d+) \\| (\\w+) \\| .+ \\|");
  private static final Pattern NAME =
      Pattern.compile("(required|optional)_(\\d+)_(\\d+)_[a-zA-Z]+");

  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "spi-contract.md");

  @Test
  void everyTestedRuleHasOneTestOfItsForceAndEveryTestHasItsRule() throws IOException {
    assertThat(rules().filter(rule -> !rule.startsWith("untested")))
        .hasSizeGreaterThan(50)
        .containsExactlyInAnyOrderElementsOf(tests());
  }

  @Test
  void forcesAreThoseThatTheDocumentExplains() throws IOException {
    assertThat(rules().map(rule -> rule.split(" ")[0]))
        .containsOnly("required", "optional", "untested");
  }

  @Test
  void rulesAreNumberedWithoutGaps() throws IOException {
    int section = 0;
    int number = 0;
    for (String rule : rules().toList()) {
      String[] parts = rule.split(" ")[1].split("\\.");
      boolean next = Integer.parseInt(parts[0]) == section + 1;
      section += next ? 1 : 0;
      number = next ? 1 : number + 1;
      assertThat(rule).endsWith(" " + section + "." + number);
    }
  }

  /** Rules as {@code required 1.2}, in the document's order. */
  private static Stream<String> rules() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> row.group(2) + " " + row.group(1));
  }

  private static List<String> tests() {
    return Stream.<Class<?>>of(
            ProviderContract.class,
            WeightOnlyAlgorithmContract.class,
            NodeEmitterContract.class,
            CalibrationSourceContract.class,
            DeploymentTargetContract.class,
            QualityMeasureContract.class)
        .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(SpiContractDocumentTest::rule)
        .toList();
  }

  private static String rule(Method test) {
    Matcher name = NAME.matcher(test.getName());
    assertThat(name.matches()).as("%s is named after a rule", test).isTrue();
    return name.group(1) + " " + name.group(2) + "." + name.group(3);
  }
}
