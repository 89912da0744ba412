/** What happened: every layer, every skip, every fallback. */
package org.woq4j.core.report;
