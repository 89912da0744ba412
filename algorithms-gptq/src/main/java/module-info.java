/** GPTQ. */
module org.woq4j.algorithms.gptq {
  requires transitive org.woq4j.api;
  requires org.woq4j.kernels;
  requires static org.jspecify;

  exports org.woq4j.algorithms.gptq;

  provides org.woq4j.api.algorithm.WeightOnlyAlgorithm with
      org.woq4j.algorithms.gptq.Gptq;
}
