/**
 * Options of algorithms, emitters and calibration sources, declared as data.
 *
 * <p>An {@link org.woq4j.api.option.OptionSpec} holds the name, type, range, default and
 * description of one option. Recipes are validated against it; {@code woq describe} and the JSON
 * Schema are generated from it. {@link org.woq4j.api.option.OptionValues} holds validated values,
 * defaults included.
 *
 * <pre>{@code
 * static final OptionSpec<Double> RATIO =
 *     OptionSpec.decimal("ratio")
 *         .above(0)
 *         .atMost(1)
 *         .defaultsTo(1.0)
 *         .doc("Share of each group's range that is kept.")
 *         .build();
 *
 * double ratio = context.options().get(RATIO);
 * }</pre>
 *
 * <p>The value of an option can be another algorithm, an {@link
 * org.woq4j.api.option.AlgorithmReference}.
 */
@NullMarked
package org.woq4j.api.option;

import org.jspecify.annotations.NullMarked;
