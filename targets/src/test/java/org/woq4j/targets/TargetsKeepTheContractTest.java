package org.woq4j.targets;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.tck.deployment.DeploymentTargetContract;

class TargetsKeepTheContractTest {

  @Nested
  class Any extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new AnyTarget();
    }
  }

  @Nested
  class Cpu extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new CpuTarget();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(Map.of(), Map.of("instructions", "vnni"), Map.of("instructions", "neon"));
    }
  }

  @Nested
  class Cuda extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new CudaTarget();
    }
  }

  @Nested
  class DirectMl extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new DirectMlTarget();
    }
  }

  @Nested
  class OpenVino extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new OpenVinoTarget();
    }
  }

  @Nested
  class Qnn extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new QnnTarget();
    }
  }

  @Nested
  class TensorRtRtx extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new TensorRtRtxTarget();
    }
  }

  @Nested
  class WebGpu extends DeploymentTargetContract {
    @Override
    protected DeploymentTarget provider() {
      return new WebGpuTarget();
    }
  }
}
