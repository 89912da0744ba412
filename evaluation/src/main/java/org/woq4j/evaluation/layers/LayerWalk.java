package org.woq4j.evaluation.layers;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.core.report.LayerReport;
import org.woq4j.evaluation.data.NamedBatch;
import org.woq4j.evaluation.models.ComparedModels.Named;
import org.woq4j.evaluation.models.Floats;
import org.woq4j.evaluation.models.KeptOutputs;
import org.woq4j.evaluation.result.LayerLoss;

/**
 * Compares the output of every node with a weight in both models, in one walk over single samples:
 * the values of all nodes are in memory at the same time. The float model's values wait in a file,
 * so that one model is loaded at a time.
 */
public final class LayerWalk {

  private final Inference inference;
  private final Named reference;
  private final List<NamedBatch> samples;
  private final int threads;
  private final Cancellation cancellation;

  /**
   * Prepares walks.
   *
   * @param inference runs the models
   * @param reference the float model
   * @param samples batches of one sample
   * @param threads that share the work of a node; 0 for the runtime's choice
   * @param cancellation stops the walks
   */
  public LayerWalk(
      Inference inference,
      Named reference,
      List<NamedBatch> samples,
      int threads,
      Cancellation cancellation) {
    this.inference = inference;
    this.reference = reference;
    this.samples = List.copyOf(samples);
    this.threads = threads;
    this.cancellation = cancellation;
  }

  /**
   * {@return what each node with a weight lost in a candidate, in the order of the graph}
   *
   * @throws org.woq4j.api.WoqException if a model does not run with the values as its outputs
   */
  public List<LayerLoss> of(Named candidate) {
    List<WeightNode> nodes = WeightNode.of(reference.model(), candidate.model());
    if (nodes.isEmpty()) {
      return List.of();
    }
    List<ErrorSum> sums = sums(candidate, nodes);
    Map<String, LayerReport> reports = new HashMap<>();
    candidate.origin().layers().forEach(layer -> reports.put(layer.weight(), layer));
    List<LayerLoss> losses = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      WeightNode node = nodes.get(i);
      LayerReport report = reports.get(node.weight());
      losses.add(
          new LayerLoss(
              node.node(),
              node.operator(),
              node.weight(),
              report == null ? OptionalDouble.empty() : OptionalDouble.of(byItself(report)),
              OptionalDouble.of(sums.get(i).relative())));
    }
    return losses;
  }

  /**
   * {@return about what the values of a sample take, in the runtime and in Java}
   *
   * @param candidate a quantized model
   */
  public long bytes(Named candidate) {
    long tokens =
        samples.stream()
            .flatMap(sample -> sample.inputs().stream())
            .filter(input -> input.type() == ElementType.INT64 || input.type() == ElementType.INT32)
            .mapToLong(input -> input.data().remaining() * 8L / input.type().bits())
            .max()
            .orElse(1);
    return 2
        * Float.BYTES
        * tokens
        * WeightNode.of(reference.model(), candidate.model()).stream()
            .mapToLong(WeightNode::features)
            .sum();
  }

  /** Without inputs, the error of the weight is that of the output for random inputs. */
  private static double byItself(LayerReport report) {
    return report.outputError().orElse(report.relativeError());
  }

  private List<ErrorSum> sums(Named candidate, List<WeightNode> nodes) {
    List<String> values = nodes.stream().map(WeightNode::value).toList();
    List<ErrorSum> sums = nodes.stream().map(node -> new ErrorSum()).toList();
    try (KeptOutputs kept = new KeptOutputs()) {
      try (LoadedModel model = inference.load(reference.model(), values, threads)) {
        samples.forEach(sample -> kept.add(run(model, sample)));
      }
      try (LoadedModel model = inference.load(candidate.model(), values, threads)) {
        for (int i = 0; i < samples.size(); i++) {
          List<NamedTensor> actual = run(model, samples.get(i));
          List<NamedTensor> expected = kept.of(i);
          for (int value = 0; value < sums.size(); value++) {
            sums.get(value).add(expected.get(value), actual.get(value));
          }
        }
      }
    }
    return sums;
  }

  private List<NamedTensor> run(LoadedModel model, NamedBatch sample) {
    cancellation.check();
    return model.run(sample.inputs());
  }

  /** The relative error of one value over all samples. */
  private static final class ErrorSum {

    private double squares;
    private double differences;

    void add(NamedTensor expected, NamedTensor actual) {
      FloatBuffer a = Floats.of(expected);
      FloatBuffer b = Floats.of(actual);
      for (int i = 0; i < a.limit(); i++) {
        double difference = b.get(i) - a.get(i);
        differences += difference * difference;
        squares += (double) a.get(i) * a.get(i);
      }
    }

    double relative() {
      return squares == 0 ? (differences == 0 ? 0 : 1) : Math.sqrt(differences / squares);
    }
  }
}
