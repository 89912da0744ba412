package org.woq4j.core.request;

/**
 * The type of the inputs and outputs that are float32 in the float model. Inputs with a default
 * value keep their types.
 */
public enum InterfaceType {
  /** They stay as they are. */
  FLOAT32,
  /** They become half precision, with a {@linkplain Rest#FLOAT16 rest in half precision} only. */
  FLOAT16
}
