/** What happened: every layer, every skip, every fallback. */
@NullMarked
package org.woq4j.core.report;

import org.jspecify.annotations.NullMarked;
