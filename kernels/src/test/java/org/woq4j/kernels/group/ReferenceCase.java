package org.woq4j.kernels.group;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;

/** A weight and what the reference made of it; see golden/README.md. */
record ReferenceCase(
    String name,
    int inputs,
    int outputs,
    QuantScheme scheme,
    double ratio,
    String kind,
    float[] weight,
    byte[] codes,
    double[] scales,
    double[] zeroPoints) {

  static List<ReferenceCase> all() {
    try (InputStream file = ReferenceCase.class.getResourceAsStream("/golden/quant_tensor.bin.gz");
        DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
      List<ReferenceCase> cases = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        cases.add(read(in));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReferenceCase read(DataInputStream in) throws IOException {
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
    double ratio = in.readDouble();
    String kind = in.readUTF();
    float[] weight = new float[inputs * outputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = in.readFloat();
    }
    byte[] codes = in.readNBytes(in.readInt());
    int blocks = in.readInt();
    return new ReferenceCase(
        name,
        inputs,
        outputs,
        scheme,
        ratio,
        kind,
        weight,
        codes,
        doubles(in, blocks),
        doubles(in, blocks));
  }

  private static double[] doubles(DataInputStream in, int number) throws IOException {
    double[] values = new double[number];
    for (int i = 0; i < number; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  @Override
  public String toString() {
    return name + " (" + kind + ", " + scheme.bits() + " bits, ratio " + ratio + ")";
  }
}
