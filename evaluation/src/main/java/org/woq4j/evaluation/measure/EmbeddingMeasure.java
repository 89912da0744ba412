package org.woq4j.evaluation.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.quality.ComparedSample;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;
import org.woq4j.api.quality.MeasuredModel;
import org.woq4j.api.quality.Measurement;
import org.woq4j.api.quality.ModelOutput;
import org.woq4j.api.quality.OutputPair;
import org.woq4j.api.quality.QualityMeasure;

/**
 * Compares embeddings of samples. Figures of each output are {@code embedding_distance} (1 - cosine
 * of both models' embeddings of a sample), {@code neighbour_overlap} (the share of the 10 nearest
 * samples that is the same in both models) and {@code pair_correlation} (Spearman's correlation of
 * the similarities of all pairs of samples). The last two look at the first 1,000 samples.
 */
public final class EmbeddingMeasure implements QualityMeasure {

  /** How the embeddings of a sample's tokens become one. */
  enum Pool {
    AUTO,
    MEAN,
    CLS,
    NONE
  }

  static final OptionSpec<Pool> POOL =
      OptionSpec.choice("pool", Pool.class)
          .defaultsTo(Pool.AUTO)
          .doc(
              "How the embeddings of a sample's tokens become one: their mean, the first of them",
              "(cls), or not at all, which leaves out outputs with an axis of tokens. auto: the mean.")
          .build();

  /** Called by {@link java.util.ServiceLoader}. */
  public EmbeddingMeasure() {}

  @Override
  public String id() {
    return "embeddings";
  }

  @Override
  public List<OptionSpec<?>> options() {
    return List.of(POOL);
  }

  @Override
  public Optional<String> misfit(MeasuredModel model, OptionValues options) {
    return outputs(model, options).isEmpty()
        ? Optional.of("no output is an embedding: [features], or [tokens, features] with pooling")
        : Optional.empty();
  }

  private static List<ModelOutput> outputs(MeasuredModel model, OptionValues options) {
    boolean pools = options.get(POOL) != Pool.NONE;
    return OutputKind.EMBEDDING.in(model).stream()
        .filter(output -> pools || !output.perToken())
        .toList();
  }

  @Override
  public Measurement start(MeasuredModel model, OptionValues options) {
    boolean first = options.get(POOL) == Pool.CLS;
    return new OutputMeasurements(
        outputs(model, options).stream().map(output -> new Embeddings(output, first)).toList());
  }

  /** The embeddings of all samples, from one output. */
  private static final class Embeddings implements Measurement {

    private final ModelOutput output;
    private final boolean first;
    private final SampleValues distances;
    private final Similarities similarities = new Similarities();

    Embeddings(ModelOutput output, boolean first) {
      this.output = output;
      this.first = first;
      this.distances =
          new SampleValues("embedding_distance", output.name(), Better.LOWER, "1 - cosine");
    }

    @Override
    public void add(ComparedSample sample) {
      OutputPair pair = sample.output(output.name());
      int features = Math.toIntExact(output.features());
      int tokens = pair.elements() / features;
      int used = first ? Math.min(1, tokens) : tokens;
      double[] reference = Similarities.meanDirection(pair.reference(), used, features);
      double[] candidate = Similarities.meanDirection(pair.candidate(), used, features);
      distances.add(sample.name(), 1 - Similarities.product(reference, candidate));
      similarities.add(sample.name(), reference, candidate);
    }

    @Override
    public List<Figure> figures() {
      List<Figure> figures = new ArrayList<>(List.of(distances.mean()));
      figures.addAll(distances.percentiles());
      figures.addAll(similarities.figures(output.name()));
      return figures;
    }
  }
}
