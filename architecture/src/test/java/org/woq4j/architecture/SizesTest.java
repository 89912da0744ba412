package org.woq4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Packages, files and constructors stay small. A larger one gives a reason in its Javadoc, after
 * the words below.
 */
class SizesTest {

  private static final int MOST_LINES_OF_A_PACKAGE = 1500;
  private static final int MOST_LINES_OF_A_FILE = 300;
  private static final int MOST_PARAMETERS = 5;

  private static final String LARGE_PACKAGE = "Larger than 1,500 lines: ";
  private static final String LONG_FILE = "Longer than 300 lines: ";
  private static final String MANY_PARAMETERS = "More than five parameters: ";

  /** More exceptions would show that the rule is wrong or ignored. */
  private static final int MOST_EXCEPTIONS = 10;

  /** The number of lines of each file, and of all files directly in each folder. */
  private static final Map<Path, Long> LINES = new HashMap<>();

  private static List<SourceType> types;

  @BeforeAll
  static void read() {
    List<Path> files =
        Stream.concat(Module.all().stream(), Stream.of(Module.EXAMPLE_PLUGIN))
            .flatMap(module -> module.sources().stream())
            .toList();
    types = SourceType.in(files);
    files.forEach(
        file -> {
          LINES.put(file, lines(file));
          LINES.merge(file.getParent(), lines(file), Long::sum);
        });
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void everyFileIsRead() {
    assertThat(types.stream().filter(SourceType::isTopLevel).map(SourceType::file))
        .hasSizeGreaterThan(200)
        .containsOnlyOnceElementsOf(LINES.keySet().stream().filter(Files::isRegularFile).toList());
  }

  @Test
  void everyPackageIsDescribed() {
    assertThat(LINES.keySet().stream().filter(Files::isDirectory))
        .allMatch(folder -> LINES.containsKey(folder.resolve("package-info.java")));
  }

  @Test
  void packagesAreSmallOrGiveTheReason() {
    check(
        types.stream().filter(type -> type.name().equals("package-info")),
        type -> LINES.get(type.file().getParent()),
        MOST_LINES_OF_A_PACKAGE,
        LARGE_PACKAGE);
  }

  @Test
  void filesAreShortOrGiveTheReason() {
    check(
        types.stream().filter(SourceType::isTopLevel),
        type -> LINES.get(type.file()),
        MOST_LINES_OF_A_FILE,
        LONG_FILE);
  }

  @Test
  void constructorsHaveFewParametersOrGiveTheReason() {
    check(types.stream(), SourceType::mostParameters, MOST_PARAMETERS, MANY_PARAMETERS);
  }

  /** Types above the limit have a reason after the words, and those below it have none. */
  private static void check(
      Stream<SourceType> types, ToLongFunction<SourceType> size, long limit, String words) {
    assertThat(
            types
                .filter(type -> size.applyAsLong(type) > limit != type.hasReason(words))
                .map(type -> type.name() + " in " + type.file() + ": " + size.applyAsLong(type)))
        .as("above %d without '%s' and a reason in the Javadoc, or below it with one", limit, words)
        .isEmpty();
  }

  @Test
  void exceptionsAreFew() {
    assertThat(
            types.stream()
                .filter(
                    type ->
                        Stream.of(LARGE_PACKAGE, LONG_FILE, MANY_PARAMETERS)
                            .anyMatch(type::hasReason)))
        .hasSizeLessThanOrEqualTo(MOST_EXCEPTIONS);
  }
}
