package org.woq4j.runtime.onnx.verify.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.weight.ElementType;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.NodeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.runtime.onnx.verify.subgraph.Subgraph;

/** Finds the weight that a subgraph of a written model stores, and how to decode it. */
public final class Decoder {

  private final Subgraph subgraph;
  private final OperatorKind kind;
  private final int inputFeatures;
  private final int outputFeatures;

  /** A decoder for a weight [K,N]. */
  public Decoder(Subgraph subgraph, OperatorKind kind, int inputFeatures, int outputFeatures) {
    this.subgraph = subgraph;
    this.kind = kind;
    this.inputFeatures = inputFeatures;
    this.outputFeatures = outputFeatures;
  }

  /**
   * The stored weight, or several if the subgraph decodes some of the same form for an operator;
   * empty if their form is not known.
   */
  public List<DecodedWeight> decode() {
    return switch (kind) {
      case OPERAND -> subgraph.nodes().stream().flatMap(node -> operand(node).stream()).toList();
      case EXPERTS -> subgraph.nodes().stream().flatMap(this::experts).toList();
      default -> subgraph.nodes().stream().flatMap(node -> decode(node).stream()).limit(1).toList();
    };
  }

  /** Both weights of a QMoE, as far as they have the right shape. */
  private Stream<DecodedWeight> experts(NodeProto node) {
    return node.getOpType().equals("QMoE")
        ? Stream.of(experts(node, 2, 11), experts(node, 5, 12)).flatMap(Optional::stream)
        : Stream.empty();
  }

  private Optional<DecodedWeight> experts(NodeProto node, int codesAt, int zeroPointsAt) {
    int bits = (int) integer(node, "expert_weight_bits", 4);
    long rowBytes = (long) inputFeatures * bits / 8;
    return tensor(node, codesAt)
        .filter(codes -> codes.getDimsCount() == 3 && codes.getDims(2) == rowBytes)
        .filter(codes -> codes.getDims(0) * codes.getDims(1) == outputFeatures)
        .flatMap(
            codes ->
                blocked(
                    codes,
                    tensor(node, codesAt + 1),
                    tensor(node, zeroPointsAt),
                    new Packing(bits, (int) integer(node, "block_size", inputFeatures), false)));
  }

  /** Codes [N,K] with one scale per row, or per block of a row. */
  private Optional<DecodedWeight> operand(NodeProto node) {
    Optional<TensorProto> codes = tensor(node, 0);
    Optional<StoredFloats> scales = tensor(node, 1).flatMap(this::floats);
    long blockSize = integer(node, "block_size", 0);
    List<Long> dims = List.of((long) outputFeatures, (long) inputFeatures);
    boolean isOne =
        node.getOpType().equals("DequantizeLinear")
            && integer(node, "axis", 1) == (blockSize == 0 ? 0 : 1)
            && scales.isPresent()
            && codes.filter(tensor -> tensor.getDimsList().equals(dims)).isPresent();
    if (!isOne) {
      return Optional.empty();
    }
    int rows = blockSize == 0 ? inputFeatures : (int) blockSize;
    Optional<PackedCodes> zeroPoints = tensor(node, 2).flatMap(this::codes);
    return codes(codes.get())
        .map(
            packed ->
                new BlockedWeight(
                    new BlockedWeight.Layout(inputFeatures, inputFeatures, rows),
                    packed,
                    scales.get(),
                    zeroPoints
                        .map(points -> BlockedWeight.ZeroPoints.of(points, 1))
                        .orElse(BlockedWeight.ZeroPoints.all(0))));
  }

  private Optional<DecodedWeight> decode(NodeProto node) {
    return switch (node.getOpType()) {
      case "MatMulNBits" -> blocked(node, 1, 3, true);
      case "GatherBlockQuantized" -> blocked(node, 0, 3, false);
      case "MatMulFpQ4" ->
          tensor(node, 1)
              .map(
                  blob ->
                      new FpQ4Weight(
                          subgraph.file().bytes(blob),
                          inputFeatures,
                          integer(node, "blk_quant_type", 1) == 1));
      case "DequantizeLinear" -> qdq(node);
      case "MatMulInteger" -> integers(node);
      case "MatMul", "Gemm" -> floats(node, 1);
      case "Gather" -> floats(node, 0).or(this::table);
      default -> Optional.empty();
    };
  }

