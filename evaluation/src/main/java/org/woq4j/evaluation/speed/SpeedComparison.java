package org.woq4j.evaluation.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.inference.Inference;
import org.woq4j.core.inference.Inference.LoadedModel;
import org.woq4j.core.model.FloatModel;
import org.woq4j.core.progress.Cancellation;
import org.woq4j.evaluation.measure.Distribution;
import org.woq4j.evaluation.result.SpeedResult;
import org.woq4j.evaluation.result.SpeedResult.Costs;
import org.woq4j.evaluation.result.SpeedResult.Latency;

/** Times a float model and a quantized model in turns, so that a change of load meets both. */
public final class SpeedComparison {

  private static final int LOADS = 3;

  /** Seconds from which a model is loaded only once. */
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
  private final OptionalLong bytesOfReference;

  /**
   * Inputs of timed runs.
   *
   * @param batches batches of the data, as it is; at least one
   * @param single one sample of each; empty if all batches are single samples
   */
  public record Inputs(List<List<NamedTensor>> batches, List<List<NamedTensor>> single) {}

  /**
   * Prepares measurements, and measures the memory of the float model.
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
    this.bytesOfReference = residentBytes(reference);
  }

  /** {@return the speed of a candidate beside the float model} */
  public SpeedResult of(FloatModel candidate) {
    // What the runtime takes once for all models is not the first model's.
    loadSeconds(candidate);
    double first = loadSeconds(reference);
    double[] ofReference = new double[first > LONG_LOAD ? 1 : LOADS];
    double[] ofCandidate = new double[ofReference.length];
    for (int i = 0; i < ofReference.length; i++) {
      ofReference[i] = i == 0 ? first : loadSeconds(reference);
      ofCandidate[i] = loadSeconds(candidate);
    }
    OptionalLong bytesOfCandidate = residentBytes(candidate);
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
          new Costs(new Distribution(ofReference).median(), bytesOfReference),
          new Costs(new Distribution(ofCandidate).median(), bytesOfCandidate),
          latencies);
    }
  }

  private double loadSeconds(FloatModel model) {
    cancellation.check();
    long start = System.nanoTime();
    LoadedModel loaded = inference.load(model, threads);
    double seconds = (System.nanoTime() - start) / 1e9;
    loaded.close();
    return seconds;
  }

  private OptionalLong residentBytes(FloatModel model) {
    cancellation.check();
    return inference.residentBytes(model, threads, inputs.batches().get(0));
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
