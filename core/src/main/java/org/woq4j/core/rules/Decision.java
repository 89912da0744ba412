package org.woq4j.core.rules;

import java.util.Optional;
import org.woq4j.api.Location;
import org.woq4j.api.option.OptionValues;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.EmitterChoice;

/**
 * How one reader of a weight will be quantized.
 *
 * @param reader the node
 * @param settings the settings that apply to it
 * @param source the rule that decided, or the defaults, in words
 * @param location where the deciding settings were written
 */
public record Decision(
    WeightReader reader,
    SettingsBinder.Bound settings,
    String source,
    Optional<Location> location) {

  /** The algorithm. */
  public AlgorithmChoice algorithm() {
    return settings.algorithm();
  }

  /** The format. */
  public EmitterChoice emitter() {
    return settings.emitter();
  }

  /** Values for the options that make a scheme. */
  public OptionValues scheme() {
    return settings.scheme();
  }

  /** The same with another algorithm. */
  public Decision with(AlgorithmChoice other) {
    return new Decision(
        reader, new SettingsBinder.Bound(other, emitter(), scheme()), source, location);
  }

  /** Whether both may share one quantized weight; the formats may differ. */
  public boolean agreesWith(Decision other) {
    return algorithm().algorithm().id().equals(other.algorithm().algorithm().id())
        && algorithm().options().equals(other.algorithm().options())
        && scheme().equals(other.scheme());
  }
}
