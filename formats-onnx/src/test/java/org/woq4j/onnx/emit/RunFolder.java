package org.woq4j.onnx.emit;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.woq4j.api.weight.ElementType;

/**
 * Runs the models of a folder on the ONNX Runtime of its class path, in a separate process. The
 * folder's {@code list} holds a line for each: name, input type, its two dimensions. Input is
 * {@code name.x}; the output goes to {@code name.y} or, if a model does not load, the reason to
 * {@code name.error}; the runtime's version to {@code version}.
 */
final class RunFolder {

  private RunFolder() {}

  public static void main(String... arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Files.writeString(folder.resolve("version"), OrtEnvironment.getEnvironment().getVersion());
    List<String> lines = Files.readAllLines(folder.resolve("list"), StandardCharsets.UTF_8);
    for (String line : lines) {
      String[] words = line.split(" ");
      long[] dims = {Long.parseLong(words[2]), Long.parseLong(words[3])};
      run(folder, words[0], ElementType.valueOf(words[1]), dims);
    }
  }

  private static void run(Path folder, String name, ElementType type, long[] dims)
      throws Exception {
    byte[] model = Files.readAllBytes(folder.resolve(name + ".onnx"));
    byte[] x = Files.readAllBytes(folder.resolve(name + ".x"));
    try {
      float[] y = OnnxRuntime.run(model, OptLevel.ALL_OPT, type, x, dims);
      Files.write(folder.resolve(name + ".y"), Floats.bytes(ElementType.FLOAT32, y));
    } catch (OrtException failed) {
      Files.writeString(folder.resolve(name + ".error"), failed.getMessage());
    }
  }
}
