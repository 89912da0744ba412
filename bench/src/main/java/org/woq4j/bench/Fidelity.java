package org.woq4j.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares quantized sentence encoders with the float encoder: the mean over sentences of 1 −
 * cosine between the two embeddings of a sentence.
 */
public final class Fidelity {

  private Fidelity() {}

  /**
   * Prints a line for each quantized model: its error, its error relative to the first model, its
   * size.
   *
   * @param arguments a file of sentences that were not used for calibration, tokenizer.json, the
   *     float model, quantized models
   */
  public static void main(String[] arguments) throws OrtException, IOException {
    SentenceEncoder encoder = new SentenceEncoder(Path.of(arguments[0]), Path.of(arguments[1]));
    List<float[]> expected = encoder.embed(Path.of(arguments[2]));
    double first = Double.NaN;
    for (int i = 3; i < arguments.length; i++) {
      Path model = Path.of(arguments[i]);
      double error = error(expected, encoder.embed(model));
      first = i == 3 ? error : first;
      System.out.printf(
          "%.5f  %.3f  %5.1f MiB  %s%n",
          error, error / first, Files.size(model) / (double) (1 << 20), model.getFileName());
    }
  }

  private static double error(List<float[]> expected, List<float[]> actual) {
    double sum = 0;
    for (int i = 0; i < expected.size(); i++) {
      sum += 1 - cosine(expected.get(i), actual.get(i));
    }
    return sum / expected.size();
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int j = 0; j < a.length; j++) {
      product += (double) a[j] * b[j];
      squaresA += (double) a[j] * a[j];
      squaresB += (double) b[j] * b[j];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }
}
