/** K-quant style weighted search of scales and minima. */
package org.woq4j.plugins.kquant;
