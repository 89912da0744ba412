package org.woq4j.evaluation.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.api.weight.ElementType;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.inference.Inference.CutValue;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.evaluation.data.NamedBatch;
import org.woq4j.evaluation.models.ComparedModels.Named;
import org.woq4j.evaluation.models.KeptOutputs;
import org.woq4j.evaluation.result.LayerLoss;

/**
 * Compares the output of every node with a weight in both models, on single samples: the values of
 * all nodes are in memory at the same time. The float model's values wait in a file, so that one
 * model is loaded at a time. The candidate runs twice: as it is, for the accumulated errors; and
 * with the float model's values in place of what its nodes return, for the error of each node by
 * itself.
 */
public final class LayerWalk {

  /** What the float model has computed, as read and as given to the runtime, and the results. */
  private static final int COPIES = 4;

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
    List<String> values = nodes.stream().map(WeightNode::value).toList();
    try (KeptOutputs expected = expected(values)) {
      ValueErrors accumulated = accumulated(candidate, values, expected);
      ValueErrors byItself = byItself(candidate, accumulated.cuts(), expected);
      return IntStream.range(0, nodes.size())
          .mapToObj(i -> nodes.get(i).loss(byItself.relative(i), accumulated.relative(i)))
          .toList();
    }
  }

  private KeptOutputs expected(List<String> values) {
    KeptOutputs kept = new KeptOutputs();
    try (LoadedModel model = inference.load(reference.model(), values, threads)) {
      samples.forEach(sample -> kept.add(run(model, sample.inputs())));
      return kept;
    } catch (RuntimeException | Error failed) {
      kept.close();
      throw failed;
    }
  }

  private ValueErrors accumulated(Named candidate, List<String> values, KeptOutputs expected) {
    ValueErrors errors = new ValueErrors();
    try (LoadedModel model = inference.load(candidate.model(), values, threads)) {
      for (int i = 0; i < samples.size(); i++) {
        errors.add(expected.of(i), run(model, samples.get(i).inputs()));
      }
    }
    return errors;
  }

  /** What lies between the nodes is the candidate's own, so scales that it has moved fit. */
  private ValueErrors byItself(Named candidate, List<CutValue> cuts, KeptOutputs expected) {
    ValueErrors errors = new ValueErrors();
    try (LoadedModel model = inference.loadCut(candidate.model(), cuts, threads)) {
      for (int i = 0; i < samples.size(); i++) {
        List<NamedTensor> given = expected.of(i);
        List<NamedTensor> inputs = new ArrayList<>(samples.get(i).inputs());
        given.forEach(value -> inputs.add(asInput(value)));
        errors.add(given, run(model, inputs));
      }
    }
    return errors;
  }

  private static NamedTensor asInput(NamedTensor value) {
    return new NamedTensor(
        value.name() + Inference.GIVEN, value.type(), value.shape(), value.data());
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
    return COPIES
        * Float.BYTES
        * tokens
        * WeightNode.of(reference.model(), candidate.model()).stream()
            .mapToLong(WeightNode::features)
            .sum();
  }

  private List<NamedTensor> run(LoadedModel model, List<NamedTensor> inputs) {
    cancellation.check();
    return model.run(inputs);
  }
}
