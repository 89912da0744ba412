/** The contract of a quantization algorithm. */
package org.woq4j.api.algorithm;
