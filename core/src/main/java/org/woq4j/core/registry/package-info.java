/**
 * Finds algorithms, formats and calibration sources by their ids, and validates their options.
 *
 * <p>A {@link org.woq4j.core.registry.Registry} holds the providers. A {@link
 * org.woq4j.core.registry.ReferenceBinder} turns an id with options from a recipe into a provider
 * with validated options. Each provider is guarded: its exceptions name the provider and its
 * plugin.
 */
@NullMarked
package org.woq4j.core.registry;

import org.jspecify.annotations.NullMarked;
