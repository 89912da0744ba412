/** Weights, the scheme they are stored in, and their quantized form. Everything is [K,N]. */
package org.woq4j.api.weight;
