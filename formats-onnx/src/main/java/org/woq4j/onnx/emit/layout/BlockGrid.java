package org.woq4j.onnx.emit.layout;

import java.util.Optional;
import org.woq4j.api.weight.QuantScheme;

/**
 * How the rows of a weight are divided into stored blocks. Blocks may be smaller than groups, and
 * the last one may reach past the last row.
 *
 * @param rows rows of a block
 * @param blocks blocks of one column: ceil(K / rows)
 * @param groupRows rows of a group, a multiple of {@code rows} unless there is only one group
 */
public record BlockGrid(int rows, int blocks, int groupRows) {

  private static final int LEAST = 16;
  private static final int GREATEST = 256;

  /** The group sizes that {@link #powersOfTwo} supports, for refusals. */
  public static final String HELD = "a group size that is a multiple of 16, or -1";

  /**
   * Blocks of 16 to 256 rows, a power of two, as MatMulNBits and GatherBlockQuantized require;
   * empty if no such blocks fit into the groups.
   */
  public static Optional<BlockGrid> powersOfTwo(QuantScheme scheme, int inputFeatures) {
    int size = scheme.groupSize();
    if (isPowerOfTwo(size) && size >= LEAST && size <= GREATEST) {
      return Optional.of(of(size, scheme, inputFeatures));
    }
    if (scheme.groups(inputFeatures) == 1) {
      int whole = inputFeatures > GREATEST ? GREATEST : ceilingPowerOfTwo(inputFeatures);
      return Optional.of(of(Math.max(LEAST, whole), scheme, inputFeatures));
    }
    return size % LEAST == 0
        ? Optional.of(of(Math.min(GREATEST, Integer.lowestOneBit(size)), scheme, inputFeatures))
        : Optional.empty();
  }

  /** Blocks of the given number of rows. */
  public static BlockGrid of(int rows, QuantScheme scheme, int inputFeatures) {
    int blocks = (inputFeatures + rows - 1) / rows;
    return new BlockGrid(rows, blocks, scheme.groupRows(inputFeatures));
  }

  /** The group that a block belongs to. */
  public int group(int block) {
    return block * rows / groupRows;
  }

  /** A note for the user if blocks differ from the requested groups. */
  public Optional<String> note(QuantScheme scheme) {
    if (rows == scheme.groupSize()) {
      return Optional.empty();
    }
    String groups =
        scheme.groupSize() == -1 ? "one group per output" : "groups of " + scheme.groupSize();
    String repeated = blocks > 1 && rows < groupRows ? ", scales repeated" : "";
    return Optional.of(groups + " stored as blocks of " + rows + repeated);
  }

  private static boolean isPowerOfTwo(int number) {
    return Integer.bitCount(number) == 1;
  }

  private static int ceilingPowerOfTwo(int number) {
    return number == 1 ? 1 : Integer.highestOneBit(number - 1) << 1;
  }
}
