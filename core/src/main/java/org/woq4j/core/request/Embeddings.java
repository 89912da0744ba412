package org.woq4j.core.request;

import org.woq4j.api.option.OptionSpec;

/** How many bits the embeddings that no rule matches get. */
public final class Embeddings {

  /** They are left as they are. */
  public static final int OFF = 0;

  /** The bits if a request gives none. */
  public static final int DEFAULT = 8;

  private Embeddings() {}

  /**
   * An option for the bits.
   *
   * @param name its name
   */
  public static OptionSpec<Integer> bits(String name) {
    return OptionSpec.oneOf(name, 8, 4)
        .orOff(OFF)
        .defaultsTo(DEFAULT)
        .doc(
            "Bits of embeddings that no rule matches, or off.",
            "By default, one that is also an output head takes the head's bits.")
        .build();
  }

  /** Bits as recipes write them. */
  public static String written(int bits) {
    return bits == OFF ? "off" : Integer.toString(bits);
  }
}
