/** What the stages of one run share. */
package org.woq4j.core.execution;
