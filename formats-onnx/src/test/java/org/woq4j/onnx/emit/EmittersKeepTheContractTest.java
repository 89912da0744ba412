package org.woq4j.onnx.emit;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.option.OptionValues;
import org.woq4j.tck.emit.NodeEmitterContract;

class EmittersKeepTheContractTest {

  /** Every fifth request: still covers all kinds, shapes and schemes, in a fifth of the time. */
  abstract static class SomeRequests extends NodeEmitterContract {
    @Override
    protected List<EmissionRequest> requests(OptionValues options) {
      List<EmissionRequest> all = super.requests(options);
      return IntStream.range(0, all.size()).filter(i -> i % 5 == 0).mapToObj(all::get).toList();
    }
  }

  @Nested
  class MatMulNBits extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new MatMulNBitsEmitter();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(
          Map.of(),
          Map.of("accuracy_level", 4),
          Map.of("explicit_zero_points", true, "bias_input", false));
    }
  }

  @Nested
  class MatMulFpQ4 extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new MatMulFpQ4Emitter();
    }
  }

  @Nested
  class Qdq extends SomeRequests {
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
  class DynamicInt8 extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new DynamicInt8Emitter();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(
          Map.of(), Map.of("weights", "int8"), Map.of("weights", "int8", "int8_bits", 8));
    }
  }

  @Nested
  class GatherBlockQuantized extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new GatherBlockQuantizedEmitter();
    }

    @Override
    protected List<Map<String, ?>> options() {
      return List.of(Map.of(), Map.of("explicit_zero_points", true));
    }
  }

  @Nested
  class QMoe extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new QMoeEmitter();
    }
  }

  @Nested
  class GatherInt8 extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new GatherInt8Emitter();
    }
  }

  @Nested
  class FakeQuant extends SomeRequests {
    @Override
    protected NodeEmitter provider() {
      return new FakeQuantEmitter();
    }
  }
}
