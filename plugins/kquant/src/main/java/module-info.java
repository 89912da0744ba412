/** K-quant style search of scales and minima, a plugin. */
module org.woq4j.plugins.kquant {
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.plugins.kquant;

  provides org.woq4j.api.algorithm.WeightOnlyAlgorithm with
      org.woq4j.plugins.kquant.KQuant;
}
