/** Rules for the implementation of any extension point: its id, its options and its messages. */
@NullMarked
package org.woq4j.tck.provider;

import org.jspecify.annotations.NullMarked;
