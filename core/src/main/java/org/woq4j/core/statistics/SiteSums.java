package org.woq4j.core.statistics;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.woq4j.api.WoqException;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.core.batch.AttentionMask;
import org.woq4j.core.error.CoreError;
import org.woq4j.core.model.Activation;
import org.woq4j.core.model.Site;
import org.woq4j.core.model.SiteSet;
import org.woq4j.core.parallel.Workers;
import org.woq4j.core.plan.PlannedStatistics;

/**
 * Sums over the rows of activations. Activations are added in chunks of rows and not kept. Sums are
 * float64 and converted to float32 once, at the end. Not safe for several threads.
 */
final class SiteSums {

  /** Most elements of a chunk, which is copied. */
  private static final int CHUNK_ELEMENTS = 1 << 22;

  /** Most rows of a chunk: a sum over more rows would lose precision in float32. */
  private static final int CHUNK_ROWS = 1024;

  private final PlannedStatistics planned;
  private final LinearAlgebra algebra;
  private final Workers workers;
  private final double[] absolute;
  private final Optional<Extremes> extremes;
  private final Optional<GramSum> gram;
  private final Optional<DriftSum> drift;
  private final Shrinkage shrinkage = new Shrinkage();
  private final int chunkRows;
  private long rows;
  private long hiddenRows;

  SiteSums(PlannedStatistics planned, LinearAlgebra algebra, Workers workers) {
    int features = planned.features();
    this.planned = planned;
    this.algebra = algebra;
    this.workers = workers;
    this.absolute = new double[features];
    this.extremes =
        planned.statistics().contains(Statistic.MIN) || planned.statistics().contains(Statistic.MAX)
            ? Optional.of(new Extremes(features))
            : Optional.empty();
    this.gram =
        planned.statistics().contains(Statistic.GRAM)
            ? Optional.of(new GramSum(features))
            : Optional.empty();
    this.drift =
        planned.statistics().contains(Statistic.CROSS_GRAM)
            ? Optional.of(new DriftSum(features))
            : Optional.empty();
    this.chunkRows = Math.max(1, Math.min(CHUNK_ROWS, CHUNK_ELEMENTS / features));
  }

  /**
   * Adds the rows of an activation that are not padding.
   *
   * @param original the activation in the float model; the same object if nothing is quantized
   * @throws WoqException if it has another K or an element is not finite
   */
  void add(Site site, Activation activation, Activation original, AttentionMask mask) {
    int matrix = planned.sites().matrix();
    if (matrix == SiteSet.ALL_ROWS) {
      addRows(site, activation, original, mask);
      return;
    }
    Activation rows = activation.ofMatrix(matrix);
    boolean isSame = original.equals(activation);
    addRows(site, rows, isSame ? rows : original.ofMatrix(matrix), mask);
  }

  private void addRows(Site site, Activation activation, Activation original, AttentionMask mask) {
    if (activation.features() != planned.features()) {
      throw bad(
          "the activation "
              + site
              + " has "
              + activation.features()
              + " features, but its weights have "
              + planned.features(),
          "this is a defect of the runner");
    }
    BitSet hidden = mask.hiddenRows(activation.shape());
    int most = Math.min(chunkRows, activation.rows());
    boolean drifts = drift.isPresent() && !original.equals(activation);
    float[] chunk = new float[most * planned.features()];
    float[] originals = drifts ? new float[chunk.length] : chunk;
    extremes.ifPresent(each -> each.add(activation));
    int held = 0;
    for (int i = 0; i < activation.rows(); i++) {
      if (!hidden.get(i)) {
        copyRow(activation, i, chunk, held);
        if (drifts) {
          copyRow(original, i, originals, held);
        }
        held++;
        if (held == most) {
          addChunk(chunk, originals, held);
          held = 0;
        }
      }
    }
    addChunk(chunk, originals, held);
    hiddenRows += hidden.cardinality();
    checkFinite(site, activation, hidden);
  }

