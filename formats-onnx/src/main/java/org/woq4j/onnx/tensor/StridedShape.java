package org.woq4j.onnx.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layout of a transposed, reshaped or sliced tensor over its stored elements.
 *
 * @param offset index of its first element among the stored ones
 * @param dims its dimensions
 * @param strides distance in stored elements from one index to the next, for each dimension
 */
public record StridedShape(long offset, List<Long> dims, List<Long> strides) {

  public StridedShape {
    dims = List.copyOf(dims);
    strides = List.copyOf(strides);
  }

  /** The layout of a stored tensor: row-major. */
  public static StridedShape stored(List<Long> dims) {
    List<Long> strides = new ArrayList<>(dims);
    long stride = 1;
    for (int i = dims.size() - 1; i >= 0; i--) {
      strides.set(i, stride);
      stride = Math.multiplyExact(stride, Math.max(1, dims.get(i)));
    }
    return new StridedShape(0, dims, strides);
  }

  /**
   * The order of dimensions that swaps the last two.
   *
   * @param rank number of dimensions, at least 2
   */
  public static List<Long> swappingLastTwo(int rank) {
    List<Long> order = new ArrayList<>();
    for (long i = 0; i < rank; i++) {
      order.add(i);
    }
    order.add(order.remove(rank - 2));
    return order;
  }

  public int rank() {
    return dims.size();
  }

  /** Product of the dimensions; -1 if one is negative or the product overflows 64 bits. */
  public static long elements(List<Long> dims) {
    long elements = 1;
    for (long dim : dims) {
      if (dim < 0 || (dim > 0 && elements > Long.MAX_VALUE / dim)) {
        return -1;
      }
      elements *= dim;
    }
    return elements;
  }

  /** The dimensions in another order; empty if {@code order} is not a permutation of them. */
  public Optional<StridedShape> transpose(List<Long> order) {
    List<Long> indices = new ArrayList<>();
    for (long i = 0; i < rank(); i++) {
      indices.add(i);
    }
    if (!order.stream().sorted().toList().equals(indices)) {
      return Optional.empty();
    }
    return Optional.of(
        new StridedShape(
            offset,
            order.stream().map(i -> dims.get(i.intValue())).toList(),
            order.stream().map(i -> strides.get(i.intValue())).toList()));
  }

  /**
   * Other dimensions over the same elements in the same order; empty if strides cannot express
   * them.
   */
  public Optional<StridedShape> reshape(List<Long> shape) {
    long elements = elements(dims);
    if (elements == 0 || elements(shape) != elements) {
      return Optional.empty();
    }
    List<long[]> runs = runs();
    List<Long> steps = new ArrayList<>();
    int run = 0;
    for (long dim : shape) {
      if (dim > 1) {
        while (runs.get(run)[0] == 1) {
          run++;
        }
        long[] current = runs.get(run);
        if (current[0] % dim != 0) {
          return Optional.empty();
        }
        current[0] /= dim;
        steps.add(current[1] * current[0]);
      } else {
        steps.add(1L);
      }
    }
    return Optional.of(new StridedShape(offset, shape, steps));
  }

  /**
   * Every {@code step}-th index of a dimension, from {@code first} on; empty if an index is outside
   * of the tensor, or none remains.
   *
   * @param step at least 1
   */
  public Optional<StridedShape> slice(int axis, long first, long step, long count) {
    boolean isInside =
        axis >= 0
            && axis < rank()
            && first >= 0
            && step > 0
            && count > 0
            && first < dims.get(axis)
            && (dims.get(axis) - 1 - first) / step >= count - 1;
    if (!isInside) {
      return Optional.empty();
    }
    List<Long> newDims = new ArrayList<>(dims);
    List<Long> newStrides = new ArrayList<>(strides);
    newDims.set(axis, count);
    newStrides.set(axis, strides.get(axis) * step);
    return Optional.of(new StridedShape(offset + first * strides.get(axis), newDims, newStrides));
  }

  /** Whether the elements are adjacent, in row-major order. */
  public boolean isStoredOrder() {
    long expected = 1;
    for (int i = rank() - 1; i >= 0; i--) {
      if (dims.get(i) > 1 && strides.get(i) != expected) {
        return false;
      }
      expected *= dims.get(i);
    }
    return true;
  }

  /** Size and last stride of each longest run of dimensions that are contiguous in memory. */
  private List<long[]> runs() {
    List<long[]> runs = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      long dim = dims.get(i);
      long stride = strides.get(i);
      if (dim == 1) {
        continue;
      }
      long[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last[1] == stride * dim) {
        last[0] *= dim;
        last[1] = stride;
      } else {
        runs.add(new long[] {dim, stride});
      }
    }
    return runs;
  }

  /** Written by hand, like equals: Java makes those of a record at first use, in some 10 ms. */
  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(offset) + dims.hashCode()) + strides.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StridedShape shape
        && offset == shape.offset
        && dims.equals(shape.dims)
        && strides.equals(shape.strides);
  }
}
