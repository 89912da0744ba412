package org.woq4j.onnx.read;

/**
 * Where a field of a serialized message lies.
 *
 * @param number the field's number
 * @param delimited whether its value is a message, bytes, a string or packed numbers
 * @param start its first byte
 * @param length where its value's length is written; where its value begins, if not delimited
 * @param value its value
 */
record WireField(int number, boolean delimited, long start, long length, Span value) {

  /**
   * Bytes of a message.
   *
   * @param from the first
   * @param to behind the last
   */
  record Span(long from, long to) {

    long size() {
      return to - from;
    }
  }

  /** Behind its last byte. */
  long end() {
    return value.to();
  }
}
