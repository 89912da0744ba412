package org.woq4j.core.memory;

/** What it takes to run the written model beside the float one. */
public final class VerificationMemory {

  private static final String NAME = "verification";

  /** Values as wide as the widest weight that a model holds at a time. */
  private static final long WIDE_VALUES = 4;

  /**
   * Copies of a node's stored weight: as its operator packs it for its arithmetic, and one more.
   */
  private static final long COPIES = 2;

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

  /** Of a single node. What it stores is mapped from the written model's file. */
  public static MemoryPart ofNode(long storedBytes) {
    return new MemoryPart(NAME, 0, COPIES * storedBytes);
  }

  /** Of none. */
  public static MemoryPart none() {
    return new MemoryPart(NAME, 0, 0);
  }
}
