/**
 * Selects the settings of each weight: the first rule that matches a node, else the defaults.
 *
 * <p>{@link org.woq4j.core.rules.RuleBook} matches patterns; {@link
 * org.woq4j.core.rules.SettingsBinder} validates the selected settings.
 */
@NullMarked
package org.woq4j.core.rules;

import org.jspecify.annotations.NullMarked;
