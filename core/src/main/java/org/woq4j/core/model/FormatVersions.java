package org.woq4j.core.model;

/**
 * Versions of the model format that new nodes and tensors need.
 *
 * @param opset version of the standard operator set; 0 for any
 * @param ir IR version; 0 for any
 */
public record FormatVersions(int opset, int ir) {

  /** Any version. */
  public static final FormatVersions ANY = new FormatVersions(0, 0);
}
