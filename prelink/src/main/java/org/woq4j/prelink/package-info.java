/** Rewrites the class files of the command when it is built, so that it starts faster. */
@NullMarked
package org.woq4j.prelink;

import org.jspecify.annotations.NullMarked;
