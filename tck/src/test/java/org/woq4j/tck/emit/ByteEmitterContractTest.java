package org.woq4j.tck.emit;

import org.woq4j.api.emit.NodeEmitter;

class ByteEmitterContractTest extends NodeEmitterContract {

  @Override
  protected NodeEmitter provider() {
    return new ByteEmitter();
  }
}
