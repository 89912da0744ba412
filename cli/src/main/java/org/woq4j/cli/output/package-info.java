/**
 * The text that commands print: {@link org.woq4j.cli.output.Table} aligns columns, {@link
 * org.woq4j.cli.output.Summary} shows the result of a run, {@link
 * org.woq4j.cli.output.AccountTable} what became of each byte.
 */
@NullMarked
package org.woq4j.cli.output;

import org.jspecify.annotations.NullMarked;
