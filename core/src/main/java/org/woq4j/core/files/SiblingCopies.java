package org.woq4j.core.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.request.FolderLayout;
import org.woq4j.core.request.SiblingFiles;

/** Copies the files that belong to a model, each whole or not at all. */
public final class SiblingCopies {

  /** What ONNX Runtime GenAI reads first. */
  private static final String GENAI = "genai_config.json";

  /** Endings of texts and vocabularies; models and their weights have others. */
  private static final Set<String> ENDINGS =
      Set.of("json", "txt", "model", "jinja", "md", "yaml", "tiktoken", "spm");

  private final SiblingFiles files;

  /** Copies these files. */
  public SiblingCopies(SiblingFiles files) {
    this.files = files;
  }

  /**
   * Creates the folder of the output.
   *
   * @param output the quantized model's file
   * @throws org.woq4j.api.WoqException if it cannot be created, or a file is missing that the
   *     layout needs
   */
  public void prepare(Path output) {
    if (files.layout() == FolderLayout.GENAI && !Files.exists(files.from().resolve(GENAI))) {
      throw CoreError.FOLDER.because(
          "the layout genai needs "
              + GENAI
              + " beside the model, and "
              + files.from()
              + " has none",
          "make it with the model builder of ONNX Runtime GenAI, or choose the layout plain");
    }
    Path folder = output.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException taken) {
      throw CoreError.FOLDER.because(taken.getFile() + " is no folder", "name another folder");
    } catch (IOException failed) {
      throw CoreError.FOLDER.because(
          "cannot create the folder " + folder + ": " + failed, "check the rights of its parent");
    }
  }

  /**
   * Copies the files and replaces those of the same names.
   *
   * @return their names, in order
   * @throws org.woq4j.api.WoqException if one cannot be copied
   */
  public List<String> copy() {
    try {
      if (Files.isSameFile(files.from(), files.to())) {
        return List.of();
      }
      List<Path> found = found();
      for (Path file : found) {
        copy(file);
      }
      return found.stream().map(file -> file.getFileName().toString()).toList();
    } catch (IOException failed) {
      throw CoreError.FOLDER.because(
          "the model is written, and a file of " + files.from() + " cannot be copied: " + failed,
          "copy the files yourself, or check the disk and run again");
    }
  }

  private List<Path> found() throws IOException {
    try (Stream<Path> all = Files.list(files.from())) {
      return all.filter(Files::isRegularFile).filter(SiblingCopies::belongs).sorted().toList();
    }
  }

  private static boolean belongs(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && ENDINGS.contains(ending);
  }

  private void copy(Path file) throws IOException {
    Path target = files.to().resolve(file.getFileName());
    Path beside = Files.createTempFile(files.to(), ".woq4j-", ".tmp");
    try {
      Files.copy(file, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
