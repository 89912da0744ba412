package org.woq4j.runtime.onnx;

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
 * Sizes for the dimensions that a model leaves open, one for each symbol. What a dimension is for
 * is guessed from the names of symbols and inputs, as exporters choose them.
 *
 * @param batch samples
 * @param sequence tokens of a sample
 * @param past tokens that a decoder has seen before; an attention mask covers them too
 * @param other anything else
 */
record DimensionSizes(int batch, int sequence, int past, int other) {

  /** Sizes to try, the most telling first. */
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
    BATCH,
    SEQUENCE,
    PAST,
    TOTAL,
    OTHER
  }

  /**
   * The shape of each input, by its name. An input of unknown rank is taken as [batch, sequence].
   */
  Map<String, List<Long>> shapes(List<ValueInfoProto> inputs) {
    Map<String, Role> roles = new HashMap<>();
    Map<String, List<Object>> open = new LinkedHashMap<>();
    for (ValueInfoProto input : inputs) {
      open.put(input.getName(), dimensions(input, roles));
    }
    boolean hasPast = open.values().stream().anyMatch(dims -> dims.contains(Role.PAST));
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    open.forEach(
        (name, dims) ->
            shapes.put(name, dims.stream().map(dim -> size(dim, hasPast ? past : 0)).toList()));
    return shapes;
  }

  private long size(Object dimension, int seen) {
    if (dimension instanceof Long fixed) {
      return fixed;
    }
    return switch ((Role) dimension) {
      case BATCH -> batch;
      case SEQUENCE -> sequence;
      case PAST -> past;
      case TOTAL -> seen + sequence;
      case OTHER -> other;
    };
  }

  /** Each dimension's size where it is fixed, else its role. */
  private static List<Object> dimensions(ValueInfoProto input, Map<String, Role> roles) {
    if (!input.getType().getTensorType().hasShape()) {
      return List.of(Role.BATCH, Role.SEQUENCE);
    }
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    List<Object> dimensions = new ArrayList<>();
    for (int axis = 0; axis < shape.getDimCount(); axis++) {
      Dimension dimension = shape.getDim(axis);
      if (dimension.hasDimValue() && dimension.getDimValue() >= 0) {
        dimensions.add(dimension.getDimValue());
      } else {
        String symbol = dimension.getDimParam();
        Role guess = role(symbol, input.getName(), axis, shape.getDimCount());
        dimensions.add(symbol.isEmpty() ? guess : roles.computeIfAbsent(symbol, key -> guess));
      }
    }
    return dimensions;
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

  /** The role of a dimension whose symbol says nothing. */
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
