package org.woq4j.onnx.emit;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.tck.NodeEmitterContract;

class EmittersKeepTheContractTest {

  @Nested
  class MatMulNBits extends NodeEmitterContract {
    @Override
    protected NodeEmitter provider() {
      return new MatMulNBitsEmitter();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(Map.of(), Map.of("accuracy_level", 4));
    }
  }

  @Nested
  class MatMulFpQ4 extends NodeEmitterContract {
    @Override
    protected NodeEmitter provider() {
      return new MatMulFpQ4Emitter();
    }
  }

  @Nested
  class Qdq extends NodeEmitterContract {
    @Override
    protected NodeEmitter provider() {
      return new QdqEmitter();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(Map.of(), Map.of("type", "uint"));
    }
  }

  @Nested
  class GatherBlockQuantized extends NodeEmitterContract {
    @Override
    protected NodeEmitter provider() {
      return new GatherBlockQuantizedEmitter();
    }
  }

  @Nested
  class FakeQuant extends NodeEmitterContract {
    @Override
    protected NodeEmitter provider() {
      return new FakeQuantEmitter();
    }
  }
}
