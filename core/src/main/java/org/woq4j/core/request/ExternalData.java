package org.woq4j.core.request;

/** Whether the output's tensors go to a file of their own. */
public enum ExternalData {
  /** Only if the model would be larger than protobuf allows (2 GB). */
  AUTO,
  ALWAYS,
  NEVER
}
