/** What will be done with each weight, decided before any weight is read. */
@NullMarked
package org.woq4j.core.plan;

import org.jspecify.annotations.NullMarked;
