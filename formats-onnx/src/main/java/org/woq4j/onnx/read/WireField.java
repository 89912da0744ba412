package org.woq4j.onnx.read;

/**
 * Where a field of a serialized message lies.
 *
 * @param number the field's number
 * @param delimited whether its value is a message, bytes, a string or packed numbers
 * @param start its first byte
 * @param length where its value's length is written; where its value begins, if not delimited
 * @param value where its value begins
 * @param end behind its last byte
 */
record WireField(int number, boolean delimited, long start, long length, long value, long end) {

  long valueLength() {
    return end - value;
  }
}
