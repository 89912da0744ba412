package org.woq4j.plugins.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {

  @ParameterizedTest
  @CsvSource({
    "1.2.3, 1.2.3, true",
    "1.2.3, 1.1.9, true",
    "1.2.3, 1.3.0, false",
    "2.0.0, 1.9.0, false",
    "0.2.1, 0.2.0, true",
    "0.3.0, 0.2.0, false",
    "0.1.0-SNAPSHOT, 0.1.0-SNAPSHOT, true",
    "0.1.0, 0.1.0-SNAPSHOT, true",
    "0.1.0-SNAPSHOT, 0.1.0, false",
    "1.2.3, *, true",
    "2.5.0, >=1.0.0 & <3.0.0, true",
    "3.5.0, >=1.0.0 & <3.0.0, false",
  })
  void laterVersionsWithoutABreakingChangeMeetAPlainOne(String api, String requires, boolean met) {
    assertThat(Versions.meets(api, requires)).isEqualTo(met);
  }

  @Test
  void theParentOfPluginsNamesThisApi() throws Exception {
    Path parent =
        Path.of(System.getProperty("basedir", "."), "..", "..", "plugin-parent", "pom.xml");
    assertThat(Files.readString(parent))
        .contains("<woq4j.version>" + Versions.api() + "</woq4j.version>")
        .contains("<version>" + Versions.api() + "</version>");
  }
}