  /**
   * How a column is packed.
   *
   * @param bits of a code
   * @param blockSize rows of a block
   * @param padded whether the last block is stored whole
   */
  private record Packing(int bits, int blockSize, boolean padded) {}

  private Optional<DecodedWeight> blocked(
      NodeProto node, int codesAt, int zeroPointsAt, boolean padded) {
    Packing packing =
        new Packing((int) integer(node, "bits", 4), (int) integer(node, "block_size", 128), padded);
    return tensor(node, codesAt)
        .flatMap(codes -> blocked(codes, tensor(node, 2), tensor(node, zeroPointsAt), packing));
  }

  private Optional<DecodedWeight> blocked(
      TensorProto codes,
      Optional<TensorProto> scales,
      Optional<TensorProto> zeroPoints,
      Packing packing) {
    int blockSize = packing.blockSize();
    int blocks = (inputFeatures + blockSize - 1) / blockSize;
    int storedRows = packing.padded() ? blocks * blockSize : inputFeatures;
    return scales
        .flatMap(this::floats)
        .map(
            floats ->
                new BlockedWeight(
                    new BlockedWeight.Layout(inputFeatures, storedRows, blockSize),
                    new PackedCodes(subgraph.file().bytes(codes), packing.bits(), false),
                    floats,
                    zeroPoints(zeroPoints, packing.bits())));
  }

  private BlockedWeight.ZeroPoints zeroPoints(Optional<TensorProto> stored, int bits) {
    if (stored.isEmpty()) {
      return BlockedWeight.ZeroPoints.all(1 << (bits - 1));
    }
    return floats(stored.get())
        .map(BlockedWeight.ZeroPoints::of)
        .orElseGet(
            () -> {
              PackedCodes codes = new PackedCodes(subgraph.file().bytes(stored.get()), bits, false);
              return BlockedWeight.ZeroPoints.of(codes, 8 / bits);
            });
  }

  /**
   * Codes [N,K] of one byte, scales and zero points [N, blocks], of which Gather nodes pick rows:
   * of the codes first, then of the zero points.
   */
  private Optional<DecodedWeight> table() {
    List<TensorProto> picked =
        subgraph.nodes().stream()
            .filter(node -> node.getOpType().equals("Gather"))
            .flatMap(node -> tensor(node, 0).stream())
            .toList();
    List<PackedCodes> codes = picked.stream().flatMap(tensor -> bytes(tensor).stream()).toList();
    Optional<StoredFloats> scales =
        picked.stream().flatMap(tensor -> floats(tensor).stream()).findFirst();
    if (codes.isEmpty() || scales.isEmpty()) {
      return Optional.empty();
    }
    int blockSize =
        subgraph.nodes().stream()
            .filter(node -> node.getOpType().equals("DequantizeLinear"))
            .mapToInt(node -> (int) integer(node, "block_size", inputFeatures))
            .findFirst()
            .orElse(inputFeatures);
    return Optional.of(
        new BlockedWeight(
            new BlockedWeight.Layout(inputFeatures, inputFeatures, blockSize),
            codes.get(0),
            scales.get(),
            codes.size() == 1
                ? BlockedWeight.ZeroPoints.all(0)
                : BlockedWeight.ZeroPoints.of(codes.get(1), 1)));
  }

  private Optional<PackedCodes> bytes(TensorProto tensor) {
    return codes(tensor).filter(PackedCodes::areBytes);
  }

