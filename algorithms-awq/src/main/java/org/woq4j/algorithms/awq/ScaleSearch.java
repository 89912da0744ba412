package org.woq4j.algorithms.awq;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.algebra.OutputError;

/**
 * Finds the candidate scale with which rounding changes the group's outputs least: rounding of the
 * weights and, where the stored form does that, of the activation. Reads the weights in slabs of
 * columns, and tries candidates on each slab in parallel.
 */
final class ScaleSearch {

  /** Fixed, because the bits of a loss depend on it. */
  private static final int SLAB_COLUMNS = 512;

  private final WeightGroup group;
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
    this.group = group;
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

  /** Computes the losses of some candidates, summed over all weights of the group. */
  void tryOut(int[] tried, double[] losses, DoubleConsumer progress) {
    for (int i : tried) {
      losses[i] = activationError.of(candidates.get(i));
    }
    long outputs = group.weights().stream().mapToLong(WeightView::outputFeatures).sum();
    long done = 0;
    for (WeightView weight : group.weights()) {
      for (int from = 0; from < weight.outputFeatures(); from += SLAB_COLUMNS) {
        int to = Math.min(weight.outputFeatures(), from + SLAB_COLUMNS);
        addLosses(weight.columns(from, to).readAll(), to - from, tried, losses);
        done += to - from;
        progress.accept((double) done / outputs);
      }
    }
  }

  private void addLosses(float[] slab, int columns, int[] tried, double[] losses) {
    context.forEach(
        tried.length,
        index -> {
          int i = tried[index];
          context.checkCancelled();
          float[] scale = candidates.get(i);
          float[] difference = new float[slab.length];
          new ScaledRounding(context.scheme(), columns).change(slab, scale, difference);
          FloatMatrix changes = FloatMatrix.of(difference, gram.rows(), columns);
          losses[i] += OutputError.squares(gram, changes, context.linearAlgebra(), Parallel.NONE);
        });
  }
}
