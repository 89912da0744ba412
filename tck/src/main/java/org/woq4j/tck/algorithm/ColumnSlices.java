package org.woq4j.tck.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.tck.fixture.Bits;

/** Compares slices of a weight's columns, quantized on their own, with the whole weight. */
final class ColumnSlices {

  private ColumnSlices() {}

  /** Cuts each weight of a case after its first column, and in the middle. */
  static void assertSameAsWhole(AlgorithmRuns runs, AlgorithmCase one, QuantizedGroup whole) {
    for (int weight = 0; weight < one.group().weights().size(); weight++) {
      int columns = one.group().weights().get(weight).outputFeatures();
      for (int cut : new TreeSet<>(List.of(Math.min(1, columns - 1), columns / 2))) {
        if (cut > 0) {
          assertSame(runs, one, whole, weight, 0, cut);
        }
        assertSame(runs, one, whole, weight, cut, columns);
      }
    }
  }

  private static void assertSame(
      AlgorithmRuns runs, AlgorithmCase one, QuantizedGroup whole, int weight, int from, int to) {
    String where = one + ": columns [" + from + ", " + to + ") of weight " + weight;
    QuantizedGroup slice = runs.quantizeColumns(one, weight, from, to);
    Bits.of(slice.weights().get(0))
        .assertSameAs(Bits.ofColumns(whole.weights().get(weight), from, to), where);
    assertThat(slice.inputScale().orElse(null))
        .as("%s: input scale", where)
        .isEqualTo(whole.inputScale().orElse(null));
  }
}
