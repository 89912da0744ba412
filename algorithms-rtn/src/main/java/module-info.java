/** Round to nearest. */
module org.woq4j.algorithms.rtn {
  requires transitive org.woq4j.api;
  requires org.woq4j.kernels;
  requires static org.jspecify;

  exports org.woq4j.algorithms.rtn;

  provides org.woq4j.api.algorithm.WeightOnlyAlgorithm with
      org.woq4j.algorithms.rtn.RoundToNearest;
}
