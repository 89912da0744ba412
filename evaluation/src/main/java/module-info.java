/** Measures quality and speed, and compares quantized models with the float model. */
module org.woq4j.evaluation {
  requires transitive org.woq4j.core;
  requires commons.math3;
  requires static org.jspecify;

  exports org.woq4j.evaluation.result;
}
