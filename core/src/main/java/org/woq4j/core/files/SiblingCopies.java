package org.woq4j.core.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.woq4j.core.artifact.Artifacts;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.files.GenaiConfiguration.Names;
import org.woq4j.core.folder.FolderLayout;
import org.woq4j.core.folder.SiblingFiles;

/**
 * Copies the files that belong to a model, each whole or not at all. Closing it removes folders
 * that it created and that are empty.
 */
final class SiblingCopies implements AutoCloseable {

  /** Endings of texts and vocabularies; models and their weights have others. */
  private static final Set<String> ENDINGS =
      Set.of("json", "txt", "model", "jinja", "md", "yaml", "tiktoken", "spm");

  private final SiblingFiles files;

  /** What the output's {@code genai_config.json} says, if it is not copied as it is. */
  private final Optional<String> genai;

  private final CreatedFolders folders;

  private SiblingCopies(SiblingFiles files, Optional<String> genai, CreatedFolders folders) {
    this.files = files;
    this.genai = genai;
    this.folders = folders;
  }

  /**
   * Creates the folder of the output.
   *
   * @param output the quantized model's file
   * @param writer of {@code genai_config.json}; empty if none is available
   * @param names of the model's inputs and outputs
   * @throws org.woq4j.api.WoqException if it cannot be created, or a file is missing that the
   *     layout needs
   */
  static SiblingCopies prepare(
      SiblingFiles files,
      Path output,
      Supplier<Optional<GenaiConfiguration>> writer,
      Supplier<Names> names) {
    Optional<String> genai = genai(files, output, writer, names);
    Path folder = output.toAbsolutePath().normalize().resolveSibling("");
    return new SiblingCopies(files, genai, CreatedFolders.create(folder));
  }

  private static Optional<String> genai(
      SiblingFiles files,
      Path output,
      Supplier<Optional<GenaiConfiguration>> writer,
      Supplier<Names> names) {
    Path existing = files.from().resolve(GenaiConfiguration.FILE);
    String from = relative(files.from(), files.model());
    String to = relative(files.to(), output);
    if (Files.exists(existing)) {
      return from.equals(to)
          ? Optional.empty()
          : writer.get().map(each -> each.rename(existing, from, to));
    }
    if (files.layout() != FolderLayout.GENAI) {
      return Optional.empty();
    }
    GenaiConfiguration maker = writer.get().orElseThrow(() -> noWriter(files));
    return Optional.of(maker.make(files.from(), to, names.get()));
  }

  private static String relative(Path folder, Path file) {
    Path absolute = folder.toAbsolutePath().normalize();
    return absolute.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  private static RuntimeException noWriter(SiblingFiles files) {
    return CoreError.FOLDER.because(
        "the layout genai needs %s beside the model, and %s has none"
            .formatted(GenaiConfiguration.FILE, files.from()),
        "make it with the model builder of ONNX Runtime GenAI, or add "
            + Artifacts.ofService(GenaiConfiguration.class)
            + ", which makes it from config.json");
  }

  /**
   * Copies the files and replaces those of the same names. In the float model's own folder only a
   * missing {@code genai_config.json} is added.
   *
   * @return their names, in order
   * @throws org.woq4j.api.WoqException if one cannot be copied
   */
  List<String> copy() {
    try {
      TreeSet<String> names = new TreeSet<>();
      if (!Files.isSameFile(files.from(), files.to())) {
        for (Path file : found()) {
          copy(file);
          names.add(file.getFileName().toString());
        }
        writeGenai(names);
      } else if (Files.notExists(files.to().resolve(GenaiConfiguration.FILE))) {
        writeGenai(names);
      }
      return List.copyOf(names);
    } catch (IOException failed) {
      throw CoreError.FOLDER.because(
          "the model is written, and a file of " + files.from() + " cannot be copied: " + failed,
          "copy the files yourself, or check the disk and run again");
    }
  }

  private void writeGenai(Set<String> names) throws IOException {
    if (genai.isPresent()) {
      byte[] text = genai.get().getBytes(StandardCharsets.UTF_8);
      WholeFile.write(files.to().resolve(GenaiConfiguration.FILE), text);
      names.add(GenaiConfiguration.FILE);
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

  @Override
  public void close() {
    folders.close();
  }
}
