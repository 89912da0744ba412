/**
 * One page from a report or a comparison. {@link org.woq4j.report.html.HtmlPage} is the entry
 * point.
 */
@NullMarked
package org.woq4j.report.html;

import org.jspecify.annotations.NullMarked;
