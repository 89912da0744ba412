package org.woq4j.core.rules;

import java.util.Optional;
import org.woq4j.api.Location;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.EmitterChoice;

/**
 * The settings for one reader of a weight.
 *
 * @param reader the node
 * @param algorithm the algorithm
 * @param emitter the format
 * @param scheme values for the options that make a scheme
 * @param source the rule that decided, or the defaults, in words
 * @param location where the deciding settings were written
 */
public record Decision(
    WeightReader reader,
    AlgorithmChoice algorithm,
    EmitterChoice emitter,
    OptionValues scheme,
    String source,
    Optional<Location> location) {

  /** The same with another algorithm. */
  public Decision with(AlgorithmChoice other) {
    return new Decision(reader, other, emitter, scheme, source, location);
  }

  /** Whether both can share one quantized weight; the formats may differ. */
  public boolean agreesWith(Decision other) {
    return algorithm.algorithm().id().equals(other.algorithm.algorithm().id())
        && algorithm.options().equals(other.algorithm.options())
        && scheme.equals(other.scheme);
  }
}
