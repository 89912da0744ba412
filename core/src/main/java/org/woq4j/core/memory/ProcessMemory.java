package org.woq4j.core.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * What a process takes whatever the size of a weight: Java, woq4j's code and native libraries.
 *
 * @param parts what it is made of
 */
public record ProcessMemory(List<MemoryPart> parts) {

  /**
   * Elements of weights above which rounding is a long run, for which Java's optimizing compiler
   * pays off: 800 MB of float32.
   */
  public static final long LONG_RUN = 200_000_000;

  /** Classes, compiled code, the collector's tables, stacks, and what malloc keeps. */
  private static final long JAVA = mebibytes(28);

  /** What the optimizing compiler takes more, itself and for its code. */
  private static final long OPTIMIZING_COMPILER = mebibytes(12);

  /** New objects fill this before the first of them are collected (-Xmn12m in the script woq). */
  private static final long YOUNG_GENERATION = mebibytes(12);

  /**
   * The same in a long run (-Xmn48m, of which a fifth is for survivors that are rarely so many).
   */
  private static final long LONG_YOUNG_GENERATION = mebibytes(38);

  /** Heap of a node and what belongs to it: parsed, in the graph, in the plan. */
  private static final long NODE = 4 << 10;

  /** The same in ONNX Runtime, with the node's small constants. */
  private static final long LOADED_NODE = 4 << 10;

  /** Its library's data, environment and thread pools. */
  private static final long ONNX_RUNTIME = mebibytes(17);

  /** OpenBLAS and its binding, with the buffers that it takes when it is loaded. */
  private static final long LINEAR_ALGEBRA = mebibytes(23);

  /** The tiles of a product, and OpenBLAS's own for a thread. */
  private static final long LINEAR_ALGEBRA_THREAD = mebibytes(4);

  public ProcessMemory {
    parts = List.copyOf(parts);
  }

  /**
   * What a run without calibration takes.
   *
   * @param nodes of the model
   * @param elements of the weights that are quantized
   */
  public static ProcessMemory rounding(int nodes, long elements, boolean verifies) {
    List<MemoryPart> parts =
        new ArrayList<>(elements > LONG_RUN ? longRun() : java(JAVA, YOUNG_GENERATION));
    parts.add(graph(nodes, verifies));
    if (verifies) {
      parts.add(onnxRuntime());
    }
    return new ProcessMemory(parts);
  }

  /**
   * What a run with calibration takes.
   *
   * @param nodes of the model
   * @param threads at work
   */
  public static ProcessMemory calibrating(int nodes, int threads) {
    List<MemoryPart> parts = new ArrayList<>(longRun());
    parts.add(graph(nodes, true));
    parts.add(onnxRuntime());
    parts.add(outside("linear algebra", LINEAR_ALGEBRA + threads * LINEAR_ALGEBRA_THREAD));
    return new ProcessMemory(parts);
  }

  private static List<MemoryPart> longRun() {
    return java(JAVA + OPTIMIZING_COMPILER, LONG_YOUNG_GENERATION);
  }

  private static List<MemoryPart> java(long code, long fresh) {
    return List.of(
        outside("Java and woq4j's code", code), outside("new objects in Java's heap", fresh));
  }

  private static MemoryPart graph(int nodes, boolean runs) {
    return new MemoryPart("the model's graph", nodes * NODE, runs ? nodes * LOADED_NODE : 0);
  }

  private static MemoryPart onnxRuntime() {
    return outside("ONNX Runtime", ONNX_RUNTIME);
  }

  private static MemoryPart outside(String name, long bytes) {
    return new MemoryPart(name, 0, bytes);
  }

  private static long mebibytes(long number) {
    return number << 20;
  }

  /** All parts together. */
  public long bytes() {
    return parts.stream().mapToLong(MemoryPart::bytes).sum();
  }
}
