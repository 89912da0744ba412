package org.woq4j.core.rules;

import java.util.List;
import java.util.Optional;
import org.woq4j.api.Location;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.model.Emission;
import org.woq4j.core.model.WeightReader;
import org.woq4j.core.registry.AlgorithmChoice;
import org.woq4j.core.registry.EmitterChoice;
import org.woq4j.core.request.SchemeOptions;

/**
 * How one reader of a weight will be quantized.
 *
 * @param reader the node
 * @param activationType element type in which the written node computes
 * @param settings the settings that apply to it
 * @param source the rule that decided, or the defaults, in words
 * @param location where the deciding settings were written
 */
public record Decision(
    WeightReader reader,
    ElementType activationType,
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
        reader,
        activationType,
        new SettingsBinder.Bound(other, emitter(), scheme()),
        source,
        location);
  }

  /** The schemes that the algorithm may quantize to, the best first. */
  public List<QuantScheme> schemes() {
    return algorithm()
        .algorithm()
        .schemes(SchemeOptions.scheme(scheme(), activationType), algorithm().options());
  }

  /** What the format is asked for to store a weight. */
  public EmissionRequest request(ConstantWeight weight, QuantScheme scheme) {
    return new EmissionRequest(
        scheme,
        reader.kind(),
        weight.matrices(),
        weight.inputFeatures(),
        weight.columnsOfMatrix(),
        activationType,
        emitter().options());
  }

  /** How the format stores a weight; empty if it refuses. */
  public Optional<Emission> emission(ConstantWeight weight, QuantScheme scheme) {
    EmissionRequest request = request(weight, scheme);
    return emitter().emitter().plan(request) instanceof EmissionPlan.Accepted plan
        ? Optional.of(
            new Emission(reader, emitter().emitter(), request.withScheme(plan.scheme()), plan))
        : Optional.empty();
  }

  /** Why the format refuses the last of the schemes; empty if it does not. */
  public Optional<EmissionPlan.Refused> refusal(ConstantWeight weight) {
    List<QuantScheme> wishes = schemes();
    QuantScheme last = wishes.get(wishes.size() - 1);
    return emitter().emitter().plan(request(weight, last)) instanceof EmissionPlan.Refused refused
        ? Optional.of(refused)
        : Optional.empty();
  }

  /** Whether both may share one quantized weight; the formats may differ. */
  public boolean agreesWith(Decision other) {
    return algorithm().algorithm().id().equals(other.algorithm().algorithm().id())
        && algorithm().options().equals(other.algorithm().options())
        && scheme().equals(other.scheme());
  }
}
