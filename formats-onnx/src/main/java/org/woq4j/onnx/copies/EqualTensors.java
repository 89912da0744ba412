package org.woq4j.onnx.copies;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.woq4j.api.WoqException;
import org.woq4j.core.model.Account;
import org.woq4j.onnx.graph.GraphNode;
import org.woq4j.onnx.graph.GraphScope;
import org.woq4j.onnx.graph.Operators;
import org.woq4j.onnx.proto.AttributeProto;
import org.woq4j.onnx.proto.TensorProto;
import org.woq4j.onnx.tensor.DataType;
import org.woq4j.onnx.tensor.TensorBytes;
import org.woq4j.onnx.tensor.TensorCheck;

/**
 * The float constants of 1 KiB or more that have the type, the dimensions and the bytes of another
 * one. Only those of equal type and dimensions are read, and only their beginning unless it is
 * equal, too. Immutable.
 */
public final class EqualTensors {

  /** Bytes that tell most tensors apart. */
  private static final int BEGINNING = 1024;

  private static final int AT_ONCE = 1 << 20;

  private final Function<TensorProto, TensorBytes> bytes;
  private final IdentityHashMap<TensorProto, TensorProto> firsts = new IdentityHashMap<>();

  /**
   * Finds them in a graph and its bodies.
   *
   * @param bytes reads the model's tensors
   */
  public EqualTensors(GraphScope main, Function<TensorProto, TensorBytes> bytes) {
    this.bytes = bytes;
    List<TensorProto> tensors = new ArrayList<>();
    collect(main, tensors);
    alike(tensors, tensor -> List.of(tensor.getDataType(), tensor.getDimsList())).stream()
        .flatMap(same -> alike(same, this::beginning).stream())
        .flatMap(same -> alike(same, this::digest).stream())
        .forEach(same -> same.forEach(tensor -> firsts.put(tensor, same.get(0))));
  }

  /** Whether no two constants are equal. */
  public boolean isEmpty() {
    return firsts.isEmpty();
  }

  /** Whether a constant of the graph is equal to another one. */
  public boolean isEqualToAnother(TensorProto tensor) {
    return firsts.containsKey(tensor);
  }

  /** The first constant of the graph that is equal to this one; this one if no other is. */
  public TensorProto first(TensorProto tensor) {
    return firsts.getOrDefault(tensor, tensor);
  }

  private static void collect(GraphScope scope, List<TensorProto> tensors) {
    scope.proto().getInitializerList().stream()
        .filter(EqualTensors::isLargeFloat)
        .forEach(tensors::add);
    for (GraphNode node : scope.nodes()) {
      if (node.is("Constant")) {
        Operators.attribute(node.proto(), "value")
            .filter(AttributeProto::hasT)
            .map(AttributeProto::getT)
            .filter(EqualTensors::isLargeFloat)
            .ifPresent(tensors::add);
      }
      scope.bodies(node).forEach(body -> collect(body, tensors));
    }
  }

  private static boolean isLargeFloat(TensorProto tensor) {
    return TensorCheck.issue(tensor).isEmpty()
        && DataType.of(tensor.getDataType())
            .filter(DataType::isFloat)
            .filter(type -> type.bytes(tensor.getDimsList()) >= Account.LEAST)
            .isPresent();
  }

  /** Those that are equal in something, in lists of two or more. */
  private static List<List<TensorProto>> alike(
      Collection<TensorProto> tensors, Function<TensorProto, Object> what) {
    Map<Object, List<TensorProto>> groups = new LinkedHashMap<>();
    tensors.forEach(
        tensor -> groups.computeIfAbsent(what.apply(tensor), key -> new ArrayList<>()).add(tensor));
    return groups.values().stream().filter(same -> same.size() > 1).toList();
  }

  private Object beginning(TensorProto tensor) {
    try {
      TensorBytes all = bytes.apply(tensor);
      ByteBuffer first = ByteBuffer.allocate((int) Math.min(all.length(), BEGINNING));
      all.read(0, first);
      return first.flip();
    } catch (WoqException unreadable) {
      return new Object(); // who reads it later learns why
    }
  }

  private Object digest(TensorProto tensor) {
    TensorBytes all = bytes.apply(tensor);
    MessageDigest digest = sha256();
    ByteBuffer part = ByteBuffer.allocate((int) Math.min(all.length(), AT_ONCE));
    for (long at = 0; at < all.length(); at += part.limit()) {
      part.clear().limit((int) Math.min(part.capacity(), all.length() - at));
      all.read(at, part);
      digest.update(part.flip());
    }
    return ByteBuffer.wrap(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
