/** Linear algebra on OpenBLAS. */
module org.woq4j.openblas {
  requires org.bytedeco.javacpp;
  requires org.bytedeco.openblas;
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.openblas;

  provides org.woq4j.api.math.LinearAlgebra with
      org.woq4j.openblas.OpenBlas;
}
