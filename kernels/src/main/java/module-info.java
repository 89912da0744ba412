/** Numbers: rounding groups, packing codes, half precision, linear algebra in plain Java. */
module org.woq4j.kernels {
  requires transitive org.woq4j.api;
  requires static org.jspecify;

  exports org.woq4j.kernels.algebra;
  exports org.woq4j.kernels.group;
  exports org.woq4j.kernels.half;
  exports org.woq4j.kernels.packing;
}
