package org.woq4j.onnx.read;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.woq4j.onnx.tensor.TensorBytes;

/**
 * Replaces fields of the tensors in a serialized model at any depth, and corrects the lengths of
 * the messages around them. Everything else stays the same, byte for byte.
 */
final class TensorSplicer {

  /** Decides what is replaced in a tensor. */
  interface Rule {
    /** The replacement, if any, in the tensor from position {@code start} to {@code end}. */
    Optional<Splice> splice(WireInput input, long start, long end)
        throws InvalidProtocolBufferException;
  }

  /** The limit of protobuf's own parser. */
  private static final int DEPTH = 100;

  private final WireInput input;
  private final Rule rule;
  private final List<Splice> splices = new ArrayList<>();

  private TensorSplicer(TensorBytes model, Rule rule) {
    this.input = new WireInput(model);
    this.rule = rule;
  }

  /** The splices of a serialized model, in the order of their positions. */
  static List<Splice> splices(TensorBytes model, Rule rule) throws InvalidProtocolBufferException {
    TensorSplicer splicer = new TensorSplicer(model, rule);
    splicer.message(MessageKind.MODEL, 0, model.length(), 0);
    return splicer.splices;
  }

  /** Walks a message and returns its growth in bytes. */
  private long message(MessageKind kind, long start, long end, int depth)
      throws InvalidProtocolBufferException {
    if (depth > DEPTH) {
      throw new InvalidProtocolBufferException("messages are nested deeper than " + DEPTH);
    }
    input.position(start);
    if (kind == MessageKind.TENSOR) {
      return tensor(start, end);
    }
    long growth = 0;
    while (input.position() < end) {
      WireField field = input.next(end);
      Optional<MessageKind> child =
          field.delimited() ? kind.field(field.number()) : Optional.empty();
      if (child.isPresent()) {
        growth += child(child.get(), field, depth);
        input.position(field.end());
      }
    }
    return growth;
  }

  private long tensor(long start, long end) throws InvalidProtocolBufferException {
    Optional<Splice> splice = rule.splice(input, start, end);
    splice.ifPresent(splices::add);
    return splice.map(Splice::growth).orElse(0L);
  }

  private long child(MessageKind kind, WireField field, int depth)
      throws InvalidProtocolBufferException {
    int own = splices.size();
    long growth = message(kind, field.value().from(), field.end(), depth + 1);
    if (splices.size() == own) {
      return 0;
    }
    TensorBytes length = TensorBytes.of(varint(field.value().size() + growth));
    Splice mended =
        new Splice(field.length(), field.value().from() - field.length(), List.of(length));
    splices.add(own, mended);
    return growth + mended.growth();
  }

  private static byte[] varint(long value) {
    byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(value)];
    try {
      CodedOutputStream.newInstance(bytes).writeUInt64NoTag(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes;
  }
}
