package org.woq4j.tck.deployment;

import org.woq4j.api.deployment.DeploymentTarget;

class SlowTargetContractTest extends DeploymentTargetContract {

  @Override
  protected DeploymentTarget provider() {
    return new SlowTarget();
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
