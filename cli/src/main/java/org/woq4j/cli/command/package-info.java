/**
 * The subcommands of {@code woq}, one class each. They combine the arguments, the engine and the
 * output; they compute nothing themselves.
 */
@NullMarked
package org.woq4j.cli.command;

import org.jspecify.annotations.NullMarked;
