package org.woq4j.core.request;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.woq4j.core.folder.FolderLayout;
import org.woq4j.core.folder.SiblingFiles;

/**
 * Where the quantized model goes: to a file or to a stream.
 *
 * <pre>{@code
 * ByteArrayOutputStream model = new ByteArrayOutputStream();
 * TargetModel bytes = TargetModel.to(model);
 * }</pre>
 *
 * <p>A stream gets the whole model at the end of a successful run, and nothing if the run fails. It
 * cannot hold external data, so the model may have at most 2 GB. Immutable.
 */
public final class TargetModel {

  private final Optional<Path> file;
  private final OutputStream stream;
  private final Optional<SiblingFiles> siblings;

  private TargetModel(Optional<Path> file, OutputStream stream, Optional<SiblingFiles> siblings) {
    this.file = file;
    this.stream = Objects.requireNonNull(stream, "stream");
    this.siblings = siblings;
  }

  /** A file, which is replaced at the end of a successful run. */
  public static TargetModel to(Path file) {
    return new TargetModel(Optional.of(file), OutputStream.nullOutputStream(), Optional.empty());
  }

  /**
   * A folder, which also gets the files beside the float model that belong to it, such as its
   * tokenizer. It is created if it does not exist.
   *
   * @param model the float model's file
   * @param bits of most weights, for names that have them
   * @param rest the type of what is not quantized, for names that have it
   */
  public static TargetModel in(Path folder, FolderLayout layout, Path model, int bits, Rest rest) {
    // A root has no name. It is refused where the model is opened.
    String name = Optional.ofNullable(model.getFileName()).map(Path::toString).orElse("");
    return new TargetModel(
        Optional.of(layout.file(folder, name, bits, rest == Rest.FLOAT16)),
        OutputStream.nullOutputStream(),
        Optional.of(new SiblingFiles(model, folder, layout)));
  }

  /** A stream, which is neither flushed nor closed. */
  public static TargetModel to(OutputStream stream) {
    return new TargetModel(Optional.empty(), stream, Optional.empty());
  }

  /** The file; empty if the model goes to a stream. */
  public Optional<Path> file() {
    return file;
  }

  /** The stream of a target that is not a file. */
  public OutputStream stream() {
    return stream;
  }

  /** The files that are copied with the model; empty if it does not go to a folder. */
  public Optional<SiblingFiles> siblings() {
    return siblings;
  }

  /** Whether both are the same file, or the same object. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TargetModel that && file.isPresent() && file.equals(that.file));
  }

  @Override
  public int hashCode() {
    return file.hashCode();
  }

  /** The name of the target in messages: the path of a file. */
  @Override
  public String toString() {
    return file.map(Path::toString).orElse("a stream");
  }
}
