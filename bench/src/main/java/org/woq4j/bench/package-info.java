/** Benchmarks; the README of this module shows how to run them and the peers they compare with. */
@NullMarked
package org.woq4j.bench;

import org.jspecify.annotations.NullMarked;
