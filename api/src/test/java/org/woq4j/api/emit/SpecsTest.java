package org.woq4j.api.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.woq4j.api.weight.ElementType;

/** Nodes and tensors as emitters describe them. */
class SpecsTest {

  private static TensorSpec tensor(ElementType type, Long... dims) {
    return new TensorSpec("codes", type, List.of(dims), "row-major");
  }

  @Test
  void aTensorsBytesFollowFromItsDims() {
    assertThat(tensor(ElementType.FLOAT16, 3L, 5L).elements()).isEqualTo(15);
    assertThat(tensor(ElementType.FLOAT16, 3L, 5L).bytes()).isEqualTo(30);
    assertThat(tensor(ElementType.UINT4, 3L, 5L).bytes()).isEqualTo(8);
    assertThat(tensor(ElementType.FLOAT32).bytes()).isEqualTo(4);
  }

  @Test
  void aTensorOfTooManyElementsIsNotTakenForASmallOne() {
    TensorSpec huge = tensor(ElementType.INT8, 1L << 32, 1L << 32);

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(huge::bytes);
  }

  @Test
  void aNodeCopiesItsListsAndSortsItsAttributes() {
    List<String> inputs = new ArrayList<>(List.of("x", "", "w"));
    Map<String, Object> attributes = new HashMap<>(Map.of("bits", 4L, "K", 32L, "N", 8L));

    NodeSpec node =
        new NodeSpec(NodeSpec.MICROSOFT, "MatMulNBits", inputs, List.of("y"), attributes);
    inputs.clear();
    attributes.clear();

    assertThat(node.inputs()).containsExactly("x", "", "w");
    assertThat(node.attributes())
        .containsExactly(Map.entry("K", 32L), Map.entry("N", 8L), Map.entry("bits", 4L));
  }
}
