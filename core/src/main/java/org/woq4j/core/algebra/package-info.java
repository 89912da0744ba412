/** The choice of a linear algebra: a native one if it is there and sound, else plain Java. */
package org.woq4j.core.algebra;
