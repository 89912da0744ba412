package org.woq4j.tck.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeSpec;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.SeededRequests;

/** Stored forms of known operators in many shapes, and one of an operator that nobody knows. */
final class SeededForms {

  private SeededForms() {}

  static List<StoredForm> all() {
    List<StoredForm> forms = new ArrayList<>();
    for (EmissionRequest request : SeededRequests.all(OptionValues.none())) {
      boolean gathers = request.kind().isGather();
      forms.add(
          form(
              gathers ? "gather-block-quantized" : "matmul-nbits",
              request,
              NodeSpec.MICROSOFT,
              gathers ? "GatherBlockQuantized" : "MatMulNBits"));
      forms.add(form("qdq", request, NodeSpec.STANDARD, "DequantizeLinear"));
      forms.add(form("unheard-of", request, "com.example", "Unknown"));
    }
    return forms;
  }

  private static StoredForm form(
      String format, EmissionRequest request, String domain, String operator) {
    QuantScheme scheme = request.scheme();
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("bits", (long) scheme.bits());
    attributes.put("block_size", (long) scheme.groupRows(request.inputFeatures()));
    List<String> inputs = new ArrayList<>(List.of("input", "codes", "scales"));
    if (scheme.zeroPoint() != ZeroPoint.NONE) {
      inputs.add("zero_points");
    }
    return new StoredForm(
        format,
        request,
        EmissionPlan.accept(scheme.withScaleType(ElementType.FLOAT32)).build(),
        List.of(new NodeSpec(domain, operator, inputs, List.of("output"), attributes)));
  }
}
