package org.woq4j.onnx.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.StoredConstant;
import org.woq4j.onnx.copies.EqualInitializers;
import org.woq4j.onnx.graph.Value;
import org.woq4j.onnx.weights.ModelWeights;

/** Makes the account of a model. Reads no bytes of constants but those that may be copies. */
public final class ModelAccount {

  private static final String SMALL = "constants below 1 KiB";
  private static final String OTHER = "integers, booleans and texts";
  private static final String GRAPH = "nodes, names and metadata";

  private final Map<Object, List<HeldConstant>> constants = new LinkedHashMap<>();
  private final Readers readers;

  /** Earlier constants by the places of those that are equal to them. */
  private final Map<Object, String> copies = new HashMap<>();

  private ModelAccount(ModelWeights weights) {
    this.readers = new Readers(weights);
    for (HeldConstant constant : ConstantWalk.of(weights.graph(), readers::isWeight)) {
      constants.computeIfAbsent(constant.place(), none -> new ArrayList<>()).add(constant);
    }
    EqualInitializers.of(weights.graph(), weights.equal()).forEach(this::noteCopies);
  }

  private void noteCopies(List<Value> same) {
    Object first = place(same.get(0));
    String name = same.get(0).scopedName();
    same.stream()
        .map(ModelAccount::place)
        .filter(place -> !place.equals(first))
        .forEach(place -> copies.put(place, name));
  }

  private static Object place(Value initializer) {
    return HeldConstant.place(initializer.scope().proto().getInitializer(initializer.index()));
  }

  /**
   * The account of a model.
   *
   * @param weights its weights
   * @param bytes of all its files
   */
  public static Account of(ModelWeights weights, long bytes) {
    return new ModelAccount(weights).account(bytes);
  }

  private Account account(long bytes) {
    List<AccountLine> lines = new ArrayList<>();
    Map<String, Long> small = new LinkedHashMap<>();
    long other = 0;
    for (List<HeldConstant> sharing : constants.values()) {
      HeldConstant constant = sharing.get(0);
      switch (constant.kind()) {
        case FLOAT, CODES -> lines.add(line(sharing));
        case SMALL -> small.merge(constant.stored().type(), constant.stored().bytes(), Long::sum);
        default -> other += constant.stored().bytes();
      }
    }
    small.forEach((type, size) -> lines.add(together(Kind.SMALL, SMALL, type, size)));
    if (other > 0) {
      lines.add(together(Kind.OTHER, OTHER, "", other));
    }
    long counted = lines.stream().mapToLong(AccountLine::bytesBefore).sum();
    lines.add(together(Kind.GRAPH, GRAPH, "", bytes - counted));
    return new Account(lines);
  }

  private AccountLine line(List<HeldConstant> sharing) {
    HeldConstant constant = sharing.get(0);
    List<ConstantReader> all = sharing.stream().flatMap(each -> readers.of(each).stream()).toList();
    AccountLine line = AccountLine.found(constant.kind(), constant.stored(), constant.scope(), all);
    return Optional.ofNullable(copies.get(constant.place())).map(line::copyOf).orElse(line);
  }

  private static AccountLine together(Kind kind, String name, String type, long bytes) {
    return AccountLine.found(kind, new StoredConstant(name, type, List.of(), bytes), "", List.of());
  }
}
