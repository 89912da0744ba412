/** The port to dense linear algebra. */
package org.woq4j.api.math;
