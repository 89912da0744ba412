package org.woq4j.core.registry;

import org.woq4j.api.option.OptionValues;
import org.woq4j.api.target.DeploymentTarget;

/**
 * A deployment target with validated options.
 *
 * @param target the target
 * @param options values for its options
 */
public record TargetChoice(DeploymentTarget target, OptionValues options) {}
