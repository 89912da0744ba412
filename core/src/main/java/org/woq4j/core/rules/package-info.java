/** Which settings apply to which weight. */
package org.woq4j.core.rules;
