/** The contract of linear algebra. */
package org.woq4j.tck.math;
