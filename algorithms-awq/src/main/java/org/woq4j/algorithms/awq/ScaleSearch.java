package org.woq4j.algorithms.awq;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.kernels.algebra.OutputError;

/**
 * Finds the candidate scale with which rounding changes the group's outputs least: rounding of the
 * weights and, where the stored form does that, of the activation. Tries candidates in parallel, on
 * a {@link ColumnSample} of the weights: losses of many columns are alike.
 */
final class ScaleSearch {

  private final ColumnSample sample;
  private final AlgorithmContext context;
  private final List<float[]> candidates;
  private final ActivationError activationError;
  private final FloatMatrix gram;

  /**
   * A search for a group.
   *
   * @param candidates scales [K], as {@link ScaleCandidates} orders them; the first is 1 for every
   *     channel
   * @param activationError what rounding the activation adds to the loss
   */
  ScaleSearch(
      WeightGroup group,
      AlgorithmContext context,
      List<float[]> candidates,
      ActivationError activationError) {
    this.sample = ColumnSample.of(group.weights());
    this.context = context;
    this.candidates = candidates;
    this.activationError = activationError;
    int inputs = group.inputFeatures();
    this.gram = FloatMatrix.of(group.statistics().gram().orElseThrow(), inputs, inputs);
  }

  /**
   * The scale with the smallest loss; empty if no scaling is best. The loss is smooth in alpha, so
   * every other candidate is tried first, then the neighbours of the best.
   */
  Optional<float[]> best(DoubleConsumer progress) {
    double[] losses = new double[candidates.size()];
    Arrays.fill(losses, Double.POSITIVE_INFINITY);
    int[] coarse = IntStream.range(0, losses.length).filter(i -> i % 2 == 0).toArray();
    double share = coarse.length / (coarse.length + 2.0);
    tryOut(coarse, losses, done -> progress.accept(done * share));
    int[] neighbours = ScaleCandidates.neighbours(least(losses));
    tryOut(neighbours, losses, done -> progress.accept(share + done * (1 - share)));
    int best = least(losses);
    return best == 0 ? Optional.empty() : Optional.of(candidates.get(best));
  }

  private static int least(double[] losses) {
    int least = 0;
    for (int i = 1; i < losses.length; i++) {
      least = losses[i] < losses[least] ? i : least;
    }
    return least;
  }

  /** Computes the losses of some candidates, estimated for all columns of the group. */
  void tryOut(int[] tried, double[] losses, DoubleConsumer progress) {
    AtomicInteger done = new AtomicInteger();
    context.forEach(
        tried.length,
        index -> {
          context.checkCancelled();
          int i = tried[index];
          losses[i] = activationError.of(candidates.get(i)) + weightError(candidates.get(i));
          progress.accept((double) done.incrementAndGet() / tried.length);
        });
  }

  private double weightError(float[] scale) {
    int columns = sample.columns();
    FloatMatrix changes = FloatMatrix.of(new float[sample.data().length], gram.rows(), columns);
    new ScaledRounding(context.scheme(), columns).change(sample.data(), scale, changes.data());
    return OutputError.squares(gram, changes, context.linearAlgebra(), Parallel.NONE)
        * sample.outputsPerColumn();
  }
}
