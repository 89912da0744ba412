/** The threads of a run. */
package org.woq4j.core.parallel;
