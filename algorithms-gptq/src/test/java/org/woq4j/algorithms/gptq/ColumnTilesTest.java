package org.woq4j.algorithms.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.api.weight.WeightView;
import org.woq4j.tck.fixture.FixtureContext;

class ColumnTilesTest {

  private record Tile(int weight, int from, int to) {}

  /** An eighth of the columns, as multiples of 16 from 32 to 256, unless scales are shared. */
  @ParameterizedTest
  @CsvSource({
    "1, true, 32",
    "32, true, 32",
    "300, true, 32",
    "700, true, 80",
    "2048, true, 256",
    "5000, true, 256",
    "700, false, 700"
  })
  void tilesCoverEachColumnOnce(int outputs, boolean perChannel, int width) {
    List<Tile> expected = new ArrayList<>();
    for (int from = 0; from < outputs; from += width) {
      expected.add(new Tile(0, from, Math.min(outputs, from + width)));
    }

    assertThat(tiles(outputs, context(perChannel))).isEqualTo(expected);
  }

  @Test
  void widthIsThatOfAllWeightsTogether() {
    List<WeightView> weights =
        List.of(Samples.weight(1, 500, 1), Samples.weight(1, 40, 2), Samples.weight(1, 100, 3));

    assertThat(tiles(weights, context(true)))
        .containsExactly(
            new Tile(0, 0, 80),
            new Tile(0, 80, 160),
            new Tile(0, 160, 240),
            new Tile(0, 240, 320),
            new Tile(0, 320, 400),
            new Tile(0, 400, 480),
            new Tile(0, 480, 500),
            new Tile(1, 0, 40),
            new Tile(2, 0, 80),
            new Tile(2, 80, 100));
  }

  @Test
  void cancellationStopsTheWorkBeforeAnyTile() {
    for (int check = 0; check <= 3; check++) {
      FixtureContext cancelled = context(true).cancelledAt(check);
      assertThatThrownBy(() -> tiles(96, cancelled)).isInstanceOf(CancellationException.class);
    }
  }

  private static FixtureContext context(boolean perChannel) {
    return Samples.context(Samples.scheme(8), Map.of("per_channel", perChannel));
  }

  private static List<Tile> tiles(int outputs, FixtureContext context) {
    return tiles(List.of(Samples.weight(1, outputs, 1)), context);
  }

  private static List<Tile> tiles(List<WeightView> weights, FixtureContext context) {
    List<Tile> tiles = new ArrayList<>();
    ColumnTiles.forEach(
        weights, context, (weight, from, to) -> tiles.add(new Tile(weight, from, to)));
    return tiles;
  }
}
