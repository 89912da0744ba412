package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** After its first run, a command of the script {@code woq} loads its classes from an archive. */
@EnabledOnOs(OS.LINUX)
class ClassArchiveIT {

  private static final String FROM_ARCHIVE = "source: shared objects file";
  private static final String FROM_JAR = "source: file:";

  /** The name of a class that Java makes of a lambda, archived or not. */
  private static final Pattern LINKED_LAMBDA = Pattern.compile(" org\\.woq4j\\.\\S*\\$\\$Lambda");

  @TempDir private Path folder;

  @Test
  void theSecondRunReadsNoJarAndLinksFewLambdas() throws Exception {
    loadedClasses();
    List<String> loaded = loadedClasses();
    assertThat(loaded).filteredOn(line -> line.contains(FROM_ARCHIVE)).hasSizeGreaterThan(1000);
    assertThat(loaded).filteredOn(line -> line.contains(FROM_JAR)).isEmpty();
    assertThat(loaded).filteredOn(line -> LINKED_LAMBDA.matcher(line).find()).hasSizeLessThan(5);
  }

  private List<String> loadedClasses() throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent();
    Path log = folder.resolve("classes.log");
    Path output = folder.resolve("woq.log");
    ProcessBuilder woq =
        new ProcessBuilder(root.resolve("woq").toString(), "describe")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    woq.environment().put("WOQ_JAVA_OPTS", "-Xlog:class+load:file=" + log);
    int code = woq.start().waitFor();
    assertThat(code).as(Files.readString(output)).isZero();
    return Files.readAllLines(log);
  }
}
