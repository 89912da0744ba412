/**
 * Reports and comparisons as JSON. {@link org.woq4j.documents.json.RecordJson} is the entry point.
 */
@NullMarked
package org.woq4j.documents.json;

import org.jspecify.annotations.NullMarked;
