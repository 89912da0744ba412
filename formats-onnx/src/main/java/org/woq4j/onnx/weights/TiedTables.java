package org.woq4j.onnx.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.woq4j.api.WoqException;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.core.model.WeightUses;
import org.woq4j.onnx.constants.ConstantChain;
import org.woq4j.onnx.copies.EqualTensors;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Finds embeddings whose table is stored a second time, as another table or as the matrix of an
 * output head, transposed or not: exporters copy it when they fold constants. Both are one weight
 * then. What is stored in another order is compared element by element, as far as it is equal, and
 * only where shape and type fit.
 */
final class TiedTables {

  /** Columns that tell most tables and matrices apart. */
  private static final int FIRST = 4;

  /** Elements of each that are compared at a time. */
  private static final int AT_ONCE = 1 << 20;

  private final EqualTensors equal;
  private final Function<TensorProto, TensorBytes> bytes;

  /**
   * Compares the constants of one model.
   *
   * @param equal its constants with equal bytes
   * @param bytes reads its tensors
   */
  TiedTables(EqualTensors equal, Function<TensorProto, TensorBytes> bytes) {
    this.equal = equal;
    this.bytes = bytes;
  }

  /**
   * Joins weights that are equal.
   *
   * @param weights each as its readers
   * @return the same; the readers of what equals a table follow those of the table
   */
  List<List<FoundReader>> join(Collection<List<FoundReader>> weights) {
    IdentityHashMap<List<FoundReader>, List<FoundReader>> joined = new IdentityHashMap<>();
    Set<List<FoundReader>> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<FoundReader> table : weights) {
      if (isTable(table) && !taken.contains(table)) {
        List<FoundReader> readers = new ArrayList<>(table);
        for (List<FoundReader> other : weights) {
          if (other != table && !taken.contains(other) && areEqual(table.get(0), other.get(0))) {
            readers.addAll(other);
            taken.add(other);
          }
        }
        joined.put(table, readers);
      }
    }
    return weights.stream()
        .filter(weight -> !taken.contains(weight))
        .map(weight -> joined.getOrDefault(weight, weight))
        .toList();
  }

  private static boolean isTable(List<FoundReader> readers) {
    return readers.stream().allMatch(each -> each.reader().kind() == OperatorKind.GATHER);
  }

  private boolean areEqual(FoundReader table, FoundReader other) {
    if (!fit(table, other)) {
      return false;
    }
    boolean isSameOrder =
        table.matrix().layout().equals(other.matrix().layout())
            && table.chain().stored().dims().equals(other.chain().stored().dims());
    return isSameOrder
        ? equal.first(table.chain().tensor()).equals(equal.first(other.chain().tensor()))
        : areEqual(weight(table), weight(other));
  }

  private static boolean fit(FoundReader table, FoundReader other) {
    Matrix first = table.matrix();
    Matrix second = other.matrix();
    return first.obstacle().isEmpty()
        && second.obstacle().isEmpty()
        && first.layout().dims().equals(second.layout().dims())
        && table.chain().storedType().equals(other.chain().storedType())
        && table.chain().casts().equals(other.chain().casts())
        && table.chain().source().scope() == other.chain().source().scope();
  }

  /** What the reader's constant is without a factor. */
  private static FoundWeight weight(FoundReader reader) {
    ConstantChain chain = reader.chain();
    Matrix matrix = reader.matrix();
    ConstantWeight weight =
        new ConstantWeight(
            chain.source().name(),
            new StoredConstant(
                chain.source().name(), chain.storedTypeName(), chain.stored().dims(), 0),
            matrix.part(chain.stored().dims()),
            new WeightUses(List.of(reader.reader()), matrix.obstacle()));
    return new FoundWeight(weight, matrix, 1, List.of(reader));
  }

  private boolean areEqual(FoundWeight table, FoundWeight other) {
    int columns = table.weight().outputFeatures();
    int width = Math.max(1, AT_ONCE / table.weight().inputFeatures());
    try {
      StoredWeightView first = new StoredWeightView(table, 0, bytes);
      StoredWeightView second = new StoredWeightView(other, 0, bytes);
      boolean equal = areEqual(first, second, 0, Math.min(FIRST, columns));
      for (int from = 0; equal && from < columns; from += width) {
        equal = areEqual(first, second, from, Math.min(from + width, columns));
      }
      return equal;
    } catch (WoqException unreadable) {
      return false; // who reads the weight later learns why
    }
  }

  private static boolean areEqual(
      StoredWeightView first, StoredWeightView second, int from, int to) {
    int rows = first.inputFeatures();
    float[] ofFirst = new float[rows * (to - from)];
    float[] ofSecond = new float[rows * (to - from)];
    first.read(0, rows, from, to, ofFirst);
    second.read(0, rows, from, to, ofSecond);
    return Arrays.equals(ofFirst, ofSecond);
  }
}
