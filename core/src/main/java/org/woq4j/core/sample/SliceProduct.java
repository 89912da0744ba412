package org.woq4j.core.sample;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * Multiplies the {@link SampleRows} with a quantized weight, from its codes.
 *
 * <p>Only codes are added up row by row, eight columns at a time: the elements of the rows are 1 or
 * -1, and rows of a group share their scales. The sum of codes at a -1 is the sum of all less that
 * of the codes at a 1. Sums of up to 256 codes fit 16 bits.
 */
public final class SliceProduct {

  private static final int MOST_ROWS = 256;
  private static final long LANES = 0x00FF00FF00FF00FFL;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final QuantizedWeight weight;
  private final SampleRows rows;

  /** Sums of codes in 16 bits each: of every second column, and of the columns between. */
  private final long[][] even;

  private final long[][] odd;
  private final long[] evenCodes;
  private final long[] oddCodes;
  private final float[] sum;
  private final float[] signed;
  private final float[] scale;
  private final float[] zero;
  private final float[][] values;
  private final float[] reach;

  private SliceProduct(QuantizedWeight weight) {
    this.weight = weight;
    int columns = weight.outputFeatures();
    int words = (columns + 7) / 8;
    this.rows = SampleRows.of(weight.inputFeatures());
    this.even = new long[SampleRows.COUNT][words];
    this.odd = new long[SampleRows.COUNT][words];
    this.evenCodes = new long[words];
    this.oddCodes = new long[words];
    this.sum = new float[8 * words];
    this.signed = new float[8 * words];
    this.scale = new float[columns];
    this.zero = new float[columns];
    this.values = new float[SampleRows.COUNT][columns];
    this.reach = new float[columns];
  }

  /** The product with a weight, or with columns of one. */
  public static SampleProduct of(QuantizedWeight weight) {
    SliceProduct sums = new SliceProduct(weight);
    int groupRows = weight.scheme().groupRows(weight.inputFeatures());
    for (int group = 0; group < weight.groups(); group++) {
      sums.prepare(group);
      int end = Math.min((group + 1) * groupRows, weight.inputFeatures());
      for (int k = group * groupRows; k < end; k += MOST_ROWS) {
        sums.add(k, Math.min(k + MOST_ROWS, end));
      }
    }
    return new SampleProduct(weight.inputFeatures(), sums.values, sums.reach);
  }

  private void prepare(int group) {
    System.arraycopy(weight.scales(), group * scale.length, scale, 0, scale.length);
    for (int j = 0; j < zero.length; j++) {
      zero[j] = weight.zeroPoint(group, j);
    }
  }

  /** Adds rows of one group. */
  private void add(int from, int to) {
    for (int k = from; k < to; k++) {
      split(weight.codes(), k * scale.length);
      for (int r = 0; r < SampleRows.COUNT; r++) {
        if (rows.isPositive(r, k)) {
          add(evenCodes, even[r]);
          add(oddCodes, odd[r]);
        }
      }
    }
    takeSums(0, sum);
    addScaled(sum, to - from, values[0]);
    for (int r = 1; r < SampleRows.COUNT; r++) {
      takeSums(r, signed);
      subtractRest(signed, sum);
      addScaled(signed, total(r, from, to), values[r]);
    }
    addReach(to - from);
  }

  private int total(int r, int from, int to) {
    int total = 0;
    for (int k = from; k < to; k++) {
      total += rows.value(r, k);
    }
    return total;
  }

  /** From the sums of codes at a 1 to those less the sums of codes at a -1. */
  private static void subtractRest(float[] sums, float[] all) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] = 2 * sums[j] - all[j];
    }
  }

  /**
   * Adds sums of some rows.
   *
   * @param codes sums of codes times samples
   * @param total the sum of the samples
   */
  private void addScaled(float[] codes, float total, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += scale[j] * (codes[j] - zero[j] * total);
    }
  }

  private void addReach(float count) {
    float most = weight.scheme().maxCode();
    for (int j = 0; j < reach.length; j++) {
      reach[j] += count * Math.abs(scale[j]) * (most + Math.abs(zero[j]));
    }
  }

  private void split(byte[] codes, int at) {
    int whole = scale.length / 8;
    for (int i = 0; i < whole; i++) {
      long eight = (long) LONGS.get(codes, at + 8 * i);
      evenCodes[i] = eight & LANES;
      oddCodes[i] = (eight >>> 8) & LANES;
    }
    if (whole < evenCodes.length) {
      long rest = 0;
      for (int j = 8 * whole; j < scale.length; j++) {
        rest |= (codes[at + j] & 0xFFL) << (8 * (j % 8));
      }
      evenCodes[whole] = rest & LANES;
      oddCodes[whole] = (rest >>> 8) & LANES;
    }
  }

  private static void add(long[] from, long[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /** Unpacks the sums of a row of samples, and sets them to 0. */
  private void takeSums(int r, float[] unpacked) {
    for (int i = 0; i < evenCodes.length; i++) {
      long e = even[r][i];
      long o = odd[r][i];
      even[r][i] = 0;
      odd[r][i] = 0;
      for (int lane = 0; lane < 4; lane++) {
        unpacked[8 * i + 2 * lane] = (int) (e >>> (16 * lane)) & 0xFFFF;
        unpacked[8 * i + 2 * lane + 1] = (int) (o >>> (16 * lane)) & 0xFFFF;
      }
    }
  }
}
