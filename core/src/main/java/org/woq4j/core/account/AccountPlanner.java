package org.woq4j.core.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.core.model.AccountLine.Kind;
import org.woq4j.core.model.ConstantReader;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.NodePlace;
import org.woq4j.core.request.Rest;
import org.woq4j.core.rules.Decisions;
import org.woq4j.core.work.PlannedWeight;

/** Turns the account of an opened model into that of a plan. */
public final class AccountPlanner {

  /** As ONNX names it. */
  private static final String FLOAT32 = "FLOAT";

  private final FloatModel model;
  private final Account account;
  private final Map<String, String> keepers = new HashMap<>();

  /** Starts with the account of an opened model. */
  public AccountPlanner(FloatModel model) {
    this.model = model;
    this.account = model.account();
    account.lines().forEach(this::noteKeeper);
  }

  private void noteKeeper(AccountLine line) {
    Optional<String> obstacle =
        line.readers().stream().flatMap(reader -> reader.obstacle().stream()).findFirst();
    obstacle.ifPresent(
        reason ->
            line.readers().stream()
                .flatMap(reader -> reader.weight().stream())
                .forEach(weight -> keepers.putIfAbsent(weight, reason)));
  }

  /**
   * Why a weight is quantized only if a rule asks for it: its float form stays for another reader;
   * empty if it need not stay.
   */
  public Optional<String> reasonToLeave(ConstantWeight weight) {
    return Optional.ofNullable(keepers.get(weight.id()))
        .map(
            reason ->
                "its float form stays (%s), so that codes would only make the model larger; a rule can ask for them"
                    .formatted(reason));
  }

  /**
   * The account of a plan.
   *
   * @param planned the weights that will be quantized
   * @param decisions why others will not be
   * @param rest the type of what stays float; constants below 1 KiB count as if all could be of it
   * @param opset version of the standard operator set of the written model
   */
  public Account plan(List<PlannedWeight> planned, Decisions decisions, Rest rest, int opset) {
    Map<String, Set<String>> replaced = replaced(planned);
    List<AccountLine> decided =
        account.lines().stream().map(line -> decided(line, replaced, decisions)).toList();
    Set<String> gone =
        decided.stream()
            .filter(AccountPlanner::isGone)
            .map(AccountLine::path)
            .collect(Collectors.toSet());
    Set<String> inFloat32 = model.constantsInFloat32(rest, opset, gone);
    Map<String, Long> codes = codes(planned);
    Set<String> kept = new HashSet<>();
    List<AccountLine> lines = new ArrayList<>();
    for (AccountLine line : decided) {
      boolean isKept =
          !isGone(line)
              && (kept.add(line.copyOf().orElseGet(line::path)) || line.copyOf().isEmpty());
      Rest type = inFloat32.contains(line.path()) ? Rest.FLOAT32 : rest;
      lines.add(planned(line, codes, isKept ? kept(line, type) : 0));
    }
    return new Account(lines);
  }

  /** Bytes of codes by weight. */
  private static Map<String, Long> codes(List<PlannedWeight> planned) {
    Map<String, Long> codes = new HashMap<>();
    planned.forEach(
        weight -> codes.merge(weight.weight().id(), weight.replacement().addedBytes(), Long::sum));
    return codes;
  }

  /** Paths of replaced readers by weight. */
  private static Map<String, Set<String>> replaced(List<PlannedWeight> planned) {
    Map<String, Set<String>> replaced = new HashMap<>();
    for (PlannedWeight weight : planned) {
      Set<String> readers = replaced.computeIfAbsent(weight.weight().id(), none -> new HashSet<>());
      for (Emission emission : weight.replacement().emissions()) {
        readers.add(emission.reader().place().path());
      }
    }
    return replaced;
  }

  private static AccountLine decided(
      AccountLine line, Map<String, Set<String>> replaced, Decisions decisions) {
    return line.with(
        line.readers().stream().map(reader -> decided(reader, replaced, decisions)).toList());
  }

  private static ConstantReader decided(
      ConstantReader reader, Map<String, Set<String>> replaced, Decisions decisions) {
    if (!reader.isQuantized()) {
      return reader;
    }
    String weight = reader.weight().orElseThrow();
    NodePlace place = reader.place();
    return replaced.getOrDefault(weight, Set.of()).contains(place.path())
        ? reader
        : reader.without(decisions.reasonToSkip(weight, place).orElse("nothing asks for it"));
  }

  /**
   * A line of a plan. The codes of a weight that several constants hold are counted once.
   *
   * @param codes bytes of codes by weight; those that are counted are removed
   * @param kept bytes that stay as they are
   */
  private static AccountLine planned(AccountLine line, Map<String, Long> codes, long kept) {
    long stored =
        line.readers().stream()
            .flatMap(reader -> reader.weight().stream())
            .mapToLong(weight -> Optional.ofNullable(codes.remove(weight)).orElse(0L))
            .sum();
    return line.with(kept + stored, line.kind().isFloat() ? kept : 0);
  }

  private static boolean isGone(AccountLine line) {
    return line.kind() == Kind.FLOAT
        && !line.readers().isEmpty()
        && line.readers().stream().allMatch(ConstantReader::isQuantized);
  }

  private static long kept(AccountLine line, Rest rest) {
    boolean shrinks = line.kind().isFloat() && line.constant().type().equals(FLOAT32);
    return shrinks
        ? line.bytesBefore() * rest.of(ElementType.FLOAT32).bits() / ElementType.FLOAT32.bits()
        : line.bytesBefore();
  }
}
