package org.woq4j.onnx.tensor;

import java.util.ArrayList;
import java.util.List;
import org.woq4j.api.ErrorCode;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;

/**
 * Problems of a model, which are reported all at once. A damaged file can have one in each of a
 * million places, so only the first are listed. Not safe for several threads.
 */
public final class Problems {

  private static final int LISTED = 50;

  private final List<Issue> listed = new ArrayList<>();
  private int others;

  public void add(Issue issue) {
    if (listed.size() == LISTED) {
      others++;
    } else {
      listed.add(issue);
    }
  }

  /**
   * Throws what was found.
   *
   * @throws WoqException with the first problems, and the number of the others, if there are any
   */
  public void throwAny(ErrorCode code) {
    if (others > 0) {
      listed.add(Issue.of("there are " + others + " more problems of this kind"));
    }
    if (!listed.isEmpty()) {
      throw new WoqException(code, listed);
    }
  }
}
