package org.woq4j.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a call of the command printed and returned.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Woq(int code, String out, String err) {

  private static final Pattern PROGRESS =
      Pattern.compile("(calibrate|quantize|write|verify|evaluate): \\d+ (%.*|done.*)");

  static Woq run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int code = Main.run(texts, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Woq(code, out.toString(), err.toString());
  }

  /** Runs a command with a recipe for {@code model.onnx} in a folder; it writes out.onnx. */
  static Woq runRecipe(String command, Path folder, String... lines) throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe, "model: model.onnx\noutput: out.onnx\n" + String.join("\n", lines) + "\n");
    return run(command, recipe);
  }

  /** The standard error without lines of progress, which are printed only on slow machines. */
  String complaints() {
    return err.lines().filter(line -> !PROGRESS.matcher(line).matches()).collect(joining("\n"));
  }

  /** The size that an error of too little memory names as enough. */
  String memoryThatIsEnough() {
    Matcher size = Pattern.compile("set memory to (\\d+MiB) or more").matcher(err);
    if (!size.find()) {
      throw new AssertionError("no size in: " + err);
    }
    return size.group(1);
  }

  /** Puts the encoder that LangChain4j's users run into a folder. */
  static Path miniLm(Path folder) {
    return resource("/all-minilm-l6-v2.onnx", folder.resolve("minilm.onnx"));
  }

  /** Puts the tokenizer of that encoder into a folder. */
  static Path tokenizer(Path folder) {
    return resource("/all-minilm-l6-v2-tokenizer.json", folder.resolve("tokenizer.json"));
  }

  /** Copies a file of the class path. */
  static Path resource(String name, Path file) {
    try (InputStream bytes = Woq.class.getResourceAsStream(name)) {
      Files.copy(bytes, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
