package org.woq4j.core.request;

import java.util.List;
import java.util.Objects;

/**
 * How the float model is run for calibration.
 *
 * @param providers execution providers by name, best first; empty for the runtime's default
 * @param place the process
 */
public record RuntimeChoice(List<String> providers, RuntimePlace place) {

  public RuntimeChoice {
    providers = List.copyOf(providers);
    Objects.requireNonNull(place, "place");
  }
}
