/** Generated models of any size, written as a stream. */
@NullMarked
package org.woq4j.bench.model;

import org.jspecify.annotations.NullMarked;
