/** Dense linear algebra in plain Java, for where no native library is at hand. */
package org.woq4j.kernels.algebra;
