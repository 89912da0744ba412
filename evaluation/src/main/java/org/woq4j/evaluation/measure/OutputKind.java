package org.woq4j.evaluation.measure;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.ModelOutput;

/** What an output means, as far as its name and its shape show. */
enum OutputKind {
  /** [tokens, vocabulary]: a language model's scores of the next token. */
  LOGITS,
  /** [classes]: a classifier's scores. */
  CLASSES,
  /** [tokens, features] or [features]: an embedding, or what one is pooled from. */
  EMBEDDING,
  /** Something else. */
  OTHER;

  /** The input that holds the tokens, and the data of a sample that does. */
  static final String TOKENS = "input_ids";

  private static final String SCORES = "logits";

  private static final Set<String> CLASS_NAMES =
      Set.of(SCORES, "probabilities", "probs", "scores", "class", "classes", "output_probability");

  /** The outputs of a model that are of this kind. */
  List<ModelOutput> in(MeasuredModel model) {
    return model.outputs().stream().filter(output -> of(output, model) == this).toList();
  }

  private static OutputKind of(ModelOutput output, MeasuredModel model) {
    int rank = output.shape().size();
    if (!output.isReal() || rank == 0 || rank > 2 || (rank == 2) != output.perToken()) {
      return OTHER;
    }
    String name = output.name().toLowerCase(Locale.ROOT);
    if (output.perToken()) {
      return isVocabulary(output, name, model) ? LOGITS : EMBEDDING;
    }
    if (output.features() < 2) {
      return OTHER;
    }
    return model.labelled() || CLASS_NAMES.contains(name) ? CLASSES : EMBEDDING;
  }

  private static boolean isVocabulary(ModelOutput output, String name, MeasuredModel model) {
    OptionalLong tokens =
        model.inputs().stream()
            .filter(input -> input.name().equals(TOKENS))
            .map(ModelInput::tableRows)
            .flatMapToLong(OptionalLong::stream)
            .findFirst();
    boolean read = model.inputs().stream().anyMatch(input -> input.name().equals(TOKENS));
    return read
        && ((tokens.isPresent() && tokens.getAsLong() == output.features())
            || name.startsWith(SCORES));
  }
}
