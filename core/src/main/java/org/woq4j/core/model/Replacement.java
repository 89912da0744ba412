package org.woq4j.core.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.TensorSpec;
import org.woq4j.api.weight.QuantScheme;

/**
 * How one weight is replaced.
 *
 * @param weight the weight
 * @param emissions one for each reader that is replaced; at least one, all of the same scheme
 */
public record Replacement(ConstantWeight weight, List<Emission> emissions) {

  public Replacement {
    emissions = List.copyOf(emissions);
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

  /** Bytes that are stored: tensors of one role and layout are stored once. */
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
