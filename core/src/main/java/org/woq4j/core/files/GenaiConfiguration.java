package org.woq4j.core.files;

import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code genai_config.json}, from which ONNX Runtime GenAI learns how to run a decoder. The
 * host finds one with {@link java.util.ServiceLoader}. Implementations are safe for use by several
 * threads at once.
 */
public interface GenaiConfiguration {

  /** The name of the file. */
  String FILE = "genai_config.json";

  /**
   * What a model reads and returns.
   *
   * @param inputs the names of its inputs, in order
   * @param outputs the names of its outputs, in order
   */
  record Names(List<String> inputs, List<String> outputs) {

    public Names {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * The text of a configuration that is made from {@code config.json} and, where there is one,
   * {@code generation_config.json}.
   *
   * @param folder has these files
   * @param file the path of the decoder's model, relative to the configuration, with slashes
   * @throws org.woq4j.api.WoqException if a file lacks what is needed, or inputs or outputs have
   *     other names than ONNX Runtime GenAI expects
   */
  String make(Path folder, String file, Names decoder);

  /**
   * The text of a configuration that names another file of the model.
   *
   * @param configuration the file
   * @param from the path of the model, as the file has it
   * @param to the path that replaces it
   * @throws org.woq4j.api.WoqException if the file cannot be read
   */
  String rename(Path configuration, String from, String to);
}
