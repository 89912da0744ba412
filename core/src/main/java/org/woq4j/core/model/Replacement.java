package org.woq4j.core.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.QuantScheme;

/**
 * How one weight is replaced.
 *
 * @param weight the weight
 * @param emissions one for each reader that is replaced; at least one, all of the same scheme
 * @param original the replacement of a weight with the same codes, whose stored tensors this one
 *     reads; empty if it has its own
 */
public record Replacement(
    ConstantWeight weight, List<Emission> emissions, Optional<Replacement> original) {

  public Replacement {
    emissions = List.copyOf(emissions);
  }

  /** A replacement with tensors of its own. */
  public Replacement(ConstantWeight weight, List<Emission> emissions) {
    this(weight, emissions, Optional.empty());
  }

  /** The same, which reads the stored tensors of another one. */
  public Replacement reading(Replacement other) {
    return new Replacement(weight, emissions, Optional.of(other));
  }

  /** The scheme that all emissions store. */
  public QuantScheme scheme() {
    return emissions.get(0).plan().scheme();
  }

  /** Whether a Gather reads the codes that an activation is multiplied by, too. */
  public boolean isTied() {
    return !isTable()
        && emissions.stream().anyMatch(emission -> emission.reader().kind().isGather());
  }

  /** How the emissions round the activation; the coarsest where they differ. */
  public ActivationRounding activationRounding() {
    return emissions.stream()
        .map(emission -> emission.plan().activationRounding())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Whether only Gather nodes are replaced, so that no activation is multiplied by the codes. */
  public boolean isTable() {
    return emissions.stream().allMatch(emission -> emission.reader().kind().isGather());
  }

  /** Whether no activation is multiplied by the codes: embeddings, and weights that are decoded. */
  public boolean hasNoProduct() {
    return emissions.stream().noneMatch(emission -> emission.reader().kind().isProduct());
  }

  /** Whether the weight is stored in floats again, so that all of it is decoded at once. */
  public boolean storesFloats() {
    return storedBytes() >= 2 * weight.elements();
  }

  /** Bytes that are stored for it; 0 if it reads the tensors of another replacement. */
  public long addedBytes() {
    return original.isPresent() ? 0 : storedBytes();
  }

  /** Bytes of the tensors that it reads: those of one role and layout are stored once. */
  public long storedBytes() {
    return emissions.stream()
        .flatMap(emission -> emission.plan().tensors().stream())
        .collect(
            Collectors.toMap(
                tensor -> tensor.role() + '\n' + tensor.layout(),
                TensorSpec::bytes,
                (first, same) -> first))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
