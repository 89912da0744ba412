package org.woq4j.algorithms.gptq;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.woq4j.api.math.LinearAlgebra.Parallel;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.tck.fixture.TextbookLinearAlgebra;

/**
 * GPTQ of a golden case in float64. It shares no code with ours and takes another path: it rounds
 * the rows one by one, and eliminates each from the inverse Hessian before it goes on.
 */
final class Float64Gptq {

  /** A value this close to a half between two codes may be rounded to either of them. */
  private static final double TIE = 2e-5;

  private final QuantScheme scheme;
  private final int inputs;
  private final int outputs;

  /** What is left to round, [K,N]; of a rounded row, its error. */
  private final double[] rest;

  /** Inverse Hessian of the rows that are left, [K,K]. */
  private final double[] inverse;

  private final double[] decoded;
  private final double[] scales;
  private final double[] zeroPoints;
  private double nearestToHalf = 0.5;

  private Float64Gptq(GoldenCase golden) {
    this.scheme = golden.scheme();
    this.inputs = golden.group().inputFeatures();
    this.rest = OutputError.wide(golden.group().weights().get(0).readAll());
    this.outputs = rest.length / inputs;
    this.inverse = inverse(OutputError.wide(golden.gram()), inputs, golden.damp());
    this.decoded = new double[rest.length];
    this.scales = new double[scheme.groups(inputs) * outputs];
    this.zeroPoints = new double[scales.length];
  }

  /** The result for a case. */
  static Float64Gptq of(GoldenCase golden) {
    Float64Gptq gptq = new Float64Gptq(golden);
    gptq.solve(golden);
    return gptq;
  }

  /** What the codes are decoded to, [K,N]. */
  double[] decoded() {
    return decoded;
  }

  /** Whether a value lay so close to a half that rounding it either way is right. */
  boolean hasTie() {
    return nearestToHalf < TIE;
  }

  private static double[] inverse(double[] gram, int inputs, double damp) {
    double trace = 0;
    for (int i = 0; i < gram.length; i += inputs + 1) {
      gram[i] = gram[i] == 0 ? 1 : gram[i];
      trace += gram[i];
    }
    for (int i = 0; i < gram.length; i += inputs + 1) {
      gram[i] += damp * trace / inputs;
    }
    TextbookLinearAlgebra algebra = new TextbookLinearAlgebra();
    algebra.cholesky(gram, inputs, Parallel.NONE);
    algebra.invertFromCholesky(gram, inputs);
    return gram;
  }

  private void solve(GoldenCase golden) {
    if (golden.actOrder()) {
      IntStream.range(0, scheme.groups(inputs)).forEach(this::chooseRanges);
      solve(byActivation(golden.gram()), false);
    } else {
      solve(IntStream.range(0, inputs).toArray(), true);
    }
  }

  private void solve(int[] order, boolean chooseOnTheWay) {
    for (int place = 0; place < inputs; place++) {
      int row = order[place];
      if (chooseOnTheWay && row % scheme.groupRows(inputs) == 0) {
        chooseRanges(row / scheme.groupRows(inputs));
      }
      for (int column = 0; column < outputs; column++) {
        round(row, column);
      }
      eliminate(row, Arrays.copyOfRange(order, place + 1, inputs));
    }
  }

  private int[] byActivation(float[] gram) {
    return IntStream.range(0, inputs)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> -gram[row * inputs + row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void chooseRanges(int group) {
    int first = group * scheme.groupRows(inputs);
    int end = Math.min(inputs, first + scheme.groupRows(inputs));
    for (int column = 0; column < outputs; column++) {
      double low = 0;
      double high = 0;
      for (int row = first; row < end; row++) {
        low = Math.min(low, rest[row * outputs + column]);
        high = Math.max(high, rest[row * outputs + column]);
      }
      chooseRange(group * outputs + column, low, high);
    }
  }

  private void chooseRange(int index, double low, double high) {
    if (scheme.symmetry().isSymmetric()) {
      scales[index] = 2 * Math.max(-low, high) / scheme.maxCode();
      zeroPoints[index] = scheme.middleCode();
    } else {
      scales[index] = (high - low) / scheme.maxCode();
      zeroPoints[index] = Math.rint(-low / scales[index]);
    }
  }

  private void round(int row, int column) {
    int index = row * outputs + column;
    int range = row / scheme.groupRows(inputs) * outputs + column;
    double place = rest[index] / scales[range] + zeroPoints[range];
    double inside = Math.min(Math.max(place, 0), scheme.maxCode());
    nearestToHalf = Math.min(nearestToHalf, Math.abs(inside - Math.floor(inside) - 0.5));
    decoded[index] = (Math.rint(inside) - zeroPoints[range]) * scales[range];
    rest[index] -= decoded[index];
  }

  /** Spreads the error of a row over the later ones, as the inverse Hessian has it. */
  private void eliminate(int row, int[] later) {
    for (int other : later) {
      double share = inverse[other * inputs + row] / inverse[row * inputs + row];
      for (int column = 0; column < outputs; column++) {
        rest[other * outputs + column] -= share * rest[row * outputs + column];
      }
      for (int another : later) {
        inverse[other * inputs + another] -= share * inverse[row * inputs + another];
      }
    }
  }
}
