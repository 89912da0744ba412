package org.woq4j.tck.emit;

import org.woq4j.api.emit.NodeEmitter;

/** The wrapper does not change the behaviour of the wrapped object. */
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
