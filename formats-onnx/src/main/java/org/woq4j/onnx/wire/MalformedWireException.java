package org.woq4j.onnx.wire;

import java.io.IOException;

/** Bytes that are no protobuf message. */
public final class MalformedWireException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedWireException(String message) {
    super(message);
  }
}
