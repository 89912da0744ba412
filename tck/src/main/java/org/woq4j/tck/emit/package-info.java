/**
 * The contract of an emitter. A plugin's test extends {@link
 * org.woq4j.tck.emit.NodeEmitterContract}; {@link org.woq4j.tck.emit.AssertingEmitter} checks every
 * call of an emitter while it runs in a host. The numbers in test names are those of the rules in
 * docs/spi-contract.md.
 */
@NullMarked
package org.woq4j.tck.emit;

import org.jspecify.annotations.NullMarked;
