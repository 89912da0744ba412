/**
 * The command {@code woq}. Only this module prints and ends the process. {@code Main} starts the
 * subcommands, and {@code Errors} prints failures and maps them to exit codes.
 */
@NullMarked
package org.woq4j.cli;

import org.jspecify.annotations.NullMarked;
