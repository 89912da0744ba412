package org.woq4j.evaluation.result;

import java.util.List;
import java.util.Objects;

/**
 * Where models were compared.
 *
 * @param woq4j version of woq4j
 * @param java version of Java
 * @param runtime what ran the models, with its version
 * @param machine operating system, architecture and number of processors
 * @param plugins the plugins that took part, each with its version
 */
public record Environment(
    String woq4j, String java, String runtime, String machine, List<String> plugins) {

  /** Copies the list. */
  public Environment {
    Objects.requireNonNull(woq4j, "woq4j");
    Objects.requireNonNull(java, "java");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(machine, "machine");
    plugins = List.copyOf(plugins);
  }
}
