/**
 * The contract of a deployment target. A plugin's test extends {@link
 * org.woq4j.tck.deployment.DeploymentTargetContract}; {@link
 * org.woq4j.tck.deployment.AssertingTarget} checks every call of a target while it runs in a host.
 * The numbers in test names are those of the rules in docs/spi-contract.md.
 */
@NullMarked
package org.woq4j.tck.deployment;

import org.jspecify.annotations.NullMarked;
