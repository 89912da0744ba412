package org.woq4j.targets;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.woq4j.api.deployment.DeploymentTarget;
import org.woq4j.api.deployment.FormChoice;
import org.woq4j.api.deployment.StoredForm;
import org.woq4j.api.deployment.Verdict;
import org.woq4j.api.emit.EmissionContext;
import org.woq4j.api.emit.EmissionPlan.Accepted;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.emit.OperatorKind;
import org.woq4j.api.option.OptionValues;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.FixtureEmissionContext;

/** A weight of K x N, stored by the real emitters. */
record Stored(
    QuantScheme scheme,
    OperatorKind kind,
    int inputFeatures,
    int outputFeatures,
    ElementType type) {

  static Stored asymmetric(int bits) {
    return new Stored(
        new QuantScheme(bits, 32, Symmetry.ASYMMETRIC, ZeroPoint.INTEGER, ElementType.FLOAT32),
        OperatorKind.MATMUL,
        384,
        384,
        ElementType.FLOAT32);
  }

  static Stored symmetric(int bits) {
    return new Stored(
        new QuantScheme(bits, 32, Symmetry.SYMMETRIC_FULL, ZeroPoint.NONE, ElementType.FLOAT32),
        OperatorKind.MATMUL,
        384,
        384,
        ElementType.FLOAT32);
  }

  Stored ofShape(int k, int n) {
    return new Stored(scheme, kind, k, n, type);
  }

  Stored in(ElementType activation) {
    return new Stored(scheme, kind, inputFeatures, outputFeatures, activation);
  }

  Stored asExperts() {
    return new Stored(scheme, OperatorKind.EXPERTS, inputFeatures, outputFeatures, type);
  }

  private EmissionRequest request(QuantScheme wanted, OptionValues options) {
    return new EmissionRequest(wanted, kind, inputFeatures, outputFeatures, type, options);
  }

  List<FormChoice> choices(DeploymentTarget target, OptionalInt rows, Map<String, ?> options) {
    return target.choices(
        request(scheme, OptionValues.none()), rows, OptionValues.of(target.options(), options));
  }

  Verdict judged(DeploymentTarget target, OptionalInt rows, FormChoice choice) {
    return judged(target, rows, choice, Map.of());
  }

  Verdict judged(
      DeploymentTarget target, OptionalInt rows, FormChoice choice, Map<String, ?> options) {
    return target.judge(form(choice), rows, OptionValues.of(target.options(), options));
  }

  private StoredForm form(FormChoice choice) {
    NodeEmitter emitter =
        ServiceLoader.load(NodeEmitter.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.id().equals(choice.format()))
            .findFirst()
            .orElseThrow();
    QuantScheme wanted = scheme;
    if (choice.symmetric()) {
      wanted = symmetric(scheme.bits()).scheme();
    }
    if (choice.groupSize().isPresent()) {
      wanted =
          new QuantScheme(
              wanted.bits(),
              choice.groupSize().getAsInt(),
              wanted.symmetry(),
              wanted.zeroPoint(),
              wanted.scaleType());
    }
    EmissionRequest asked = request(wanted, OptionValues.of(emitter.options(), choice.options()));
    Accepted plan = (Accepted) emitter.plan(asked);
    EmissionContext context =
        new FixtureEmissionContext(asked.withScheme(plan.scheme()), Optional.empty());
    return new StoredForm(choice.format(), context.request(), plan, emitter.nodes(context));
  }
}
