package org.woq4j.algorithms.gptq;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.woq4j.api.algorithm.WeightGroup;
import org.woq4j.api.calibration.ActivationStatistics;
import org.woq4j.api.calibration.Statistic;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.ArrayWeight;

/** A weight, its Hessian, and how well a float64 implementation did; see golden/README.md. */
record GoldenCase(
    String name,
    QuantScheme scheme,
    boolean actOrder,
    double damp,
    double relativeError,
    double relativeErrorOfRounding,
    WeightGroup group) {

  static List<GoldenCase> all() {
    try (InputStream file = GoldenCase.class.getResourceAsStream("/golden/gptq.bin.gz");
        DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
      List<GoldenCase> cases = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        cases.add(read(in));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(DataInputStream in) throws IOException {
    String name = in.readUTF();
    int inputs = in.readInt();
    int outputs = in.readInt();
    int groupSize = in.readInt();
    int bits = in.readInt();
    boolean symmetric = in.readBoolean();
    QuantScheme scheme =
        new QuantScheme(
            bits,
            groupSize,
            symmetric ? Symmetry.SYMMETRIC_CENTERED : Symmetry.ASYMMETRIC,
            symmetric ? ZeroPoint.NONE : ZeroPoint.INTEGER,
            ElementType.FLOAT32);
    return new GoldenCase(
        name,
        scheme,
        in.readBoolean(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        group(name, weight(in, inputs, outputs), hessian(in, inputs)));
  }

  private static ArrayWeight weight(DataInputStream in, int inputs, int outputs)
      throws IOException {
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return new ArrayWeight("weight", inputs, outputs, values);
  }

  private static float[] hessian(DataInputStream in, int inputs) throws IOException {
    float[] hessian = new float[inputs * inputs];
    for (int i = 0; i < inputs; i++) {
      for (int j = i; j < inputs; j++) {
        hessian[i * inputs + j] = in.readFloat();
        hessian[j * inputs + i] = hessian[i * inputs + j];
      }
    }
    return hessian;
  }

  private static WeightGroup group(String site, ArrayWeight weight, float[] hessian) {
    return new WeightGroup(
        site,
        List.of(weight),
        ActivationStatistics.ofSums(weight.inputFeatures(), 1, Map.of(Statistic.GRAM, hessian)));
  }

  /** The Hessian before damping, [K,K] row-major. */
  float[] gram() {
    return group.statistics().gram().orElseThrow();
  }

  @Override
  public String toString() {
    return name + " (" + scheme + (actOrder ? ", activation order)" : ")");
  }
}
