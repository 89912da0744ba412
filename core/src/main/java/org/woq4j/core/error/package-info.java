/** The errors of the engine. */
package org.woq4j.core.error;
