package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After its first run, a command of the script {@code woq} loads its classes from an archive. */
@EnabledOnOs(OS.LINUX)
class ClassArchiveIT {

  private static final String FROM_ARCHIVE = "source: shared objects file";

  /** Names the program of a newer Java, where there is one. */
  private static final String NEWER = "WOQ4J_NEWER_JAVA";

  private static final String FROM_JAR = "source: file:";

  /** The name of a class that Java makes of a lambda, archived or not. */
  private static final Pattern LINKED_LAMBDA = Pattern.compile(" org\\.woq4j\\.\\S*\\$\\$Lambda");

  /** A class that Java makes to read an annotation. */
  private static final Pattern PROXY = Pattern.compile("\\$Proxy\\d");

  /**
   * The descriptors of all messages, which the hash of a message would build; and what makes the
   * methods of a record at their first call.
   */
  private static final Pattern SLOW =
      Pattern.compile(
          " org\\.woq4j\\.onnx\\.proto\\.Onnx | java\\.lang\\.runtime\\.ObjectMethods ");

  @TempDir private Path folder;

  @Test
  void theSecondRunReadsNoJarAndLinksFewLambdasAndNoProxies() throws Exception {
    loadedClasses("describe");
    List<String> loaded = loadedClasses("describe");
    assertThat(loaded).filteredOn(line -> line.contains(FROM_ARCHIVE)).hasSizeGreaterThan(1000);
    assertThat(loaded).filteredOn(line -> line.contains(FROM_JAR)).isEmpty();
    assertThat(loaded).filteredOn(line -> LINKED_LAMBDA.matcher(line).find()).hasSizeLessThan(5);
    assertThat(loaded).noneMatch(PROXY.asPredicate());
  }

  @Test
  void externalDataAndPiecesNeedNoDescriptorsAndMakeNoMethodsOfRecords() throws Exception {
    String model = Woq.resource("/golden/rtn_05_in.onnx", folder.resolve("model.onnx")).toString();
    String output = folder.resolve("external.onnx").toString();
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: model.onnx
            output: sequential.onnx
            calibration: {source: random, batches: 4, mode: sequential}
            defaults: {algorithm: gptq, bits: 4, group_size: 16, format: matmul-nbits}
            """);

    assertThat(
            loadedClasses(
                "quantize",
                "--model=" + model,
                "--output=" + output,
                "--bits=4",
                "--group-size=16",
                "--external-data=always"))
        .noneMatch(SLOW.asPredicate())
        .noneMatch(PROXY.asPredicate());
    assertThat(loadedClasses("inspect", output))
        .noneMatch(SLOW.asPredicate())
        .noneMatch(PROXY.asPredicate());
    // OpenBLAS's library has annotations.
    assertThat(loadedClasses("quantize", recipe.toString())).noneMatch(SLOW.asPredicate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.home", NEWER})
  void theFirstRunPrintsOnlyWhatItIsAskedFor(String java) throws Exception {
    Path home = java.equals(NEWER) ? newerJava() : Path.of(System.getProperty(java));
    Path root = Path.of("").toAbsolutePath().getParent();
    deleteArchives("-schema");
    ProcessBuilder woq = new ProcessBuilder(root.resolve("woq").toString(), "schema");
    woq.environment().put("JAVA_HOME", home.toString());
    for (String run : List.of("recording", "later")) {
      Path out = folder.resolve(run + ".json");
      Path err = folder.resolve(run + ".err");
      int code = woq.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
      assertThat(code).as(Files.readString(err)).isZero();
      assertThat(Files.readString(out)).startsWith("{").endsWith("}\n");
      assertThat(err).isEmptyFile();
    }
  }

  private static Path newerJava() {
    String java = System.getenv(NEWER);
    assumeTrue(java != null, "there is no newer Java");
    return Path.of(java).getParent().getParent();
  }

  private static void deleteArchives(String command) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      for (Path each : files.filter(file -> file.toString().endsWith(command)).toList()) {
        Files.delete(each);
      }
    }
  }

  private List<String> loadedClasses(String... arguments) throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent();
    Path log = folder.resolve("classes.log");
    Path output = folder.resolve("woq.log");
    List<String> command = new ArrayList<>(List.of(root.resolve("woq").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder woq =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    woq.environment().put("WOQ_JAVA_OPTS", "-Xlog:class+load:file=" + log);
    int code = woq.start().waitFor();
    assertThat(code).as(Files.readString(output)).isZero();
    return Files.readAllLines(log);
  }
}
