package org.woq4j.core.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that a user may have meant. Names are compared without regard to case by the
 * optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours
 * count one each (Damerau 1964). Names at the same distance are taken in alphabetical order.
 */
public final class NearestSpelling {

  private record Candidate(String name, int distance) {}

  private NearestSpelling() {}

  /** The nearest name, if no more than a third of the written one, or one letter, is wrong. */
  public static Optional<String> of(String written, Collection<String> known) {
    return ranked(written, known).stream()
        .findFirst()
        .filter(nearest -> nearest.distance <= Math.max(1, written.length() / 3))
        .map(Candidate::name);
  }

  /** At most {@code most} names, the nearest first, each once, at any distance. */
  public static List<String> closest(String written, Collection<String> known, int most) {
    return ranked(written, known).stream().limit(most).map(Candidate::name).toList();
  }

  private static List<Candidate> ranked(String written, Collection<String> known) {
    String wanted = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .distinct()
        .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .toList();
  }

  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
    }
    return row[b.length()];
  }
}
