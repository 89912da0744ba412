package org.woq4j.algorithms.awq;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.woq4j.api.algorithm.AlgorithmContext;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.weight.WeightView;
import org.woq4j.kernels.algebra.OutputError;

/**
 * Finds the candidate scale with which rounding changes the group's outputs least. Reads the
 * weights once, in slabs of columns, and tries all candidates on each slab in parallel.
 */
final class ScaleSearch {

  /** Fixed, because the bits of a loss depend on it. */
  private static final int SLAB_COLUMNS = 512;

  private final WeightGroup group;
  private final AlgorithmContext context;
  private final List<float[]> candidates;
  private final FloatMatrix gram;

  ScaleSearch(WeightGroup group, AlgorithmContext context) {
    this.group = group;
    this.context = context;
    this.candidates =
        ScaleCandidates.of(
            group.statistics().absMean().orElseThrow(),
            ChannelMagnitude.of(group.weights(), context.scheme().groupRows(group.inputFeatures())),
            context.scheme().scaleType());
    int inputs = group.inputFeatures();
    this.gram = FloatMatrix.of(group.statistics().gram().orElseThrow(), inputs, inputs);
  }

  /** The scale with the smallest loss; empty if no scaling is best. */
  Optional<float[]> best(DoubleConsumer progress) {
    double[] losses = losses(progress);
    int best = 0;
    for (int i = 1; i < losses.length; i++) {
      if (losses[i] < losses[best]) {
        best = i;
      }
    }
    return best == 0 ? Optional.empty() : Optional.of(candidates.get(best));
  }

  /** The loss of each candidate, summed over all weights of the group. */
  double[] losses(DoubleConsumer progress) {
    double[] losses = new double[candidates.size()];
    long outputs = group.weights().stream().mapToLong(WeightView::outputFeatures).sum();
    long done = 0;
    for (WeightView weight : group.weights()) {
      for (int from = 0; from < weight.outputFeatures(); from += SLAB_COLUMNS) {
        int to = Math.min(weight.outputFeatures(), from + SLAB_COLUMNS);
        addLosses(weight.columns(from, to).readAll(), to - from, losses);
        done += to - from;
        progress.accept((double) done / outputs);
      }
    }
    return losses;
  }

  private void addLosses(float[] slab, int columns, double[] losses) {
    context.forEach(
        losses.length,
        i -> {
          context.checkCancelled();
          float[] scale = candidates.get(i);
          float[] difference = new float[slab.length];
          new ScaledRounding(context.scheme(), columns).change(slab, scale, difference);
          FloatMatrix changes = FloatMatrix.of(difference, gram.rows(), columns);
          losses[i] += OutputError.squares(gram, changes, context.linearAlgebra(), Parallel.NONE);
        });
  }
}
