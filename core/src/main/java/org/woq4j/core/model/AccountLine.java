package org.woq4j.core.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A part of a model's bytes, and what becomes of it: a constant, or what is counted together.
 *
 * <p>More than five parameters: each is a value of the written report.
 *
 * @param kind what the bytes are
 * @param constant the constant; what is counted together has a name of its own and no dimensions
 * @param scope the graph or function that holds it; empty for the main graph
 * @param readers who reads it, in the order of the graph
 * @param copyOf an earlier constant with the same bytes; what stays float of both is stored once
 * @param bytesAfter bytes in the written model, codes and their scales included
 * @param bytesInFloat bytes of these that are a float constant of the input
 */
public record AccountLine(
    Kind kind,
    StoredConstant constant,
    String scope,
    List<ConstantReader> readers,
    Optional<String> copyOf,
    long bytesAfter,
    long bytesInFloat) {

  /** What bytes are. */
  public enum Kind {
    /** A float constant of {@link Account#LEAST} bytes or more, or one that can be quantized. */
    FLOAT,
    /** A constant of {@link Account#LEAST} bytes or more, of numbers of 8 bits or fewer. */
    CODES,
    /** All smaller float constants of a type. */
    SMALL,
    /** All other constants. */
    OTHER,
    /** Nodes, names, shapes and metadata. */
    GRAPH;

    /** Whether a line is one constant, not several that are counted together. */
    public boolean isConstant() {
      return this == FLOAT || this == CODES;
    }

    /** Whether the bytes are floats. */
    public boolean isFloat() {
      return this == FLOAT || this == SMALL;
    }
  }

  public AccountLine {
    readers = List.copyOf(readers);
  }

  /** A part of a model that is not quantized yet. */
  public static AccountLine found(
      Kind kind, StoredConstant constant, String scope, List<ConstantReader> readers) {
    long bytes = constant.bytes();
    return new AccountLine(
        kind, constant, scope, readers, Optional.empty(), bytes, kind.isFloat() ? bytes : 0);
  }

  /** The same, which has the bytes of an earlier constant. */
  public AccountLine copyOf(String earlier) {
    return new AccountLine(
        kind, constant, scope, readers, Optional.of(earlier), bytesAfter, bytesInFloat);
  }

  /** Its name, prefixed by the path of its graph. */
  public String path() {
    return scope.isEmpty() ? constant.name() : scope + "/" + constant.name();
  }

  /** The same with other readers, or with decisions on them. */
  public AccountLine with(List<ConstantReader> others) {
    return new AccountLine(kind, constant, scope, others, copyOf, bytesAfter, bytesInFloat);
  }

  /** The same with other bytes in the written model. */
  public AccountLine with(long after, long inFloat) {
    return new AccountLine(kind, constant, scope, readers, copyOf, after, inFloat);
  }

  AccountLine grownBy(long bytes) {
    return with(bytesAfter + bytes, bytesInFloat);
  }

  /** Bytes in the model as it is. */
  public long bytesBefore() {
    return constant.bytes();
  }

  /** Whether it can be, or will be, quantized for any of its readers. */
  public boolean isQuantized() {
    return kind == Kind.FLOAT && readers.stream().anyMatch(ConstantReader::isQuantized);
  }

  /** The operators that read it, each once, or the name of what is counted together. */
  public String operators() {
    if (!kind.isConstant()) {
      return constant.name();
    }
    return readers.isEmpty()
        ? "no node"
        : readers.stream()
            .map(reader -> reader.place().operator())
            .distinct()
            .collect(Collectors.joining(" + "));
  }

  /** Why it, or a part of it, is not quantized, without a full stop; empty if nothing is left. */
  public Optional<String> reason() {
    return switch (kind) {
      case FLOAT -> readers.isEmpty() ? Optional.of("nothing reads it") : reasonOfReaders();
      case CODES -> Optional.of("it is already quantized");
      case SMALL -> Optional.of("codes would save next to nothing");
      case OTHER, GRAPH -> Optional.empty();
    };
  }

  /** Where a reader could read codes, its reason is the one that counts. */
  private Optional<String> reasonOfReaders() {
    boolean isWeight = readers.stream().anyMatch(reader -> reader.weight().isPresent());
    String reasons =
        readers.stream()
            .filter(reader -> reader.weight().isPresent() || !isWeight || isQuantized())
            .flatMap(reader -> reader.obstacle().stream())
            .distinct()
            .collect(Collectors.joining("; "));
    return Optional.of(reasons).filter(text -> !text.isEmpty());
  }
}
