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
import org.woq4j.tck.fixture.FixtureContext;

class ColumnTilesTest {

  private record Tile(int from, int to) {}

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
      expected.add(new Tile(from, Math.min(outputs, from + width)));
    }

    assertThat(tiles(outputs, context(perChannel))).isEqualTo(expected);
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
    List<Tile> tiles = new ArrayList<>();
    ColumnTiles.forEach(
        Samples.weight(1, outputs, 1), context, (from, to) -> tiles.add(new Tile(from, to)));
    return tiles;
  }
}
