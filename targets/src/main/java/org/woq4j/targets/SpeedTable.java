package org.woq4j.targets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Measured times of models with quantized weights, as shares of the float model's. Immutable.
 *
 * <p>The file has a line for each form: the operator, bits, group size, accuracy level, and a share
 * for each number of rows in the head line. Lines with {@code #} are comments.
 */
final class SpeedTable {

  static final String MATMUL_N_BITS = "MatMulNBits";

  /** Followed by the type of the weights. */
  static final String MATMUL_INTEGER = "MatMulInteger ";

  /** Calls that count alike where the number of rows is not known. */
  private static final int[] TYPICAL_ROWS = {1, 16, 128};

  /**
   * A form of stored weights.
   *
   * @param operator the operator that reads the codes
   * @param bits of a stored code
   * @param groupSize rows of a column that share a scale; -1 for all
   * @param level accuracy level of the product; 0 where the operator has none
   */
  record Form(String operator, int bits, int groupSize, int level) {

    /** In words, for messages. */
    String described() {
      return operator.startsWith(MATMUL_INTEGER)
          ? "format dynamic-int8 with " + operator.substring(MATMUL_INTEGER.length()) + " weights"
          : "format matmul-nbits with %d bits in groups of %d at accuracy level %d"
              .formatted(bits, groupSize, level);
    }

    private boolean isLike(Form other) {
      return operator.equals(other.operator) && bits == other.bits && level == other.level;
    }

    /** How far the group sizes are apart: one that is twice the other is 1 away. */
    private double distance(Form other) {
      return Math.abs(Math.log((double) rows(groupSize) / rows(other.groupSize)) / Math.log(2));
    }

    private static int rows(int groupSize) {
      return groupSize == -1 ? 1 << 12 : groupSize;
    }
  }

  private record Line(Form form, double[] shares) {}

  private final int[] rows;
  private final List<Line> lines;

  private SpeedTable(int[] rows, List<Line> lines) {
    this.rows = rows;
    this.lines = lines;
  }

  /** Reads a table among the resources of this package. */
  static SpeedTable ofResource(String name) {
    try (InputStream in = SpeedTable.class.getResourceAsStream(name);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8))) {
      return parse(reader.lines().filter(line -> !line.startsWith("#")).toList());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static SpeedTable parse(List<String> text) {
    String[] head = text.get(0).split(",", -1);
    int[] rows = new int[head.length - 4];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Integer.parseInt(head[i + 4].strip());
    }
    List<Line> lines = new ArrayList<>();
    for (String line : text.subList(1, text.size())) {
      String[] cells = line.split(",", -1);
      double[] shares = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        shares[i] = Double.parseDouble(cells[i + 4].strip());
      }
      lines.add(
          new Line(
              new Form(
                  cells[0].strip(),
                  Integer.parseInt(cells[1].strip()),
                  Integer.parseInt(cells[2].strip()),
                  Integer.parseInt(cells[3].strip())),
              shares));
    }
    return new SpeedTable(rows, lines);
  }

  /**
   * The time of a form as a share of the float weight's, at the nearest measured group size.
   *
   * @param number rows of a call; if empty, the geometric mean over 1, 16 and 128 rows
   * @return empty if the form was not measured
   */
  Optional<Double> share(Form form, OptionalInt number) {
    return lines.stream()
        .filter(line -> line.form().isLike(form))
        .min(Comparator.comparingDouble(line -> line.form().distance(form)))
        .map(line -> share(line, number));
  }

  /** The fastest measured form, whatever its bits. */
  Form fastest(OptionalInt number) {
    return lines.stream()
        .min(Comparator.comparingDouble(line -> share(line, number)))
        .orElseThrow()
        .form();
  }

  private double share(Line line, OptionalInt number) {
    if (number.isPresent()) {
      return at(line, number.getAsInt());
    }
    double logarithms = 0;
    for (int typical : TYPICAL_ROWS) {
      logarithms += Math.log(at(line, typical));
    }
    return Math.exp(logarithms / TYPICAL_ROWS.length);
  }

  /** Between measured numbers of rows, linear in the logarithm of the rows. */
  private double at(Line line, int number) {
    int last = rows.length - 1;
    if (number <= rows[0]) {
      return line.shares()[0];
    }
    int above = 1;
    while (above < last && rows[above] < number) {
      above++;
    }
    if (number >= rows[last]) {
      return line.shares()[last];
    }
    double part =
        Math.log((double) number / rows[above - 1])
            / Math.log((double) rows[above] / rows[above - 1]);
    return line.shares()[above - 1] * (1 - part) + line.shares()[above] * part;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("operator, bits, group size, accuracy level");
    for (int number : rows) {
      text.append(", ").append(number);
    }
    for (Line line : lines) {
      Form form = line.form();
      text.append('\n')
          .append(
              String.join(
                  ", ",
                  form.operator(),
                  String.valueOf(form.bits()),
                  String.valueOf(form.groupSize()),
                  String.valueOf(form.level())));
      for (double share : line.shares()) {
        text.append(String.format(Locale.ROOT, ", %.2f", share));
      }
    }
    return text.toString();
  }
}
