package org.woq4j.onnx.read;

/**
 * The place of a field in a serialized message.
 *
 * @param number the field's number
 * @param delimited whether its value is a message, bytes, a string or packed numbers
 * @param start its first byte
 * @param length the position of its value's length, or of its value if it is not delimited
 * @param value its value
 */
record WireField(int number, boolean delimited, long start, long length, Span value) {

  /**
   * Bytes of a message.
   *
   * @param from the first
   * @param to after the last
   */
  record Span(long from, long to) {

    long size() {
      return to - from;
    }
  }

  /** The position after its last byte. */
  long end() {
    return value.to();
  }
}
