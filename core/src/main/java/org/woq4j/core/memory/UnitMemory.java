package org.woq4j.core.memory;

import java.util.List;
import java.util.Set;
import org.woq4j.api.calibration.Statistic;

/** What units of work take beside the statistics they work with. */
public final class UnitMemory {

  private static final String NAME = "weights in work";

  /**
   * Heap of an element in work: float32 weight (4), its code (1), its packed form (at most 4, for
   * fake-quant), and a float32 block while errors are summed.
   */
  private static final long ELEMENT = 10;

  /** Heap of an element that is rounded and packed tile by tile: its float32 form and its code. */
  private static final long ROUNDED_ELEMENT = 6;

  /**
   * Heap of an element while an output error is measured: what was decoded, and its product with
   * the Gram matrix.
   */
  private static final long MEASURED_ELEMENT = 8;

  /** Heap of an element of a Gram matrix that is factored: float64, then float32 beside it. */
  private static final long FACTORED = 8 + 4;

  /** The linear algebra factors a copy of the upper triangle in float64, in tiles. */
  private static final long FACTORED_OUTSIDE = 5;

  /** Where weights are corrected, it inverts a copy in float64. */
  private static final long INVERTED_OUTSIDE = 8;

  /** Heap of an element of a Gram matrix where weights are corrected: two matrices in float32. */
  private static final long CORRECTED = 4 + 4;

  private UnitMemory() {}

  /** A slice of columns. */
  public static MemoryPart ofColumns(long elements, Set<Statistic> needs) {
    return new MemoryPart(NAME, elements * perElement(needs), 0);
  }

  /** A slice of columns that is rounded and packed tile by tile. */
  public static MemoryPart ofRoundedColumns(long elements) {
    return new MemoryPart(NAME, elements * ROUNDED_ELEMENT, 0);
  }

  /**
   * Whole weights of one site.
   *
   * @param elements of all of them
   * @param features K
   */
  public static MemoryPart ofGroup(long elements, long features, Set<Statistic> needs) {
    long square = features * features;
    boolean factors = needs.contains(Statistic.GRAM);
    boolean corrects = needs.contains(Statistic.CROSS_GRAM);
    long perSquare = (factors ? FACTORED : 0) + (corrects ? CORRECTED : 0);
    long outside = corrects ? INVERTED_OUTSIDE : FACTORED_OUTSIDE;
    return new MemoryPart(
        NAME, elements * perElement(needs) + square * perSquare, factors ? square * outside : 0);
  }

  private static long perElement(Set<Statistic> needs) {
    return ELEMENT + (needs.contains(Statistic.GRAM) ? MEASURED_ELEMENT : 0);
  }

  /** Elements of a slice of columns that takes no more than a number of bytes. */
  public static long elements(long bytes) {
    return bytes / ELEMENT;
  }

  static MemoryPart of(List<MemoryPart> units) {
    return MemoryPart.sum(NAME, units);
  }
}
