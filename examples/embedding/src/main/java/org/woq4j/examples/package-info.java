/** An example of woq4j in a Java program. */
@NullMarked
package org.woq4j.examples;

import org.jspecify.annotations.NullMarked;
