/** How much memory a run takes. */
package org.woq4j.core.memory;
