package org.woq4j.algorithms.awq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.ArrayWeight;

class ColumnSampleTest {

  private static final int INPUTS = 3;

  @Test
  void fewColumnsAreAllTaken() {
    ColumnSample sample = ColumnSample.of(List.of(numbered(0, 21), numbered(21, 40)));

    assertThat(firstRow(sample)).isEqualTo(IntStream.range(0, 61).boxed().toList());
    assertThat(sample.outputsPerColumn()).isEqualTo(1);
  }

  @Test
  void ofManyColumnsEachWeightHasItsShareInRunsOverAllOfIt() {
    ColumnSample sample = ColumnSample.of(List.of(numbered(0, 3000), numbered(3000, 1000)));

    List<Integer> taken = firstRow(sample);
    assertThat(taken).hasSize(ColumnSample.MOST_COLUMNS).isSorted().doesNotHaveDuplicates();
    assertThat(taken.subList(0, 17)).isEqualTo(concat(IntStream.range(0, 16), 250));
    assertThat(taken.stream().filter(column -> column < 3000)).hasSize(192);
    assertThat(taken.get(taken.size() - 1)).isEqualTo(3000 + 750 + 15);
    assertThat(sample.outputsPerColumn()).isEqualTo(4000.0 / 256);
  }

  @Test
  void rowsStayTogether() {
    ColumnSample sample = ColumnSample.of(List.of(numbered(0, 700)));

    for (int column = 0; column < sample.columns(); column++) {
      float first = sample.data()[column];
      assertThat(sample.data()[sample.columns() + column]).isEqualTo(first + 10_000);
    }
  }

  /** A weight whose element (k, n) is 10,000·k + first + n. */
  private static WeightView numbered(int first, int outputs) {
    float[] values = new float[INPUTS * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10_000 * (i / outputs) + first + i % outputs;
    }
    return new ArrayWeight("w" + first, INPUTS, outputs, values);
  }

  private static List<Integer> firstRow(ColumnSample sample) {
    return IntStream.range(0, sample.columns()).mapToObj(i -> (int) sample.data()[i]).toList();
  }

  private static List<Integer> concat(IntStream columns, int last) {
    return IntStream.concat(columns, IntStream.of(last)).boxed().toList();
  }
}
