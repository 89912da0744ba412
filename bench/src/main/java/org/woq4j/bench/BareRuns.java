package org.woq4j.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.woq4j.api.calibration.Batches;
import org.woq4j.api.calibration.NamedTensor;

/**
 * Runs sentence encoders on the batches that {@code woq compare} would run them on, one after the
 * other, and nothing else. What it takes in time and memory is what a comparison takes at least.
 */
public final class BareRuns {

  private BareRuns() {}

  /**
   * Prints the seconds of the runs.
   *
   * @param arguments a file of sentences, tokenizer.json, models
   */
  public static void main(String[] arguments) throws OrtException {
    SentenceEncoder encoder = new SentenceEncoder(Path.of(arguments[0]), Path.of(arguments[1]));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    List<OrtSession> sessions = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      sessions.add(environment.createSession(arguments[i]));
    }
    long start = System.nanoTime();
    try (Batches batches = encoder.batches(8)) {
      for (List<NamedTensor> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
        run(environment, sessions, batch);
      }
    }
    System.out.printf("%.1f s%n", (System.nanoTime() - start) / 1e9);
    for (OrtSession session : sessions) {
      session.close();
    }
  }

  private static void run(
      OrtEnvironment environment, List<OrtSession> sessions, List<NamedTensor> batch)
      throws OrtException {
    Map<String, OnnxTensor> feeds = new HashMap<>();
    for (NamedTensor tensor : batch) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(tensor.data().remaining());
      bytes.order(ByteOrder.nativeOrder()).put(tensor.data().duplicate()).flip();
      feeds.put(
          tensor.name(),
          OnnxTensor.createTensor(environment, bytes.asLongBuffer(), tensor.shape()));
    }
    for (OrtSession session : sessions) {
      session.run(feeds).close();
    }
    feeds.values().forEach(OnnxTensor::close);
  }
}
