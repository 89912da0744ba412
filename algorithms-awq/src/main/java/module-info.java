/** Algorithms that scale input channels: AWQ and SmoothQuant. */
module org.woq4j.algorithms.awq {
  requires transitive org.woq4j.api;
  requires org.woq4j.kernels;
  requires static org.jspecify;

  exports org.woq4j.algorithms.awq;

  provides org.woq4j.api.algorithm.WeightOnlyAlgorithm with
      org.woq4j.algorithms.awq.ActivationAwareQuantization,
      org.woq4j.algorithms.awq.SmoothQuant;
}
