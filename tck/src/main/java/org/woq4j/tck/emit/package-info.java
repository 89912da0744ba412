/**
 * The contract of an emitter. A plugin's test extends {@link
 * org.woq4j.tck.emit.NodeEmitterContract}; {@link org.woq4j.tck.emit.AssertingEmitter} checks every
 * call of an emitter while it runs in a host. Numbers in names of tests are those of the rules in
 * docs/spi-contract.md.
 */
package org.woq4j.tck.emit;
