package org.woq4j.core.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.core.error.CoreError;

/**
 * The failures of layers that are worked on at the same time, in the model's order. After the first
 * failed layer a few more are tried, to see whether they fail alike: so the message depends neither
 * on the number of threads nor on which thread is faster. Safe for several threads.
 */
public final class LayerFailures {

  /** So many layers after a failed one are tried. */
  private static final int TRIED = 16;

  /** What a part of the work on a layer has thrown. */
  private record Failure(int layer, Throwable thrown) {

    /** Whether other layers may show more; where memory is short, they would only fail, too. */
    boolean isOfOneLayer() {
      return thrown instanceof WoqException failed
          && !failed.code().equals(CoreError.OUT_OF_MEMORY);
    }

    boolean isLike(WoqException first) {
      return thrown instanceof WoqException other && other.code().equals(first.code());
    }
  }

  private final int last;
  private final TreeMap<Integer, Failure> failures = new TreeMap<>();

  /**
   * Before the first failure.
   *
   * @param last the last layer; layers are numbered in the model's order
   */
  public LayerFailures(int last) {
    this.last = last;
  }

  /**
   * Does a part of the work on a layer, and keeps what it throws.
   *
   * @param number of the part, in the order in which parts are started
   */
  public void run(int number, int layer, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error thrown) {
      synchronized (this) {
        failures.put(number, new Failure(layer, thrown));
      }
    }
  }

  /** Whether work on a layer is still worthwhile. Start layers in their order. */
  public synchronized boolean isTried(int layer) {
    return failures.isEmpty()
        || (failures.values().stream().allMatch(Failure::isOfOneLayer) && layer <= lastTried());
  }

  private int lastTried() {
    return failures.firstEntry().getValue().layer + TRIED;
  }

  /**
   * Throws the failure of the first layer that failed, if one did, with the number of other layers
   * that failed alike. Call it after all work.
   */
  public synchronized void throwFirst() {
    if (failures.isEmpty()) {
      return;
    }
    Throwable first = failures.firstEntry().getValue().thrown;
    if (first instanceof WoqException failed) {
      throw failures.firstEntry().getValue().isOfOneLayer() ? withOthers(failed) : failed;
    }
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first;
  }

  private WoqException withOthers(WoqException first) {
    long others =
        failures.values().stream()
                .filter(each -> each.layer <= lastTried() && each.isLike(first))
                .mapToInt(Failure::layer)
                .distinct()
                .count()
            - 1;
    if (others == 0) {
      return first;
    }
    List<Issue> issues = new ArrayList<>(first.issues());
    Issue issue = issues.get(0);
    String more =
        (last > lastTried() ? " (at least " : " (")
            + others
            + (others == 1 ? " other layer fails alike)" : " other layers fail alike)");
    issues.set(0, new Issue(issue.location(), issue.message() + more, issue.cure()));
    return new WoqException(first.code(), issues, first);
  }
}
