package org.woq4j.kernels.group;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.api.weight.QuantizedWeight;

/**
 * A weight and what the reference made of it; golden/README.md describes the file.
 *
 * @param ratio share of each range that is kept
 * @param groups the reference's, column by column
 */
record ReferenceCase(
    String name, HeapWeight weight, QuantScheme scheme, double ratio, List<CodedGroup> groups) {

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
    QuantScheme scheme = scheme(in.readInt(), in.readInt(), in.readBoolean());
    double ratio = in.readDouble();
    String label = "%s (%s)".formatted(name, in.readUTF());
    HeapWeight weight = new HeapWeight(label, inputs, outputs, floats(in, inputs * outputs));
    return new ReferenceCase(label, weight, scheme, ratio, groups(in, weight, scheme));
  }

  private static QuantScheme scheme(int groupSize, int bits, boolean symmetric) {
    return new QuantScheme(
        bits,
        groupSize,
        symmetric ? Symmetry.SYMMETRIC_CENTERED : Symmetry.ASYMMETRIC,
        symmetric ? ZeroPoint.NONE : ZeroPoint.INTEGER,
        ElementType.FLOAT32);
  }

  private static List<CodedGroup> groups(DataInputStream in, HeapWeight weight, QuantScheme scheme)
      throws IOException {
    byte[] codes = in.readNBytes(in.readInt());
    int number = in.readInt();
    double[] scales = doubles(in, number);
    double[] zeroPoints = doubles(in, number);
    int rows = codes.length / number;
    int groupsOfColumn = scheme.groups(weight.inputFeatures());
    List<CodedGroup> groups = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      float[] values = values(weight, i / groupsOfColumn, i % groupsOfColumn * rows, rows);
      int[] unsigned = unsigned(Arrays.copyOfRange(codes, i * rows, (i + 1) * rows));
      groups.add(new CodedGroup(values, unsigned, scales[i], zeroPoints[i]));
    }
    return groups;
  }

  /** Values of up to the given number of rows of a column. */
  private static float[] values(HeapWeight weight, int column, int firstRow, int rows) {
    float[] values = new float[Math.min(rows, weight.inputFeatures() - firstRow)];
    for (int i = 0; i < values.length; i++) {
      values[i] = weight.values()[(firstRow + i) * weight.outputFeatures() + column];
    }
    return values;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return values;
  }

  private static float[] floats(DataInputStream in, int number) throws IOException {
    float[] values = new float[number];
    for (int i = 0; i < number; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  private static double[] doubles(DataInputStream in, int number) throws IOException {
    double[] values = new double[number];
    for (int i = 0; i < number; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  /** Our groups, column by column. */
  List<CodedGroup> quantized() {
    GroupQuantizer quantizer =
        new GroupQuantizer(weight, scheme, new RangeRule(ratio, ClipSearch.NONE, false), null);
    quantizer.columns(0, weight.outputFeatures());
    QuantizedWeight quantized = quantizer.result();
    List<CodedGroup> ours = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int column = i / quantized.groups();
      int group = i % quantized.groups();
      ours.add(CodedGroup.of(groups.get(i).values(), quantized, group, column));
    }
    return ours;
  }

  @Override
  public String toString() {
    return "%s, %d bits, ratio %s".formatted(name, scheme.bits(), ratio);
  }
}
