package org.woq4j.core.deployment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.woq4j.api.Issue;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.registry.ReferenceBinder;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.registry.TargetChoice;
import org.woq4j.core.request.Deployment;
import org.woq4j.core.request.QuantizationRequest;

/** Turns the deployment of a request into a destination. */
public final class DestinationBinder {

  /** Takes the place of an unknown target. */
  private static final String ANY = "any";

  private final Optional<Deployment> deployment;
  private final Registry registry;
  private final ReferenceBinder references;
  private final List<Issue> issues;

  /**
   * Binds against a registry.
   *
   * @param references binds to the same registry
   * @param issues receives the problems
   */
  public DestinationBinder(
      QuantizationRequest request,
      Registry registry,
      ReferenceBinder references,
      List<Issue> issues) {
    this.deployment = request.deployment().or(() -> standard(registry));
    this.registry = registry;
    this.references = references;
    this.issues = issues;
  }

  /** Embedders may leave the jar of the targets out. */
  private static Optional<Deployment> standard(Registry registry) {
    return Optional.of(Deployment.DEFAULT)
        .filter(given -> registry.target(given.target().id()).isPresent());
  }

  /**
   * The destination; empty if there is none. In the place of what was wrong is the least that is
   * known, so that it causes one message only.
   *
   * @param found the rows of a call where the request does not give them
   */
  public Optional<Destination> bind(Supplier<OptionalInt> found) {
    return deployment.flatMap(given -> bind(given, found));
  }

  private Optional<TargetChoice> any() {
    return registry
        .target(ANY)
        .map(target -> new TargetChoice(target, OptionValues.of(target.options(), Map.of())));
  }

  private Optional<Destination> bind(Deployment given, Supplier<OptionalInt> found) {
    Optional<String> version = given.runtime().filter(each -> each.matches(RuntimeVersion.PATTERN));
    if (version.isEmpty() && given.runtime().isPresent()) {
      issues.add(
          Issue.of(
                  "'" + given.runtime().get() + "' is not a version of ONNX Runtime",
                  "write two numbers, such as \"1.20\"")
              .at(given.location()));
    }
    return references
        .target(given.target())
        .or(this::any)
        .map(
            choice ->
                new Destination(
                    version.map(choice::onRuntime).orElse(choice),
                    version.map(RuntimeVersion::parse),
                    given.rows().isPresent() ? given::rows : found));
  }
}
