/**
 * The contract of an algorithm. A plugin's test extends {@link
 * org.woq4j.tck.algorithm.WeightOnlyAlgorithmContract}; {@link
 * org.woq4j.tck.algorithm.AssertingAlgorithm} checks every call of an algorithm while it runs in a
 * host. Numbers in names of tests are those of the rules in docs/spi-contract.md.
 */
package org.woq4j.tck.algorithm;
