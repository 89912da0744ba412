package org.woq4j.kernels.group;

/** How much of a group's range is kept. */
public enum ClipSearch {
  /** All of it. */
  NONE,
  /** As much as gives the least squared error. */
  MSE,
  /** As much as gives the least squared error, each row weighted by its importance. */
  WEIGHTED
}
