package org.woq4j.onnx.emit.layout;

import org.woq4j.api.weight.ElementType;

/** Whether codes are signed. */
public enum CodeType {
  INT(ElementType.INT2, ElementType.INT4, ElementType.INT8),
  UINT(ElementType.UINT2, ElementType.UINT4, ElementType.UINT8);

  private final ElementType twoBits;
  private final ElementType fourBits;
  private final ElementType eightBits;

  CodeType(ElementType twoBits, ElementType fourBits, ElementType eightBits) {
    this.twoBits = twoBits;
    this.fourBits = fourBits;
    this.eightBits = eightBits;
  }

  /** The element type of 2, 4 or 8 bits. */
  public ElementType elementType(int bits) {
    return bits == 2 ? twoBits : bits == 4 ? fourBits : eightBits;
  }
}
