/**
 * The contract of an algorithm. A plugin's test extends {@link
 * org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract}; {@link
 * org.woq4j.tck.algorithm.AssertingAlgorithm} checks every call of an algorithm while it runs in a
 * host. The numbers in test names are those of the rules in docs/spi-contract.md.
 */
@NullMarked
package org.woq4j.tck.algorithm;

import org.jspecify.annotations.NullMarked;
