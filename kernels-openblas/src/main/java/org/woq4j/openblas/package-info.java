/**
 * Linear algebra on OpenBLAS. {@link org.woq4j.openblas.OpenBlas} is the entry point; its first
 * instance loads the native library.
 */
@NullMarked
package org.woq4j.openblas;

import org.jspecify.annotations.NullMarked;
