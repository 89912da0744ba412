/** Writes reports as JSON. {@link org.woq4j.recipe.report.ReportFile} is the entry point. */
@NullMarked
package org.woq4j.recipe.report;

import org.jspecify.annotations.NullMarked;
