package org.woq4j.prelink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Lambdas and method references of each kind. */
final class ManyLambdas implements Supplier<String> {

  private final String field = "field";

  /** Serializable lambdas stay as they are. */
  private interface Kept extends Supplier<String>, Serializable {}

  private interface Speaker {

    private String secret() {
      return "secret";
    }

    default Supplier<String> speech() {
      return this::secret;
    }
  }

  private static final class Inner implements Speaker {

    private final int number;

    private Inner(Integer number) {
      this.number = number;
    }

    private int next() {
      Supplier<Integer> next = () -> number + 1;
      return next.get();
    }

    @Override
    public String toString() {
      Supplier<String> parent = super::toString;
      return parent.get().startsWith(Inner.class.getName()) ? "Inner" + number : "?";
    }
  }

  @Override
  public String get() {
    List<Object> results = new ArrayList<>();
    references(results);
    primitives(results);
    captures(results, 7, 8L, 0.5, (byte) 3);
    Runnable nothing = () -> results.add("void");
    nothing.run();
    Kept kept = () -> "kept";
    results.add(kept.get());
    return results.toString();
  }

  private void references(List<Object> results) {
    Function<Integer, Inner> constructor = Inner::new;
    Inner inner = constructor.apply(5);
    results.add(inner);
    results.add(inner.next());
    results.add(inner.speech().get());
    Function<String, Integer> ofInterface = CharSequence::length;
    results.add(ofInterface.apply("four"));
    Comparator<String> ofClass = String::compareTo;
    results.add(ofClass.compare("a", "b"));
    IntFunction<int[]> array = int[]::new;
    results.add(array.apply(3).length);
    Function<String, CharSequence> same = Function.<CharSequence>identity()::apply;
    results.add(same.apply("same"));
    Supplier<Object> bound = field::toUpperCase;
    results.add(bound.get());
  }

  private static void primitives(List<Object> results) {
    Comparator<Integer> unboxed = Integer::compare;
    results.add(unboxed.compare(1, 2));
    ToIntFunction<Integer> fromObject = Integer::intValue;
    results.add(fromObject.applyAsInt(9));
    ToLongFunction<Integer> widened = number -> number;
    results.add(widened.applyAsLong(10));
    ToLongFunction<Integer> widenedReference = Integer::intValue;
    results.add(widenedReference.applyAsLong(11));
    BiFunction<Integer, Integer, Integer> boxed = Math::max;
    results.add(boxed.apply(3, 4));
    IntBinaryOperator sum = Integer::sum;
    results.add(sum.applyAsInt(5, 6));
    DoubleUnaryOperator root = Math::sqrt;
    results.add(root.applyAsDouble(4));
    Function<Double, Double> boxedRoot = Math::sqrt;
    results.add(boxedRoot.apply(9.0));
  }

  private void captures(List<Object> results, int number, long wide, double real, byte small) {
    LongSupplier all = () -> number + wide + (long) (2 * real) + small + field.length();
    results.add(all.getAsLong());
    Callable<String> nested =
        () -> {
          Supplier<String> within = () -> field + wide + number;
          return within.get();
        };
    try {
      results.add(nested.call());
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
