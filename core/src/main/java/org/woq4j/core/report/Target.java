package org.woq4j.core.report;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the written model will run.
 *
 * @param id of the deployment target
 * @param rows rows of an activation in a call; empty if they are not known
 */
public record Target(String id, Optional<Integer> rows) {

  public Target {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(rows, "rows");
  }
}
