/**
 * Arguments that several commands share. {@link org.woq4j.cli.arguments.RequestArguments} reads a
 * request from a recipe or from options, and {@link org.woq4j.cli.arguments.PluginArguments} makes
 * a quantizer with the plugins of a folder.
 */
@NullMarked
package org.woq4j.cli.arguments;

import org.jspecify.annotations.NullMarked;
