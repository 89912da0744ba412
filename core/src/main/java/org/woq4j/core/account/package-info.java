/**
 * What becomes of each byte of a model: {@link org.woq4j.core.account.AccountPlanner} says it of a
 * plan, {@link org.woq4j.core.account.AccountIssues} says what is wrong with it.
 */
@NullMarked
package org.woq4j.core.account;

import org.jspecify.annotations.NullMarked;
