package org.woq4j.core.memory;

/** What it takes to run the written model beside the float one. */
public final class VerificationMemory {

  private static final String NAME = "verification";

  /** Values as wide as the widest weight that a model holds at a time. */
  private static final long WIDE_VALUES = 4;

  private VerificationMemory() {}

  /**
   * Of whole models, one loaded at a time. ONNX Runtime reads the file of the written model and
   * copies one tensor after the other out of it. The float model's tensors are mapped from its
   * files, but for those of half precision, which it converts to float32.
   *
   * @param written bytes of the written model's file
   * @param largest bytes of its largest tensor
   * @param halves elements of the float model's weights in half precision
   * @param values elements of the widest value that is computed
   */
  public static MemoryPart ofModels(long written, long largest, long halves, long values) {
    long models = Math.max(written + largest, halves * Float.BYTES);
    return new MemoryPart(NAME, 0, models + WIDE_VALUES * values * Float.BYTES);
  }

  /**
   * Of nodes that are run by themselves. What they store is mapped from the written model's file,
   * and copied in the order of elements in which the operator computes.
   *
   * @param copied bytes of what is copied
   */
  public static MemoryPart ofNodes(long copied) {
    return new MemoryPart(NAME, 0, copied);
  }

  /** Of none. */
  public static MemoryPart none() {
    return new MemoryPart(NAME, 0, 0);
  }
}
