/**
 * Loads plugins from a folder of jars. {@link org.woq4j.plugins.host.PluginFolder} is the entry
 * point: it opens a folder and returns the providers of its plugins. PF4J gives each jar its own
 * class loader; {@code Loading} checks the jars step by step, and each {@link
 * org.woq4j.plugins.host.InstalledPlugin} is the result for one jar.
 *
 * <pre>{@code
 * try (PluginFolder plugins =
 *     PluginFolder.open(Path.of("plugins"), Quantizer.builder().build().registry())) {
 *   plugins.providers().forEach(quantizer::with);
 * }
 * }</pre>
 */
@NullMarked
package org.woq4j.plugins.host;

import org.jspecify.annotations.NullMarked;
