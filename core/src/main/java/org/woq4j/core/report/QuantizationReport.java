package org.woq4j.core.report;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Issue;
import org.woq4j.core.model.Verification;
import org.woq4j.core.request.RuntimePlace;

/**
 * What a run did.
 *
 * @param files the models, and their sizes
 * @param requirements what the written model needs
 * @param weights what was quantized and what was not
 * @param means what took part in it
 * @param outcome how it ended
 */
public record QuantizationReport(
    Files files, Requirements requirements, Weights weights, Means means, Outcome outcome) {

  /**
   * The models.
   *
   * <p>More than five parameters: each is a value of the written report.
   *
   * @param woq4j version of woq4j
   * @param model the float model's file
   * @param output the written model's file
   * @param bytesBefore bytes of the float model with all its files
   * @param bytesAfter bytes of the written model with all its files
   * @param copied names of the files that were copied with it
   */
  public record Files(
      String woq4j,
      String model,
      String output,
      long bytesBefore,
      long bytesAfter,
      List<String> copied)
      implements ReportSection {

    public Files {
      copied = List.copyOf(copied);
    }
  }

  /**
   * What the written model needs.
   *
   * @param leastRuntime least version of ONNX Runtime that loads it
   * @param opset version of its standard operator set
   * @param raisedFrom version that the float model had, where it was raised
   * @param target where it will run; empty if no target is known
   */
  public record Requirements(
      String leastRuntime, int opset, Optional<Integer> raisedFrom, Optional<Target> target)
      implements ReportSection {}

  /**
   * The weights of the model.
   *
   * @param layers every weight that was quantized, in the model's order
   * @param account what became of each byte of the model
   */
  public record Weights(List<LayerReport> layers, AccountReport account) implements ReportSection {

    public Weights {
      layers = List.copyOf(layers);
    }
  }

  /**
   * What took part in the run.
   *
   * @param plugins the plugins that were used, by id
   * @param pluginsNotLoaded why plugins were not loaded, one issue for each
   * @param calibration the calibration data that was used; empty where none was given
   * @param linearAlgebra the linear algebra that was chosen; empty where none was needed
   * @param modelsRanIn the process in which models were run; empty where none was
   */
  public record Means(
      List<UsedPlugin> plugins,
      List<Issue> pluginsNotLoaded,
      Optional<CalibrationReport> calibration,
      Optional<String> linearAlgebra,
      Optional<RuntimePlace> modelsRanIn)
      implements ReportSection {

    public Means {
      plugins = List.copyOf(plugins);
      pluginsNotLoaded = List.copyOf(pluginsNotLoaded);
    }
  }

  /**
   * How the run ended.
   *
   * @param verification how the written model was verified
   * @param quality how good it is
   * @param rest what of the rest is not of the type that the request names, a sentence each without
   *     a full stop
   * @param seconds time from the opened model to the published one, verification included
   * @param recipe the effective recipe, as the written model holds it; empty where no {@link
   *     org.woq4j.core.request.RecipeWriter} was found
   */
  public record Outcome(
      Verification verification,
      Quality quality,
      List<String> rest,
      double seconds,
      Optional<String> recipe)
      implements ReportSection {

    public Outcome {
      rest = List.copyOf(rest);
    }
  }

  /** Bytes of the written model with all its files. */
  public long bytesAfter() {
    return files.bytesAfter();
  }

  /** Every weight that was quantized, in the model's order. */
  public List<LayerReport> layers() {
    return weights.layers();
  }

  /** What became of each byte of the model. */
  public AccountReport account() {
    return weights.account();
  }

  /** The calibration data that was used; empty where none was given. */
  public Optional<CalibrationReport> calibration() {
    return means.calibration();
  }

  /** How the written model was verified. */
  public Verification verification() {
    return outcome.verification();
  }

  /** How good the written model is. */
  public Quality quality() {
    return outcome.quality();
  }

  /** One line: the files, the number of layers and the sizes. */
  @Override
  public String toString() {
    return "%s -> %s: %d layers, %d -> %d bytes"
        .formatted(
            files.model(),
            files.output(),
            layers().size(),
            files.bytesBefore(),
            files.bytesAfter());
  }
}
