package org.woq4j.evaluation.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.model.Inference;
import org.woq4j.core.model.Inference.LoadedModel;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.result.SpeedResult.Costs;
import org.woq4j.evaluation.result.SpeedResult.Latency;

/** Times a float model and a quantized model in turns, so that a change of load meets both. */
public final class SpeedComparison {

  private static final int LOADS = 3;
  private static final double LONG_LOAD = 2;
  private static final int WARM_UP = 2;
  private static final int LEAST_TURNS = 20;
  private static final int MOST_TURNS = 200;
  private static final long ENOUGH_NANOS = 2_000_000_000L;

  private final Inference inference;
  private final FloatModel reference;
  private final Inputs inputs;
  private final int threads;
  private final Cancellation cancellation;

  /**
   * Inputs of timed runs.
   *
   * @param batches batches of the data, as it is; at least one
   * @param single one sample of each; empty if all batches are single samples
   */
  public record Inputs(List<List<NamedTensor>> batches, List<List<NamedTensor>> single) {}

  /**
   * Prepares measurements.
   *
   * @param inference runs the models
   * @param reference the float model
   * @param inputs what the models are run on
   * @param threads that share the work of a node; 0 for the runtime's choice
   * @param cancellation stops the measurements
   */
  public SpeedComparison(
      Inference inference,
      FloatModel reference,
      Inputs inputs,
      int threads,
      Cancellation cancellation) {
    this.inference = inference;
    this.reference = reference;
    this.inputs = inputs;
    this.threads = threads;
    this.cancellation = cancellation;
  }

  /** {@return the speed of a candidate beside the float model} */
  public SpeedResult of(FloatModel candidate) {
    // What the runtime takes once for all models is not the first model's.
    load(candidate);
    // Memory at the first load: later ones find what earlier ones have left to the process.
    Load firstOriginal = load(reference);
    Load firstQuantized = load(candidate);
    double[] ofReference = new double[loads(firstOriginal)];
    double[] ofCandidate = new double[ofReference.length];
    for (int i = 0; i < ofReference.length; i++) {
      ofReference[i] = i == 0 ? firstOriginal.seconds() : load(reference).seconds();
      ofCandidate[i] = i == 0 ? firstQuantized.seconds() : load(candidate).seconds();
    }
    try (LoadedModel original = inference.load(reference, threads);
        LoadedModel quantized = inference.load(candidate, threads)) {
      List<Latency> latencies = new ArrayList<>();
      latencies.add(latency("shapes of the data", inputs.batches(), original, quantized));
      if (!inputs.single().isEmpty()) {
        latencies.add(latency("batch of 1", inputs.single(), original, quantized));
      }
      return new SpeedResult(
          threads,
          inference.level(),
          new Costs(Turns.median(ofReference), firstOriginal.bytes()),
          new Costs(Turns.median(ofCandidate), firstQuantized.bytes()),
          latencies);
    }
  }

  /** A model that takes long is loaded once. */
  private static int loads(Load first) {
    return first.seconds() > LONG_LOAD ? 1 : LOADS;
  }

  /**
   * How a model was loaded.
   *
   * @param bytes by how much the process grew until it had run once
   */
  private record Load(double seconds, OptionalLong bytes) {}

  private Load load(FloatModel model) {
    cancellation.check();
    OptionalLong before = inference.residentBytes();
    long start = System.nanoTime();
    try (LoadedModel loaded = inference.load(model, threads)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      loaded.run(inputs.batches().get(0));
      OptionalLong after = inference.residentBytes();
      return new Load(
          seconds,
          before.isPresent() && after.isPresent()
              ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong()))
              : OptionalLong.empty());
    }
  }

  private Latency latency(
      String shapes, List<List<NamedTensor>> batches, LoadedModel original, LoadedModel quantized) {
    for (int i = 0; i < WARM_UP; i++) {
      original.run(batches.get(i % batches.size()));
      quantized.run(batches.get(i % batches.size()));
    }
    Turns turns = new Turns();
    long start = System.nanoTime();
    for (int turn = 0; isShort(turn, System.nanoTime() - start); turn++) {
      cancellation.check();
      List<NamedTensor> batch = batches.get(turn % batches.size());
      turns.add(seconds(original, batch), seconds(quantized, batch));
    }
    return new Latency(shapes, turns.reference(), turns.candidate(), turns.ratio());
  }

  private static boolean isShort(int turns, long nanos) {
    return turns < LEAST_TURNS || (turns < MOST_TURNS && nanos < ENOUGH_NANOS);
  }

  private static double seconds(LoadedModel model, List<NamedTensor> batch) {
    long start = System.nanoTime();
    model.run(batch);
    return (System.nanoTime() - start) / 1e9;
  }
}
