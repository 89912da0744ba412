package org.woq4j.core.deployment;

import java.util.Optional;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionRequest;

/**
 * Names for nodes of which only operators and attributes count.
 *
 * @param request the request, with the accepted scheme
 */
record PlaceholderContext(EmissionRequest request) implements EmissionContext {

  @Override
  public String input() {
    return "input";
  }

  @Override
  public String output() {
    return "output";
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
