package org.woq4j.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.woq4j.core.Quantizer;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.request.SourceModel;
import org.woq4j.evaluation.models.ComparedModels;
import org.woq4j.evaluation.models.ComparedModels.Named;

/**
 * The models of a comparison, opened. Closing it closes them.
 *
 * @param models the models
 */
record OpenedModels(ComparedModels models) implements AutoCloseable {

  /**
   * A model to compare.
   *
   * @param path where it is, or where it will be
   * @param model the model
   * @param recipe the recipe that made it
   */
  record Candidate(String path, SourceModel model, Optional<String> recipe) {}

  static OpenedModels open(Quantizer quantizer, SourceModel reference, List<Candidate> candidates) {
    List<FloatModel> opened = new ArrayList<>();
    try {
      FloatModel original = quantizer.open(reference);
      opened.add(original);
      List<String> paths =
          Stream.concat(Stream.of(original.name()), candidates.stream().map(Candidate::path))
              .toList();
      List<Named> named = new ArrayList<>();
      for (Candidate candidate : candidates) {
        FloatModel model = quantizer.open(candidate.model());
        opened.add(model);
        named.add(
            new Named(
                shortName(candidate.path(), paths), candidate.path(), model, candidate.recipe()));
      }
      return new OpenedModels(
          new ComparedModels(
              new Named(
                  shortName(original.name(), paths), original.name(), original, Optional.empty()),
              named));
    } catch (RuntimeException | Error failed) {
      opened.forEach(FloatModel::close);
      throw failed;
    }
  }

  /** The name of the file, unless another model has it, too. */
  private static String shortName(String path, List<String> paths) {
    String name = fileName(path);
    return paths.stream().filter(other -> fileName(other).equals(name)).count() == 1 ? name : path;
  }

  private static String fileName(String path) {
    return Path.of(path).getFileName().toString();
  }

  @Override
  public void close() {
    models.candidates().forEach(candidate -> candidate.model().close());
    models.reference().model().close();
  }
}
