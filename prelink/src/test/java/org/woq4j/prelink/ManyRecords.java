package org.woq4j.prelink;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records with components of each type, compared and hashed. */
final class ManyRecords implements Supplier<String> {

  private record Empty() {}

  private record Primitives(
      boolean truth, char letter, byte small, short few, int some, long many, float f, double d) {

    static Primitives with(float f, double d) {
      return new Primitives(true, 'a', (byte) 1, (short) 2, 3, 4L, f, d);
    }
  }

  private record References(@Nullable String text, List<Integer> numbers, Primitives inner) {}

  private record OwnHash(int number) {

    @Override
    public int hashCode() {
      return -number;
    }
  }

  @Override
  public String get() {
    List<Object> records =
        List.of(
            new Empty(),
            new Empty(),
            Primitives.with(0, 0),
            Primitives.with(0, 0),
            Primitives.with(-0f, 0),
            Primitives.with(0, -0.0),
            Primitives.with(Float.NaN, Double.NaN),
            Primitives.with(Float.NaN, Double.NaN),
            new Primitives(false, 'a', (byte) 1, (short) 2, 3, 4L, 0, 0),
            new Primitives(true, 'b', (byte) 1, (short) 2, 3, 4L, 0, 0),
            new Primitives(true, 'a', (byte) -1, (short) 2, 3, 4L, 0, 0),
            new Primitives(true, 'a', (byte) 1, (short) -2, 3, 4L, 0, 0),
            new Primitives(true, 'a', (byte) 1, (short) 2, -3, 4L, 0, 0),
            new Primitives(true, 'a', (byte) 1, (short) 2, 3, 1L << 40, 0, 0),
            new References("a", List.of(1, 2), Primitives.with(1, 2)),
            new References("a", new ArrayList<>(List.of(1, 2)), Primitives.with(1, 2)),
            new References(null, List.of(1, 2), Primitives.with(1, 2)),
            new References(null, List.of(1, 2), Primitives.with(1, 2)),
            new References("a", List.of(1), Primitives.with(1, 2)),
            new References("a", List.of(1, 2), Primitives.with(1, 3)),
            new OwnHash(1),
            new OwnHash(1),
            "another class");
    StringBuilder results = new StringBuilder();
    for (Object record : records) {
      results.append(record.hashCode()).append(record).append(Objects.equals(record, null));
      for (Object other : records) {
        results.append(record.equals(other) ? '=' : '.');
      }
    }
    return results.toString();
  }
}
