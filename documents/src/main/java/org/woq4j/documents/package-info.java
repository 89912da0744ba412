/** JSON in and out. */
@NullMarked
package org.woq4j.documents;

import org.jspecify.annotations.NullMarked;
