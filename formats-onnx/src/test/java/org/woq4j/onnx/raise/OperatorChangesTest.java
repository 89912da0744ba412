package org.woq4j.onnx.raise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperatorChangesTest {

  private static final String RUNTIME_OPERATOR = "SimplifiedLayerNormalization";

  /** Version 7 is the oldest source of a raise, so changes up to it concern no node. */
  @Test
  void everyChangeOfEveryOperatorAfterOpset7IsInTheTableAndNothingElse() throws IOException {
    Map<String, Set<Long>> published = new TreeMap<>();
    operatorVersions().forEach((operator, versions) -> published.put(operator, changes(versions)));
    published.put(RUNTIME_OPERATOR, Set.of());

    Map<String, Set<Long>> table =
        OperatorChanges.operators().stream()
            .collect(Collectors.toMap(operator -> operator, OperatorChanges::versions));

    assertThat(table).containsExactlyInAnyOrderEntriesOf(published);
  }

  private static Set<Long> changes(List<Long> versions) {
    return versions.stream()
        .skip(1)
        .filter(version -> version > 7)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, List<Long>> operatorVersions() throws IOException {
    String resource = "operator-versions.txt";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(OperatorChangesTest.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ")))
          .collect(
              Collectors.toMap(
                  words -> words.get(0),
                  words -> words.stream().skip(1).map(Long::valueOf).toList()));
    }
  }
}
