package org.woq4j.kernels.group;

/** How to search for the share of a group's range to keep; values beyond it are clipped. */
public enum ClipSearch {
  /** No search. */
  NONE,
  /** Keeps the share with the smallest squared error. */
  MSE,
  /** Keeps the share with the smallest squared error; each row's error is weighted. */
  WEIGHTED
}
