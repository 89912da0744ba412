package org.woq4j.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures the latency of text encoders for one sentence, on one thread, in turns, so that a change
 * of the machine's load meets all of them.
 */
public final class EncoderSpeed {

  private static final int[] TOKENS = {16, 128};
  private static final int WARM_UP = 3;
  private static final int RUNS = 31;
  private static final int LEAST_ID = 1000;
  private static final int MOST_ID = 20_000;

  private EncoderSpeed() {}

  /**
   * Prints a line for each model: its size, and its latency at 16 and 128 tokens as a share of the
   * first model's, which is the float one.
   *
   * @param arguments the models
   */
  public static void main(String[] arguments) throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    List<OrtSession> models = new ArrayList<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      for (String model : arguments) {
        models.add(environment.createSession(model, options));
      }
    }
    double[][] medians = new double[TOKENS.length][];
    for (int i = 0; i < TOKENS.length; i++) {
      medians[i] = medians(environment, models, TOKENS[i]);
    }
    for (int model = 0; model < models.size(); model++) {
      System.out.printf(
          "%5.1f MB  %.2f  %.2f  %s%n",
          Files.size(Path.of(arguments[model])) / 1e6,
          medians[0][model] / medians[0][0],
          medians[1][model] / medians[1][0],
          arguments[model]);
    }
  }

  private static double[] medians(OrtEnvironment environment, List<OrtSession> models, int tokens)
      throws OrtException {
    double[][] seconds = new double[models.size()][RUNS];
    for (int run = -WARM_UP; run < RUNS; run++) {
      for (int model = 0; model < models.size(); model++) {
        double taken = time(environment, models.get(model), tokens);
        if (run >= 0) {
          seconds[model][run] = taken;
        }
      }
    }
    return Arrays.stream(seconds).mapToDouble(EncoderSpeed::median).toArray();
  }

  private static double time(OrtEnvironment environment, OrtSession model, int tokens)
      throws OrtException {
    Map<String, OnnxTensor> feeds = new HashMap<>();
    try {
      for (String input : model.getInputNames()) {
        feeds.put(input, OnnxTensor.createTensor(environment, values(input, tokens)));
      }
      long start = System.nanoTime();
      model.run(feeds).close();
      return (System.nanoTime() - start) / 1e9;
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static long[][] values(String input, int tokens) {
    long[] row = new long[tokens];
    if (input.equals("input_ids")) {
      Random random = new Random(tokens);
      Arrays.setAll(row, i -> LEAST_ID + random.nextInt(MOST_ID - LEAST_ID));
    } else if (input.equals("attention_mask")) {
      Arrays.fill(row, 1);
    }
    return new long[][] {row};
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
