package org.woq4j.api.emit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.woq4j.api.Stable;

/**
 * A node that an emitter adds to the model.
 *
 * @param domain the operator's domain; empty for the standard one
 * @param operator the operator's type
 * @param inputs names of its inputs; empty for one that is left out
 * @param outputs names of its outputs
 * @param attributes values: Long, Float, String, or a List of Long
 */
@Stable
public record NodeSpec(
    String domain,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes) {

  /** The domain of ONNX Runtime's own operators. */
  public static final String MICROSOFT = "com.microsoft";

  /** The domain of the standard operators. */
  public static final String STANDARD = "";

  /** Copies the lists and the attributes. */
  public NodeSpec {
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(operator, "operator");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = new TreeMap<>(attributes);
  }
}
