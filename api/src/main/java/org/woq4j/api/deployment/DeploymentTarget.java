package org.woq4j.api.deployment;

import java.util.List;
import java.util.OptionalInt;
import org.woq4j.api.Stable;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.option.OptionValues;

/**
 * Where a model will run: a processor or an execution provider of ONNX Runtime. It chooses the
 * stored forms that are fast there, and judges those that a recipe sets. Found by {@link
 * java.util.ServiceLoader}; has a public constructor without arguments, keeps no state, and is safe
 * for use by several threads at once.
 *
 * <p>It must not look at the machine that it is called on: the same request gives the same answer
 * everywhere.
 */
@Stable
public interface DeploymentTarget {

  /** {@return the name that recipes use as a target: {@code [a-z][a-z0-9-]*}} */
  String id();

  /** {@return the options it takes, besides those that all targets share} */
  default List<OptionSpec<?>> options() {
    return List.of();
  }

  /**
   * {@return the target as it is with a version of ONNX Runtime; itself if its answers do not
   * depend on it} The id and the options are the same. The host asks for it where a recipe names a
   * version; forms that need a newer one are refused by the host.
   *
   * @param version two or three numbers, such as {@code 1.20}
   */
  default DeploymentTarget onRuntime(String version) {
    return this;
  }

  /**
   * {@return what is known of it, in lines for a reader, with their sources; empty if nothing is}
   *
   * @param options values for {@link #options}
   */
  default List<String> facts(OptionValues options) {
    return List.of();
  }

  /**
   * {@return what to choose where a recipe leaves the form of a weight open, the best first; empty
   * if it chooses nothing} The host takes the first form that can hold the weight.
   *
   * @param wanted the weight's shape, its reader, and the scheme that the recipe asks for
   * @param rows rows of the activation in a call; empty if they are not known
   * @param options values for {@link #options}
   */
  List<FormChoice> choices(EmissionRequest wanted, OptionalInt rows, OptionValues options);

  /**
   * {@return how a stored form runs there}
   *
   * @param form the form in which a weight would be stored
   * @param rows rows of the activation in a call; empty if they are not known
   * @param options values for {@link #options}
   */
  Verdict judge(StoredForm form, OptionalInt rows, OptionValues options);
}
