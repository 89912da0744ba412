/** The subcommands of {@code woq}. */
package org.woq4j.cli.command;
