package org.woq4j.api.quality;

import java.util.List;
import org.woq4j.api.Stable;
import org.woq4j.api.calibration.ModelInput;

/**
 * What a measure knows of the models before the first sample. Both models have the same inputs and
 * outputs.
 *
 * @param inputs the inputs of the models
 * @param outputs the outputs that are compared
 * @param labelled whether each sample has a tensor {@code labels} beside its inputs
 * @param seesLaterTokens whether what the float model returns for a token depends on the tokens
 *     after it, as in an encoder or a masked language model
 */
@Stable
public record MeasuredModel(
    List<ModelInput> inputs, List<ModelOutput> outputs, boolean labelled, boolean seesLaterTokens) {

  /** The name of the tensor that holds the right answers, where the data has them. */
  public static final String LABELS = "labels";

  /** Copies the lists. */
  public MeasuredModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * A model that sees no later tokens.
   *
   * @param inputs the inputs of the models
   * @param outputs the outputs that are compared
   * @param labelled whether each sample has a tensor {@code labels} beside its inputs
   */
  public MeasuredModel(List<ModelInput> inputs, List<ModelOutput> outputs, boolean labelled) {
    this(inputs, outputs, labelled, false);
  }
}
