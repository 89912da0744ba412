package org.woq4j.evaluation.measure;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.woq4j.api.quality.Figure;
import org.woq4j.api.quality.Figure.Better;

/** The embeddings of samples in both models, as unit vectors, and how similar samples are. */
final class Similarities {

  /** Pairs grow with the square of the samples. */
  private static final int MOST = 1000;

  private static final int NEIGHBOURS = 10;

  /** With fewer samples, all are neighbours of each other. */
  private static final int LEAST = 3;

  private final List<String> samples = new ArrayList<>();
  private final List<double[]> reference = new ArrayList<>();
  private final List<double[]> candidate = new ArrayList<>();

  /**
   * The direction of the mean of some rows: a vector of length 1, or zeros.
   *
   * @param rows [rows, features], from 0
   */
  static double[] meanDirection(FloatBuffer rows, int count, int features) {
    double[] sum = new double[features];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < features; i++) {
        sum[i] += rows.get(row * features + i);
      }
    }
    double length = Math.sqrt(product(sum, sum));
    if (length != 0) {
      for (int i = 0; i < features; i++) {
        sum[i] /= length;
      }
    }
    return sum;
  }

  static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  void add(String sample, double[] original, double[] quantized) {
    if (samples.size() < MOST) {
      samples.add(sample);
      reference.add(original);
      candidate.add(quantized);
    }
  }

  /** The figures of pairs; none of fewer than three samples. */
  List<Figure> figures(String output) {
    if (samples.size() < LEAST) {
      return List.of();
    }
    double[][] before = matrix(reference);
    double[][] after = matrix(candidate);
    SampleValues overlap = new SampleValues("neighbour_overlap", output, Better.HIGHER, "share");
    for (int i = 0; i < samples.size(); i++) {
      overlap.add(samples.get(i), overlap(before[i], after[i], i));
    }
    double correlation = new SpearmansCorrelation().correlation(pairs(before), pairs(after));
    return List.of(
        overlap.mean(),
        Figure.of("pair_correlation", correlation, Better.HIGHER).output(output).build());
  }

  private static double[][] matrix(List<double[]> vectors) {
    double[][] matrix = new double[vectors.size()][vectors.size()];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        matrix[i][j] = product(vectors.get(i), vectors.get(j));
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  private static double overlap(double[] before, double[] after, int self) {
    Set<Integer> expected = nearest(before, self);
    Set<Integer> common = new HashSet<>(expected);
    common.retainAll(nearest(after, self));
    return (double) common.size() / expected.size();
  }

  /** Of equally similar samples the first. */
  private static Set<Integer> nearest(double[] similarities, int self) {
    TreeSet<Integer> nearest =
        new TreeSet<>(
            (a, b) ->
                similarities[a] == similarities[b]
                    ? Integer.compare(a, b)
                    : Double.compare(similarities[b], similarities[a]));
    for (int i = 0; i < similarities.length; i++) {
      if (i != self) {
        nearest.add(i);
        if (nearest.size() > NEIGHBOURS) {
          nearest.pollLast();
        }
      }
    }
    return nearest;
  }

  /** The similarity of each pair once. */
  private static double[] pairs(double[][] matrix) {
    double[] pairs = new double[matrix.length * (matrix.length - 1) / 2];
    int next = 0;
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        pairs[next++] = matrix[i][j];
      }
    }
    return pairs;
  }
}
