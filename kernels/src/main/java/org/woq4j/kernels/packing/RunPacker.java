package org.woq4j.kernels.packing;

/** Packs a run of codes in order; the first code is in the low bits of the first byte. */
public final class RunPacker {

  private RunPacker() {}

  /**
   * Packs codes; unused bits of the last byte are 0.
   *
   * @param codes holds the run, one code per byte
   * @param from index of the run's first code
   * @param length number of codes of the run
   * @param shift number to add to each code; the sum is stored in two's complement and must fit
   *     into {@code bits} signed or unsigned bits
   * @param bits bits of a stored code: 1, 2, 4 or 8
   * @param target receives ceil(length * bits / 8) bytes, starting at index 0
   * @return the number of bytes written
   */
  public static int pack(byte[] codes, int from, int length, int shift, int bits, byte[] target) {
    int perByte = 8 / bits;
    int mask = (1 << bits) - 1;
    int bytes = (length + perByte - 1) / perByte;
    for (int at = 0; at < bytes; at++) {
      int first = at * perByte;
      int last = Math.min(length, first + perByte) - 1;
      int packed = 0;
      for (int i = last; i >= first; i--) {
        packed = (packed << bits) | (((codes[from + i] & 0xFF) + shift) & mask);
      }
      target[at] = (byte) packed;
    }
    return bytes;
  }
}
