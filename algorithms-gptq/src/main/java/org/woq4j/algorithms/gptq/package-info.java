/** GPTQ: rows are rounded one after the other, and later rows make good the errors of earlier. */
package org.woq4j.algorithms.gptq;
