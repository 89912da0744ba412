/** Dense linear algebra in plain Java, for where no native library is at hand. */
@NullMarked
package org.woq4j.kernels.algebra;

import org.jspecify.annotations.NullMarked;
