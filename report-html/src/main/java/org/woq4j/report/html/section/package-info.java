/** The sections of a page, from reports and comparisons. */
@NullMarked
package org.woq4j.report.html.section;

import org.jspecify.annotations.NullMarked;
