package org.woq4j.evaluation.run;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.woq4j.core.model.Account;
import org.woq4j.core.model.AccountLine;
import org.woq4j.evaluation.result.StoredBytes;

/** What the bytes of a model hold, by the operators that read them and the types of elements. */
final class Storage {

  private static final String FLOAT = "FLOAT";

  private Storage() {}

  /** The parts of an account, the largest first. */
  static List<StoredBytes> of(Account account) {
    Map<List<String>, Long> bytes = new LinkedHashMap<>();
    for (AccountLine line : account.lines()) {
      bytes.merge(List.of(line.operators(), format(line)), line.bytesBefore(), Long::sum);
    }
    return bytes.entrySet().stream()
        .map(each -> new StoredBytes(each.getKey().get(0), each.getKey().get(1), each.getValue()))
        .sorted(Comparator.comparingLong(StoredBytes::bytes).reversed())
        .toList();
  }

  private static String format(AccountLine line) {
    if (!line.kind().isConstant()) {
      return "";
    }
    String type = line.constant().type();
    return type.equals(FLOAT) ? "float32" : type.toLowerCase(Locale.ROOT);
  }
}
