package org.woq4j.targets;

/** The formats of woq4j, and names of their options, that targets choose. */
final class Formats {

  static final String MATMUL_N_BITS = "matmul-nbits";
  static final String DYNAMIC_INT8 = "dynamic-int8";
  static final String QDQ = "qdq";

  /** An operator. */
  static final String QMOE = "QMoE";

  static final String ACCURACY_LEVEL = "accuracy_level";
  static final String EXPLICIT_ZERO_POINTS = "explicit_zero_points";
  static final String BIAS_INPUT = "bias_input";
  static final String QDQ_TYPE = "type";
  static final String GATHER_BLOCK_QUANTIZED = "gather-block-quantized";
  static final String INT8_BITS = "int8_bits";
  static final String WEIGHTS = "weights";
  static final String SMOOTHQUANT = "smoothquant";

  private Formats() {}
}
