/**
 * Models as files on disk for the time of a run, wherever they come from and go to: {@link
 * org.woq4j.core.files.SourceFiles} and {@link org.woq4j.core.files.TargetFile}.
 */
@NullMarked
package org.woq4j.core.files;

import org.jspecify.annotations.NullMarked;
