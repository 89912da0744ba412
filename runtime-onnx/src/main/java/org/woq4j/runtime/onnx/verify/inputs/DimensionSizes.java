package org.woq4j.runtime.onnx.verify.inputs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.woq4j.onnx.proto.TensorShapeProto;
import org.woq4j.onnx.proto.TensorShapeProto.Dimension;
import org.woq4j.onnx.proto.ValueInfoProto;

/**
 * Sizes for the dimensions that a model leaves open. The role of a dimension is guessed from the
 * names of symbols and inputs that exporters choose; a symbol has the same role everywhere.
 *
 * @param batch samples
 * @param sequence tokens of a sample
 * @param past earlier tokens of a decoder; an attention mask covers them too
 * @param other size of any other dimension
 */
record DimensionSizes(int batch, int sequence, int past, int other) {

  /** Sizes to try, the most informative first. */
  static final List<DimensionSizes> CANDIDATES =
      List.of(
          new DimensionSizes(2, 5, 3, 4),
          new DimensionSizes(2, 1, 3, 4),
          new DimensionSizes(2, 5, 0, 4),
          new DimensionSizes(4, 4, 4, 4),
          new DimensionSizes(1, 1, 0, 1),
          new DimensionSizes(1, 16, 0, 32),
          new DimensionSizes(1, 8, 0, 224));

  private enum Role {
    FIXED,
    BATCH,
    SEQUENCE,
    PAST,
    TOTAL,
    OTHER
  }

  /** A dimension: its role, and its size if that is fixed. */
  private record Axis(Role role, long size) {}

  /**
   * The shape of each input, by its name. An input of unknown rank is assumed to be [batch,
   * sequence].
   */
  Map<String, List<Long>> shapes(List<ValueInfoProto> inputs) {
    Map<String, Role> roles = new HashMap<>();
    Map<String, List<Axis>> axes = new LinkedHashMap<>();
    inputs.forEach(input -> axes.put(input.getName(), axes(input, roles)));
    boolean hasPast =
        axes.values().stream().flatMap(List::stream).anyMatch(axis -> axis.role == Role.PAST);
    int seen = hasPast ? past : 0;
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    axes.forEach(
        (name, each) -> shapes.put(name, each.stream().map(axis -> size(axis, seen)).toList()));
    return shapes;
  }

  private long size(Axis axis, int seen) {
    return switch (axis.role) {
      case FIXED -> axis.size;
      case BATCH -> batch;
      case SEQUENCE -> sequence;
      case PAST -> past;
      case TOTAL -> seen + sequence;
      case OTHER -> other;
    };
  }

  private static List<Axis> axes(ValueInfoProto input, Map<String, Role> roles) {
    if (!input.getType().getTensorType().hasShape()) {
      return List.of(new Axis(Role.BATCH, 0), new Axis(Role.SEQUENCE, 0));
    }
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < shape.getDimCount(); i++) {
      Dimension dimension = shape.getDim(i);
      if (dimension.hasDimValue() && dimension.getDimValue() >= 0) {
        axes.add(new Axis(Role.FIXED, dimension.getDimValue()));
      } else {
        String symbol = dimension.getDimParam();
        Role guess = role(symbol, input.getName(), i, shape.getDimCount());
        Role role = symbol.isEmpty() ? guess : roles.computeIfAbsent(symbol, key -> guess);
        axes.add(new Axis(role, 0));
      }
    }
    return axes;
  }

  private static Role role(String symbol, String input, int axis, int rank) {
    String word = symbol.toLowerCase(Locale.ROOT);
    if (word.contains("+") || word.contains("total")) {
      return Role.TOTAL;
    }
    if (word.contains("past") || word.contains("cache")) {
      return Role.PAST;
    }
    if (word.contains("batch")) {
      return Role.BATCH;
    }
    if (word.contains("seq") || word.contains("len")) {
      return Role.SEQUENCE;
    }
    return role(input.toLowerCase(Locale.ROOT), axis, rank);
  }

  /** The role of a dimension with a symbol that says nothing. */
  private static Role role(String input, int axis, int rank) {
    if (axis == 0) {
      return Role.BATCH;
    }
    if (rank == 4 && axis == 2 && (input.contains("past") || input.contains("cache"))) {
      return Role.PAST;
    }
    if (axis == rank - 1 && input.contains("mask")) {
      return Role.TOTAL;
    }
    return axis == 1 && rank <= 3 ? Role.SEQUENCE : Role.OTHER;
  }
}
