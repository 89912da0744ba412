package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.kernels.group.GroupQuantizer;
import org.woq4j.kernels.group.RangeRule;
import org.woq4j.tck.fixture.ArrayWeight;

/**
 * What ONNX Runtime reads of a stored weight is nearer to it with more bits, however small or large
 * its elements are. ONNX Runtime has no bfloat16 kernels for CPUs; such tensors are widened.
 */
class MoreBitsTest {

  private static final int K = 64;
  private static final int N = 16;

  /** The scales of the smallest are subnormal in float16, or would be 0. */
  private static final float[] MAGNITUDES = {1e-8f, 3e-6f, 1, 6e4f};

  /** Errors of float32 sums, as a share of a weight's error. */
  private static final double ROUNDING = 1e-5;

  /** Not MatMulFpQ4, which has one width and runs on some CPUs only. */
  static Stream<Arguments> formats() {
    List<NodeEmitter> emitters =
        List.of(
            new MatMulNBitsEmitter(),
            new QdqEmitter(),
            new GatherBlockQuantizedEmitter(),
            new GatherInt8Emitter(),
            new FakeQuantEmitter());
    Stream<Arguments> ofAllTypes =
        emitters.stream()
            .flatMap(
                emitter ->
                    Stream.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16)
                        .map(type -> Arguments.of(named(emitter), type)));
    // It takes float32 only.
    Arguments dynamic = Arguments.of(named(new DynamicInt8Emitter()), ElementType.FLOAT32);
    return Stream.concat(ofAllTypes, Stream.of(dynamic));
  }

  private static Named<NodeEmitter> named(NodeEmitter emitter) {
    return Named.of(emitter.id(), emitter);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void neverMeanMoreError(NodeEmitter emitter, ElementType type) throws OrtException {
    int widths = 0;
    for (Symmetry symmetry : Symmetry.values()) {
      for (float magnitude : MAGNITUDES) {
        float[] weight = weight(magnitude);
        double before = Double.POSITIVE_INFINITY;
        for (int bits : new int[] {2, 3, 4, 8}) {
          Optional<EmissionRequest> request = request(emitter, type, symmetry, bits);
          if (request.isPresent()) {
            double error = error(emitter, request.get(), weight);
            assertThat(error)
                .as("%s of %s with %d bits", symmetry, magnitude, bits)
                .isFinite()
                .isLessThanOrEqualTo(before * (1 + ROUNDING));
            before = error;
            widths++;
          }
        }
      }
    }
    assertThat(widths).isGreaterThanOrEqualTo(2 * MAGNITUDES.length);
  }

  private static float[] weight(float magnitude) {
    Random random = new Random(5);
    float[] weight = new float[K * N];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = magnitude * (2 * random.nextFloat() - 1);
    }
    return weight;
  }

  /** A request that the format accepts, in groups or else a group a column. */
  private static Optional<EmissionRequest> request(
      NodeEmitter emitter, ElementType type, Symmetry symmetry, int bits) {
    ZeroPoint point = symmetry.isSymmetric() ? ZeroPoint.NONE : ZeroPoint.INTEGER;
    OptionValues options = OptionValues.of(emitter.options(), Map.of());
    return Stream.of(OperatorKind.MATMUL, OperatorKind.GATHER)
        .flatMap(
            kind ->
                Stream.of(32, -1)
                    .map(groupSize -> new QuantScheme(bits, groupSize, symmetry, point, type))
                    .map(scheme -> new EmissionRequest(scheme, kind, K, N, type, options)))
        .filter(request -> emitter.plan(request) instanceof Accepted)
        .findFirst();
  }

  private static double error(NodeEmitter emitter, EmissionRequest request, float[] weight)
      throws OrtException {
    GroupQuantizer quantizer =
        new GroupQuantizer(
            new ArrayWeight("w", K, N, weight),
            Emitted.accepted(emitter, request).scheme(),
            RangeRule.WHOLE,
            new float[0]);
    quantizer.columns(0, N);
    Emitted emitted = Emitted.of(emitter, request, quantizer.result(), Optional.empty());
    boolean gathers = request.kind() == OperatorKind.GATHER;
    float[] read = gathers ? gathered(emitted) : multiplied(emitted);
    double error = 0;
    for (int i = 0; i < weight.length; i++) {
      int at = gathers ? i % N * K + i / N : i;
      error += Math.pow(read[at] - weight[i], 2);
    }
    return error;
  }

  /** The identity times the weight. */
  private static float[] multiplied(Emitted emitted) throws OrtException {
    ElementType type = emitted.request().activationType();
    ElementType run = type == ElementType.BFLOAT16 ? ElementType.FLOAT32 : type;
    float[] identity = new float[K * K];
    for (int k = 0; k < K; k++) {
      identity[k * K + k] = 1;
    }
    return OnnxRuntime.run(
        model(emitted, K), OptLevel.ALL_OPT, run, Floats.bytes(run, identity), K, K);
  }

  private static float[] gathered(Emitted emitted) throws OrtException {
    ByteBuffer indices = ByteBuffer.allocate(N * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long n = 0; n < N; n++) {
      indices.putLong(n);
    }
    return OnnxRuntime.run(
        model(emitted, N), OptLevel.ALL_OPT, ElementType.INT64, indices.array(), N);
  }

  private static byte[] model(Emitted emitted, long rows) {
    return (emitted.request().activationType() == ElementType.BFLOAT16
            ? Widened.of(emitted.model(rows))
            : emitted.model(rows))
        .toByteArray();
  }
}
