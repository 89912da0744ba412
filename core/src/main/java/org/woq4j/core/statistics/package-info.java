/** Sums over the rows of activations, with the same bits on any number of threads. */
package org.woq4j.core.statistics;
