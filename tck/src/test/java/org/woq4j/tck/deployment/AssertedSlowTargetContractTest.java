package org.woq4j.tck.deployment;

import org.woq4j.api.deployment.DeploymentTarget;

/** The wrapper does not change the behaviour of the wrapped object. */
class AssertedSlowTargetContractTest extends DeploymentTargetContract {

  @Override
  protected DeploymentTarget provider() {
    return new AssertingTarget(new SlowTarget());
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
