/** Where models run: the built-in deployment targets. */
module org.woq4j.targets {
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.targets;

  provides org.woq4j.api.deployment.DeploymentTarget with
      org.woq4j.targets.AnyTarget,
      org.woq4j.targets.CpuTarget,
      org.woq4j.targets.CudaTarget,
      org.woq4j.targets.DirectMlTarget,
      org.woq4j.targets.OpenVinoTarget,
      org.woq4j.targets.QnnTarget,
      org.woq4j.targets.TensorRtRtxTarget,
      org.woq4j.targets.WebGpuTarget;
}
