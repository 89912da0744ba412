/** Records as JSON. */
@NullMarked
package org.woq4j.documents.json;

import org.jspecify.annotations.NullMarked;
