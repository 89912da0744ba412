/** What happened: every layer, every fallback, every byte. */
@NullMarked
package org.woq4j.core.report;

import org.jspecify.annotations.NullMarked;
