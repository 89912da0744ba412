package org.woq4j.onnx.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.onnx.OnnxError;

/**
 * Where an output goes.
 *
 * @param model its model file
 * @param data its data file, beside the model
 */
record Destination(Path model, Path data) {

  static Destination of(Path output) {
    Path model = output.toAbsolutePath().normalize();
    return new Destination(model, model.resolveSibling(model.getFileName() + ".data"));
  }

  Path folder() {
    return model.getParent();
  }

  /**
   * Refuses a place that cannot be written, or that holds one of the inputs.
   *
   * @throws WoqException with every problem
   */
  void check(List<Path> inputs) {
    List<Issue> issues = new ArrayList<>();
    if (!Files.isDirectory(folder())) {
      issues.add(Issue.of("there is no folder " + folder(), "make it, or change the output"));
    } else if (!Files.isWritable(folder())) {
      issues.add(Issue.of("the folder " + folder() + " cannot be written", "change the output"));
    }
    if (Files.isDirectory(model)) {
      issues.add(Issue.of(model + " is a folder", "name a file as the output"));
    }
    for (Path input : inputs) {
      if (isSame(model, input) || isSame(data, input)) {
        issues.add(
            Issue.of(
                "the output would replace the input " + input, "give the output another name"));
      }
    }
    if (!issues.isEmpty()) {
      throw new WoqException(OnnxError.OUTPUT, issues);
    }
  }

  private static boolean isSame(Path output, Path input) {
    try {
      return output.equals(input.toAbsolutePath().normalize())
          || (Files.exists(output) && Files.isSameFile(output, input));
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Moves a staged model into place. At no moment does a model stand beside another's data.
   *
   * @param stagedData null where the model holds all its bytes
   */
  void receive(Path stagedModel, Path stagedData) throws IOException {
    if (stagedData == null) {
      boolean replaces = Files.exists(model);
      move(stagedModel, model);
      if (replaces) {
        Files.deleteIfExists(data);
      }
    } else {
      Files.deleteIfExists(model);
      move(stagedData, data);
      move(stagedModel, model);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
