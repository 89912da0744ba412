/** Keeps what parts of a model hand to each other, in memory and beyond. */
package org.woq4j.core.frontier;
