/** How a caller follows a run and stops it. */
package org.woq4j.core.progress;
