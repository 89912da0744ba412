package org.woq4j.core.folder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a model lies in a folder of models, as the programs that load it expect. */
public enum FolderLayout {
  /** The model keeps its name, beside its other files. */
  PLAIN("plain"),
  /**
   * The same, for ONNX Runtime GenAI: its file {@code genai_config.json} names the model. Where it
   * is missing, it is made from {@code config.json}.
   */
  GENAI("genai"),
  /** {@code onnx/model_q4.onnx} and the like, as Transformers.js looks for them. */
  TRANSFORMERS_JS("transformers.js");

  private final String id;

  FolderLayout(String id) {
    this.id = id;
  }

  /** The name in recipes. */
  public String id() {
    return id;
  }

  /** All names in recipes. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(FolderLayout::id).toList();
  }

  /** The layout of a name. */
  public static Optional<FolderLayout> of(String id) {
    return Arrays.stream(values()).filter(layout -> layout.id.equals(id)).findFirst();
  }

  /** Whether a written path names a folder: it has a slash at its end. */
  public static boolean endsAsFolder(String path) {
    return path.endsWith("/") || path.endsWith("\\");
  }

  /**
   * The file of a quantized model.
   *
   * @param folder the folder of the model and its other files
   * @param name the float model's file name
   * @param bits of most weights
   * @param isHalf whether what is not quantized is float16
   */
  public Path file(Path folder, String name, int bits, boolean isHalf) {
    return this == TRANSFORMERS_JS
        ? folder
            .resolve(ModelFolder.ONNX)
            .resolve(stem(name) + suffix(bits, isHalf) + ModelFolder.ENDING)
        : folder.resolve(name);
  }

  private static String stem(String name) {
    return name.endsWith(ModelFolder.ENDING)
        ? name.substring(0, name.length() - ModelFolder.ENDING.length())
        : name;
  }

  /**
   * The names that Transformers.js gives its data types. It has none for 8 bits in a half model.
   */
  private static String suffix(int bits, boolean isHalf) {
    if (bits > 4) {
      return "_quantized";
    }
    return (bits > 2 ? "_q4" : "_q" + bits) + (isHalf ? "f16" : "");
  }
}
