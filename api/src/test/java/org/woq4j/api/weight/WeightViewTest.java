package org.woq4j.api.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeightViewTest {

  @Property(tries = 300, seed = "1")
  void readAllGivesEveryElementInItsPlace(
      @ForAll @IntRange(min = 1, max = 9) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll long seed) {
    ArrayWeight weight = ArrayWeight.random(inputs, outputs, seed);

    assertThat(weight.readAll()).isEqualTo(weight.values());
  }

  @Property(tries = 300, seed = "2")
  void columnsOfColumnsAreColumnsOfTheWeight(
      @ForAll @IntRange(min = 1, max = 9) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll long seed) {
    ArrayWeight weight = ArrayWeight.random(inputs, outputs, seed);
    SplittableRandom random = new SplittableRandom(seed);
    int from = random.nextInt(outputs);
    int to = random.nextInt(from, outputs) + 1;
    int innerFrom = random.nextInt(to - from);
    int innerTo = random.nextInt(innerFrom, to - from) + 1;

    WeightView view = weight.columns(from, to).columns(innerFrom, innerTo);

    assertThat(view.name()).isEqualTo("w");
    assertThat(view.inputFeatures()).isEqualTo(inputs);
    assertThat(view.outputFeatures()).isEqualTo(innerTo - innerFrom);
    float[] elements = view.readAll();
    assertThat(elements).hasSize(inputs * (innerTo - innerFrom));
    for (int i = 0; i < elements.length; i++) {
      int row = i / view.outputFeatures();
      int column = from + innerFrom + i % view.outputFeatures();
      assertThat(elements[i]).isEqualTo(weight.at(row, column));
    }
  }

  @Property(tries = 300, seed = "3")
  void aScaledViewHasItsRowsMultiplied(
      @ForAll @IntRange(min = 1, max = 9) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll long seed) {
    ArrayWeight weight = ArrayWeight.random(inputs, outputs, seed);
    float[] scale = ArrayWeight.random(inputs, 1, ~seed).values();
    SplittableRandom random = new SplittableRandom(seed);
    int fromRow = random.nextInt(inputs);
    int fromColumn = random.nextInt(outputs);
    int width = outputs - fromColumn;
    float[] rectangle = new float[(inputs - fromRow) * width];

    WeightView view = weight.scaled(scale);
    view.read(fromRow, inputs, fromColumn, outputs, rectangle);

    assertThat(view.name()).isEqualTo("w");
    assertThat(view.inputFeatures()).isEqualTo(inputs);
    assertThat(view.outputFeatures()).isEqualTo(outputs);
    for (int i = 0; i < rectangle.length; i++) {
      int row = fromRow + i / width;
      assertThat(rectangle[i]).isEqualTo(weight.at(row, fromColumn + i % width) * scale[row]);
    }
  }

  @Property(tries = 300, seed = "4")
  void rowsAreReadIntoAnArrayEach(
      @ForAll @IntRange(min = 1, max = 9) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll long seed) {
    ArrayWeight weight = ArrayWeight.random(inputs, outputs, seed);
    SplittableRandom random = new SplittableRandom(seed);
    int fromRow = random.nextInt(inputs);
    int fromColumn = random.nextInt(outputs);
    float[][] rows = new float[inputs][outputs + 1];

    weight.readRows(fromRow, inputs, fromColumn, outputs, rows);

    for (int row = 0; row < inputs - fromRow; row++) {
      for (int column = 0; column < outputs - fromColumn; column++) {
        assertThat(rows[row][column]).isEqualTo(weight.at(fromRow + row, fromColumn + column));
      }
      assertThat(Arrays.copyOfRange(rows[row], outputs - fromColumn, outputs + 1)).containsOnly(0f);
    }
  }

  @Test
  void allColumnsAreTheWeightItself() {
    ArrayWeight weight = ArrayWeight.random(2, 3, 1);

    assertThat(weight.columns(0, 3)).isSameAs(weight);
  }

  @Test
  void readsOutsideTheWeightAreRefused() {
    WeightView weight = ArrayWeight.random(2, 3, 1);
    WeightView column = weight.columns(1, 2);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> weight.columns(1, 4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> weight.columns(-1, 2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> column.read(0, 2, 0, 2, new float[4]));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> column.read(0, 2, -1, 1, new float[4]));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> weight.readRows(0, 2, 0, 3, new float[1][3]));
  }

  @Test
  void aScaleHasAnElementForEachRow() {
    WeightView weight = ArrayWeight.random(2, 3, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> weight.scaled(new float[3]))
        .withMessage("a scale for w needs 2 elements, has 3");
  }
}
