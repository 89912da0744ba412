/**
 * A run inside the process: {@link org.woq4j.cli.run.ProgressBars} and {@link
 * org.woq4j.cli.run.ProgressLines} show its progress, {@link org.woq4j.cli.run.Interruption}
 * cancels it on Ctrl-C, and {@link org.woq4j.cli.run.QuickStart} decides which of Java's compilers
 * it needs.
 */
@NullMarked
package org.woq4j.cli.run;

import org.jspecify.annotations.NullMarked;
