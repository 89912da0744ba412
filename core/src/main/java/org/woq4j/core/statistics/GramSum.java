package org.woq4j.core.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.woq4j.api.math.FloatMatrix;
import org.woq4j.api.math.LinearAlgebra;
import org.woq4j.api.math.LinearAlgebra.Transposition;
import org.woq4j.core.parallel.Workers;

/**
 * Sums XᵀX over any number of rows.
 *
 * <p>Only the upper triangle is held, in square tiles. A chunk of rows is multiplied in float32
 * into a block of the tile's size, and the block is added to the tile in float64. So the error does
 * not grow with the number of chunks, and the memory is that of the whole matrix in float32. The
 * tiles depend only on K, so the bits do not depend on the number of threads.
 */
final class GramSum {

  /** Rows and columns of a tile: large enough for a fast product, small enough to stay in cache. */
  private static final int TILE = 256;

  /** Tasks of a chunk: enough for threads that end at different times. */
  private static final int MOST_TASKS = 16;

  private static final ThreadLocal<float[]> BLOCK =
      ThreadLocal.withInitial(() -> new float[TILE * TILE]);

  private final int features;
  private final List<Tile> tiles = new ArrayList<>();

  /** A rectangle of the sum. Its element (0, 0) is ({@code row}, {@code column}) of the matrix. */
  private static final class Tile {

    private final int row;
    private final int rows;
    private final int column;
    private final int columns;

    /** Row-major; empty before the first chunk, so that several threads clear the memory. */
    private double[] sum = {};

    Tile(int row, int rows, int column, int columns) {
      this.row = row;
      this.rows = rows;
      this.column = column;
      this.columns = columns;
    }

    /** Adds the product of a chunk's columns, which is computed in {@code block}. */
    void add(FloatMatrix x, LinearAlgebra algebra, float[] block) {
      if (sum.length == 0) {
        sum = new double[rows * columns];
      }
      Arrays.fill(block, 0, sum.length, 0);
      FloatMatrix product = FloatMatrix.of(block, rows, columns);
      FloatMatrix left = x.slice(0, x.rows(), row, row + rows);
      if (row == column) {
        algebra.addGram(left, product);
      } else {
        FloatMatrix right = x.slice(0, x.rows(), column, column + columns);
        algebra.multiplyAdd(1, left, Transposition.TRANSPOSED, right, Transposition.AS_IS, product);
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += block[i];
      }
    }

    /** Both copies, the tile and its mirror image, are written row by row. */
    void copyTo(float[] matrix, int features) {
      if (sum.length == 0) {
        return;
      }
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          matrix[(row + i) * features + column + j] = (float) sum[i * columns + j];
        }
      }
      for (int j = 0; j < columns; j++) {
        for (int i = 0; i < rows; i++) {
          matrix[(column + j) * features + row + i] = (float) sum[i * columns + j];
        }
      }
    }
  }

  GramSum(int features) {
    this.features = features;
    for (int row = 0; row < features; row += TILE) {
      int rows = Math.min(TILE, features - row);
      for (int column = row; column < features; column += TILE) {
        int columns = Math.min(TILE, features - column);
        tiles.add(new Tile(row, rows, column, columns));
      }
    }
  }

  /** Adds the rows of a chunk [rows, K]. */
  void add(FloatMatrix chunk, LinearAlgebra algebra, Workers workers) {
    int tasks = Math.min(tiles.size(), MOST_TASKS);
    workers.forEach(
        tasks,
        task -> {
          float[] block = BLOCK.get();
          for (int i = task; i < tiles.size(); i += tasks) {
            tiles.get(i).add(chunk, algebra, block);
          }
        });
  }

  /** The sum, [K,K] row-major. */
  float[] toFloats(Workers workers) {
    float[] matrix = new float[Math.multiplyExact(features, features)];
    workers.forEach(tiles.size(), index -> tiles.get(index).copyTo(matrix, features));
    return matrix;
  }
}