  private void copyRow(Activation activation, int index, float[] chunk, int position) {
    int features = planned.features();
    FloatBuffer data = activation.data();
    data.get(data.position() + index * features, chunk, position * features, features);
  }

  private void addChunk(float[] chunk, float[] originals, int count) {
    if (count == 0) {
      return;
    }
    int features = planned.features();
    float[] row = new float[features];
    for (int i = 0; i < count; i++) {
      System.arraycopy(chunk, i * features, row, 0, features);
      for (int k = 0; k < features; k++) {
        absolute[k] += Math.abs(row[k]);
      }
      shrinkage.add(row);
    }
    FloatMatrix x = FloatMatrix.of(chunk, count, features);
    gram.ifPresent(sum -> sum.add(x, algebra, workers));
    if (originals != chunk) {
      for (int i = 0; i < count * features; i++) {
        originals[i] -= chunk[i];
      }
      FloatMatrix difference = FloatMatrix.of(originals, count, features);
      drift.ifPresent(sum -> sum.add(x, difference, algebra, workers));
    }
    rows += count;
  }

  /** A sum of finite float32 numbers is finite in float64. */
  private void checkFinite(Site site, Activation activation, BitSet hidden) {
    for (double sum : absolute) {
      if (!Double.isFinite(sum)) {
        throw notFinite(site, activation, hidden);
      }
    }
  }

  private WoqException notFinite(Site site, Activation activation, BitSet hidden) {
    int features = planned.features();
    FloatBuffer data = activation.data();
    for (int i = 0; i < activation.rows() * features; i++) {
      float element = data.get(data.position() + i);
      if (!hidden.get(i / features) && !Float.isFinite(element)) {
        return bad(
            "the activation %s is %s at row %d, feature %d"
                .formatted(site, element, i / features, i % features),
            "the float model computes values that are not finite: check the data, or use a type with"
                + " a greater range");
      }
    }
    throw new AssertionError("an activation whose sum is not finite has such an element");
  }

  /** Rows that were added. */
  long rows() {
    return rows;
  }

  /** Padding rows, which were left out. */
  long hiddenRows() {
    return hiddenRows;
  }

  /**
   * The sums, in float32. Call it once.
   *
   * @return sums of no row if no row reached the activation, as none may reach an expert
   * @throws WoqException if all rows are padding, or a sum is too large for float32
   */
  RowSums sums() {
    if (rows == 0 && hiddenRows > 0) {
      throw bad(
          "the calibration data has no row for the activation " + planned.sites(),
          "give data that is not all padding");
    }
    Map<Statistic, float[]> sums = new EnumMap<>(Statistic.class);
    if (planned.statistics().contains(Statistic.ABS_MEAN)) {
      sums.put(Statistic.ABS_MEAN, toFloats(absolute));
    }
    if (planned.statistics().contains(Statistic.MIN)) {
      sums.put(Statistic.MIN, extremes.orElseThrow().least());
    }
    if (planned.statistics().contains(Statistic.MAX)) {
      sums.put(Statistic.MAX, extremes.orElseThrow().greatest());
    }
    gram.map(sum -> sum.toFloats(workers))
        .ifPresent(
            matrix -> {
              sums.put(Statistic.GRAM, matrix);
              drift.ifPresent(sum -> sums.put(Statistic.CROSS_GRAM, sum.plus(matrix)));
            });
    if (rows > 0) {
      sums.values().forEach(this::checkRange);
    }
    return new RowSums(planned.features(), rows, sums, shrinkage);
  }

  private static float[] toFloats(double[] sums) {
    float[] floats = new float[sums.length];
    for (int k = 0; k < sums.length; k++) {
      floats[k] = (float) sums[k];
    }
    return floats;
  }

  private void checkRange(float[] sums) {
    for (float sum : sums) {
      if (!Float.isFinite(sum)) {
        throw bad(
            "the sums of squares of the activation " + planned.sites() + " overflow float32",
            "use an algorithm that needs no data for the weights that read it");
      }
    }
  }

  private static WoqException bad(String message, String cure) {
    return CoreError.BAD_CALIBRATION.because(message, cure);
  }
}
