/** Linear algebra on OpenBLAS. Nothing is loaded before the first instance is made. */
package org.woq4j.openblas;