  /** Codes [K,N] or [B,K,N] with one scale per column and block of rows, or per column. */
  private Optional<DecodedWeight> qdq(NodeProto node) {
    Optional<TensorProto> codes = tensor(node, 0);
    Optional<StoredFloats> scales = tensor(node, 1).flatMap(this::floats);
    Optional<TensorProto> zeroPoints = tensor(node, 2);
    long blockSize = integer(node, "block_size", 0);
    boolean perColumn = blockSize == 0 && integer(node, "axis", 1) == 1;
    int rowAxis = codes.map(tensor -> tensor.getDimsCount() - 2).orElse(0);
    boolean blocks = blockSize > 0 && integer(node, "axis", 1) == rowAxis;
    if (codes.isEmpty() || scales.isEmpty() || !(perColumn || blocks)) {
      return Optional.empty();
    }
    return columns(
        codes.get(), perColumn ? inputFeatures : (int) blockSize, scales.get(), zeroPoints);
  }

  /** Codes [K,N] or [B,K,N]; empty if they have other dimensions. */
  private Optional<DecodedWeight> columns(
      TensorProto codes, int blockSize, StoredFloats scales, Optional<TensorProto> zeroPoints) {
    boolean isBatch = codes.getDimsCount() == 3;
    int matrices = isBatch ? (int) codes.getDims(0) : 1;
    List<Long> matrix = List.of((long) inputFeatures, (long) outputFeatures / matrices);
    return codes(codes)
        .filter(
            packed ->
                codes.getDimsList().subList(isBatch ? 1 : 0, codes.getDimsCount()).equals(matrix))
        .map(
            packed ->
                new QdqWeight(
                    new QdqWeight.Layout(inputFeatures, outputFeatures / matrices, blockSize),
                    packed,
                    scales,
                    zeroPoints.flatMap(this::codes)));
  }

  /** Codes [K,N] with one scale per column, which the scale of the activation is multiplied by. */
  private Optional<DecodedWeight> integers(NodeProto node) {
    Optional<StoredFloats> scales =
        subgraph.nodes().stream()
            .filter(each -> each.getOpType().equals("DynamicQuantizeLinear"))
            .flatMap(each -> subgraph.nodes().stream().filter(reads(each.getOutput(1))))
            .flatMap(each -> each.getInputList().stream())
            .flatMap(input -> subgraph.constant(input).stream())
            .findFirst()
            .flatMap(this::floats);
    Optional<TensorProto> codes = tensor(node, 1);
    return codes
        .filter(each -> scales.isPresent())
        .flatMap(each -> columns(each, inputFeatures, scales.get(), tensor(node, 3)));
  }

  private static Predicate<NodeProto> reads(String value) {
    return node -> node.getOpType().equals("Mul") && node.getInputList().contains(value);
  }

  private Optional<PackedCodes> codes(TensorProto tensor) {
    Optional<DataType> type = DataType.of(tensor.getDataType());
    boolean signed = type.isPresent() && type.get().name().startsWith("INT");
    return type.filter(each -> each.bits() <= 8)
        .map(each -> new PackedCodes(subgraph.file().bytes(tensor), each.bits(), signed));
  }

  /** A float tensor [K,N], with or without leading dimensions of 1; [N,K] for a Gather. */
  private Optional<DecodedWeight> floats(NodeProto node, int at) {
    boolean gather = kind == OperatorKind.GATHER;
    List<Long> dims =
        gather
            ? List.of((long) outputFeatures, (long) inputFeatures)
            : List.of((long) inputFeatures, (long) outputFeatures);
    return tensor(node, at)
        .filter(
            tensor ->
                tensor.getDimsList().stream()
                    .skip(Math.max(0, tensor.getDimsCount() - 2))
                    .toList()
                    .equals(dims))
        .flatMap(this::floats)
        .map(floats -> new FloatTensorWeight(floats, inputFeatures, outputFeatures, gather));
  }

  private Optional<StoredFloats> floats(TensorProto tensor) {
    return DataType.of(tensor.getDataType())
        .flatMap(DataType::elementType)
        .filter(ElementType::isWeightType)
        .map(type -> new StoredFloats(subgraph.file().bytes(tensor), type));
  }

  private Optional<TensorProto> tensor(NodeProto node, int input) {
    return input < node.getInputCount()
        ? subgraph.constant(node.getInput(input))
        : Optional.empty();
  }

  private static long integer(NodeProto node, String name, long otherwise) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .findFirst()
        .map(AttributeProto::getI)
        .orElse(otherwise);
  }
}
