package org.woq4j.core.deployment;

import java.util.Optional;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;

/**
 * Names for nodes of which only operators and attributes count.
 *
 * @param request the request, with the accepted scheme
 * @param node the node that is replaced
 */
record PlaceholderContext(EmissionRequest request, String node) implements EmissionContext {

  @Override
  public String input() {
    return "input";
  }

  @Override
  public String output() {
    return "the output of " + node;
  }

  @Override
  public String tensor(String role) {
    return "tensor." + role;
  }

  @Override
  public Optional<String> bias() {
    return Optional.empty();
  }

  @Override
  public String value(String role) {
    return "value." + role;
  }
}
