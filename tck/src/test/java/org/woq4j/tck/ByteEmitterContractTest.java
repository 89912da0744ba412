package org.woq4j.tck;

import org.woq4j.api.emit.NodeEmitter;

class ByteEmitterContractTest extends NodeEmitterContract {

  @Override
  protected NodeEmitter provider() {
    return new ByteEmitter();
  }
}
