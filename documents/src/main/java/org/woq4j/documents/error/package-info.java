/** The error codes of this module. */
@NullMarked
package org.woq4j.documents.error;

import org.jspecify.annotations.NullMarked;
