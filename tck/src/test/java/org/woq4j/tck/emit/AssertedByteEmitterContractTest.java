package org.woq4j.tck.emit;

import org.woq4j.api.emit.NodeEmitter;

/** The wrapper changes nothing of what it wraps. */
class AssertedByteEmitterContractTest extends NodeEmitterContract {

  @Override
  protected NodeEmitter provider() {
    return new AssertingEmitter(new ByteEmitter());
  }

  @Override
  protected boolean discoverable() {
    return false;
  }
}
