package org.woq4j.core.registry;

import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.option.OptionValues;

/**
 * A deployment target with validated options.
 *
 * @param target the target
 * @param options values for its options
 */
public record TargetChoice(DeploymentTarget target, OptionValues options) {

  /** The same where a version of ONNX Runtime runs the model. */
  public TargetChoice onRuntime(String version) {
    return new TargetChoice(target.onRuntime(version), options);
  }
}
