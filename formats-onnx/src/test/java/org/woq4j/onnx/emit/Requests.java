package org.woq4j.onnx.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/** Requests over all bits, many group sizes and the shapes that break packing. */
final class Requests {

  /** K, N: smaller than a group and N = 1; no multiple of a block; an odd number of groups. */
  private static final int[][] SHAPES = {{7, 1}, {40, 5}, {96, 8}, {300, 3}, {512, 2}};

  private final NodeEmitter emitter;
  private final OperatorKind kind;
  private ElementType type = ElementType.FLOAT32;
  private OptionValues options;

  private Requests(NodeEmitter emitter, OperatorKind kind) {
    this.emitter = emitter;
    this.kind = kind;
    this.options = OptionValues.of(emitter.options(), Map.of());
  }

  static Requests matMul(NodeEmitter emitter) {
    return new Requests(emitter, OperatorKind.MATMUL);
  }

  static Requests gather(NodeEmitter emitter) {
    return new Requests(emitter, OperatorKind.GATHER);
  }

  Requests type(ElementType other) {
    this.type = other;
    return this;
  }

  Requests option(String name, Object value) {
    this.options = OptionValues.of(emitter.options(), Map.of(name, value));
    return this;
  }

  EmissionRequest request(
      int bits, int groupSize, Symmetry symmetry, int inputFeatures, int outputFeatures) {
    ZeroPoint form = symmetry.isSymmetric() ? ZeroPoint.NONE : ZeroPoint.INTEGER;
    return request(bits, groupSize, symmetry, form, inputFeatures, outputFeatures);
  }

  EmissionRequest request(
      int bits,
      int groupSize,
      Symmetry symmetry,
      ZeroPoint form,
      int inputFeatures,
      int outputFeatures) {
    QuantScheme scheme = new QuantScheme(bits, groupSize, symmetry, form, type);
    return new EmissionRequest(scheme, kind, inputFeatures, outputFeatures, type, options);
  }

  /** All bits, group sizes and shapes; the kinds of symmetry take turns. */
  List<EmissionRequest> all(int mostBits, int... groupSizes) {
    List<EmissionRequest> requests = new ArrayList<>();
    List<Symmetry> symmetries = List.of(Symmetry.values());
    int turn = 0;
    for (int bits = 1; bits <= mostBits; bits++) {
      for (int groupSize : groupSizes) {
        for (int[] shape : SHAPES) {
          Symmetry symmetry = symmetries.get(turn++ % symmetries.size());
          requests.add(request(bits, groupSize, symmetry, shape[0], shape[1]));
        }
        turn++;
      }
    }
    return requests;
  }
}
