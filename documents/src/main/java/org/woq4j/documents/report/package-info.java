/** Reports in JSON. {@link org.woq4j.documents.report.ReportFile} is the entry point. */
@NullMarked
package org.woq4j.documents.report;

import org.jspecify.annotations.NullMarked;
