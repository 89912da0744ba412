package org.woq4j.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.api.algorithm.QuantizedGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.weight.QuantizedWeight;
import org.woq4j.tck.fixture.SeededCodes;

/** Copies of results that can be compared bit for bit. */
final class Bits {

  /** A copy of an array or text, and what it is. */
  private record Part(String name, ByteBuffer bytes) {}

  private final List<Part> parts = new ArrayList<>();

  private Bits() {}

  static Bits of(QuantizedGroup group) {
    Bits bits = new Bits();
    for (int i = 0; i < group.weights().size(); i++) {
      bits.add("weight " + i, group.weights().get(i));
    }
    bits.addFloats("input scale", group.inputScale());
    bits.addBytes("notes", Optional.of(group.notes().toString().getBytes(StandardCharsets.UTF_8)));
    return bits;
  }

  static Bits of(QuantizedWeight weight) {
    Bits bits = new Bits();
    bits.add("weight", weight);
    return bits;
  }

  /** Columns [from, to) of a weight. */
  static Bits ofColumns(QuantizedWeight weight, int from, int to) {
    return of(SeededCodes.columns(weight, from, to));
  }

  static Bits of(ActivationStatistics statistics) {
    Bits bits = new Bits();
    bits.addFloats("absolute mean", statistics.absMean());
    bits.addFloats("Gram matrix", statistics.gram());
    bits.addFloats("cross-Gram matrix", statistics.crossGram());
    return bits;
  }

  /** Name of the first part that differs; empty where all bits are the same. */
  Optional<String> differenceFrom(Bits other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      if (i >= parts.size() || i >= other.parts.size()) {
        return Optional.of("number of parts");
      }
      if (!parts.get(i).equals(other.parts.get(i))) {
        return Optional.of(parts.get(i).name);
      }
    }
    return Optional.empty();
  }

  void assertSameAs(Bits other, String where) {
    assertThat(differenceFrom(other)).as("%s: difference in bits", where).isEmpty();
  }

  private void add(String name, QuantizedWeight weight) {
    addBytes(name + ": codes", Optional.of(weight.codes()));
    addFloats(name + ": scales", Optional.of(weight.scales()));
    addBytes(name + ": integer zero points", weight.integerZeroPoints());
    addFloats(name + ": float zero points", weight.floatZeroPoints());
  }

  private void addBytes(String name, Optional<byte[]> bytes) {
    bytes.ifPresent(present -> parts.add(new Part(name, ByteBuffer.wrap(present.clone()))));
  }

  private void addFloats(String name, Optional<float[]> numbers) {
    addBytes(
        name,
        numbers.map(
            present -> {
              ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(present.length, 4));
              bytes.asFloatBuffer().put(present);
              return bytes.array();
            }));
  }
}
