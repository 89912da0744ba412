package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs woq without one jar: it says what is missing, and which artifact has it. */
class MissingJarTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "algorithms-gptq|random|there is no algorithm 'gptq'|org.woq4j:woq4j-algorithms-gptq",
        "calibration-arrays|random|no calibration source 'random'|org.woq4j:woq4j-calibration-arrays",
        "runtime-onnx|random|no model runner|org.woq4j:woq4j-runtime-onnx",
        "onnxruntime-1|random|missing: ai.onnxruntime.|com.microsoft.onnxruntime:onnxruntime",
        "kernels-openblas|random|no native linear algebra|org.woq4j:woq4j-kernels-openblas",
        "javacpp|random|org.bytedeco.javacpp.|org.bytedeco:javacpp",
        "slf4j-api|text|'text' needs a class that is missing: org.slf4j.|org.slf4j:slf4j-api",
        "tokenizers|text|missing: ai.djl.huggingface.|ai.djl.huggingface:tokenizers"
      })
  void namesWhatIsMissing(String jar, String source, String problem, String artifact)
      throws IOException, ReflectiveOperationException {
    String[] arguments = {"quantize", recipe(source).toString()};
    StringWriter err = new StringWriter();
    try (URLClassLoader loader = without(jar)) {
      Method run =
          loader
              .loadClass(Main.class.getName())
              .getDeclaredMethod("run", String[].class, PrintWriter.class, PrintWriter.class);
      run.setAccessible(true);

      Object code =
          run.invoke(
              null, arguments, new PrintWriter(Writer.nullWriter()), new PrintWriter(err, true));

      assertThat(code).as(err.toString()).isEqualTo(Errors.USER);
      assertThat(err.toString()).contains(problem, "add " + artifact);
    }
  }

  /**
   * For each source a recipe of its own: another class loader has loaded the native library of the
   * source {@code text}, and no second one can.
   */
  private Path recipe(String source) throws IOException {
    Files.copy(CalibrationDataTest.MODELS.resolve("bert.onnx"), folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("a.txt"), "[UNK] [MASK]\n".repeat(5));
    Woq.tokenizer(folder);
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: model.onnx
        output: output.onnx
        linear_algebra: native
        calibration: {source: %s}
        defaults: {algorithm: gptq, bits: 4, group_size: 16, format: matmul-nbits}
        """
            .formatted(
                source.equals("text") ? "text, file: a.txt, tokenizer: tokenizer.json" : source));
  }

  /** A class loader that shares only the JDK with this test. */
  private static URLClassLoader without(String jar) {
    URL[] urls =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(entry -> !isNamed(entry, jar))
            .map(MissingJarTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** Also folders of classes: in the phase test, our modules are no jars yet. */
  private static boolean isNamed(Path entry, String jar) {
    return StreamSupport.stream(entry.spliterator(), false)
        .anyMatch(part -> part.toString().startsWith(jar));
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
