package org.woq4j.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/** Failures of tasks that ran at the same time. */
final class Failures {

  private Failures() {}

  /**
   * Throws the failure of the first failed task, with the issues of all failures with the same
   * code.
   */
  static void throwFirst(List<ForkJoinTask<?>> tasks) {
    List<Throwable> causes =
        tasks.stream()
            .filter(ForkJoinTask::isCompletedAbnormally)
            .map(task -> rootOf(task.getException()))
            .toList();
    if (causes.isEmpty()) {
      return;
    }
    Throwable first = causes.get(0);
    if (first instanceof WoqException woq) {
      List<Issue> issues = new ArrayList<>();
      for (Throwable cause : causes) {
        if (cause instanceof WoqException other && other.code().equals(woq.code())) {
          other.issues().stream().filter(issue -> !issues.contains(issue)).forEach(issues::add);
        }
      }
      throw new WoqException(woq.code(), issues, woq);
    }
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first;
  }

  /** A fork-join task wraps another thread's exception in one of the same class. */
  private static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getClass() == root.getCause().getClass()) {
      root = root.getCause();
    }
    return root;
  }
}
