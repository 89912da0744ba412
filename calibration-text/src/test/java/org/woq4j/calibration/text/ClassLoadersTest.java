package org.woq4j.calibration.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.calibration.Batches;

/** Application servers have several class loaders. */
class ClassLoadersTest {

  /** Is called in another class loader, so its argument is a type of the JDK. */
  public static final class Service {

    private Service() {}

    public static void open(Path folder) {
      Path file = Texts.write(folder, "a.txt", "A cat sleeps.");
      try (Batches batches = Texts.open(Texts.masked("batch", "sequence"), file)) {
        assertThat(batches.next()).hasSize(2);
      }
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("foreign")
  void theLoaderOfTheThreadDoesNotMatter(ClassLoader foreign) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(foreign);
    try {
      Service.open(folder);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  static ClassLoader[] foreign() {
    return new ClassLoader[] {null, ClassLoader.getPlatformClassLoader()};
  }

  @Test
  void aSecondLoaderLearnsWhereTheJarBelongs() throws Exception {
    Service.open(folder);
    URL[] classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(ClassLoadersTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader second =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      var open = second.loadClass(Service.class.getName()).getMethod("open", Path.class);
      // DJL fails in another way the second time.
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> open.invoke(null, folder))
            .cause()
            .hasMessageContaining("put the jars ai.djl.huggingface:tokenizers")
            .hasMessageContaining("parent");
      }
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
