package org.woq4j.targets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measured times of models with quantized weights, as shares of the float model's. Immutable.
 *
 * <p>The file has a line for each form: the operator, bits, group size, accuracy level, and a share
 * for each number of rows in the head line. Lines with {@code #} are comments.
 */
public final class SpeedTable {

  /** An operator that takes codes in blocks. */
  public static final String MATMUL_N_BITS = "MatMulNBits";

  /** An operator that takes codes of 8 bits; followed by the type of the weights. */
  public static final String MATMUL_INTEGER = "MatMulInteger ";

  /** Cells of the first line in front of the numbers of rows. */
  private static final String HEAD = "operator, bits, group, level, ";

  /** Cells of a line in front of the shares. */
  private static final int FORM_CELLS = 4;

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
  public record Form(String operator, int bits, int groupSize, int level) {

    /** In words, for messages. */
    String described() {
      return operator.startsWith(MATMUL_INTEGER)
          ? "format dynamic-int8 with " + operator.substring(MATMUL_INTEGER.length()) + " weights"
          : "format matmul-nbits with "
              + bits
              + " bits in groups of "
              + groupSize
              + " at accuracy level "
              + level;
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

  private record Line(Form form, double[] shares) {

    private String written() {
      Stream<Object> cells = Stream.of(form.operator, form.bits, form.groupSize, form.level);
      return joined(Stream.concat(cells, Arrays.stream(shares).mapToObj(SpeedTable::rounded)));
    }
  }

  private static String joined(Stream<?> cells) {
    return cells.map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String rounded(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }

  private final int[] rows;
  private final List<Line> lines;

  private SpeedTable(int[] rows, List<Line> lines) {
    this.rows = rows;
    this.lines = lines;
  }

  /**
   * A table of measured shares.
   *
   * @param rows numbers of rows, ascending
   * @param shares of each form, one for each number of rows; the lines keep their order
   */
  public static SpeedTable of(List<Integer> rows, Map<Form, double[]> shares) {
    return new SpeedTable(
        rows.stream().mapToInt(Integer::intValue).toArray(),
        shares.entrySet().stream().map(each -> new Line(each.getKey(), each.getValue())).toList());
  }

  /** The lines of its file, which a target reads with the option {@code table}. */
  public List<String> lines() {
    String head = HEAD + joined(Arrays.stream(rows).boxed());
    return Stream.concat(Stream.of(head), lines.stream().map(Line::written)).toList();
  }

  /** Reads a table among the resources of this package. */
  static SpeedTable ofResource(String name) {
    try (InputStream in = SpeedTable.class.getResourceAsStream(name);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8))) {
      return parse(reader.lines().toList());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Reads a table from a file.
   *
   * @throws org.woq4j.api.WoqException if it cannot be read or is malformed
   */
  static SpeedTable ofFile(Path file) {
    try {
      return parse(Files.readAllLines(file));
    } catch (IOException unreadable) {
      throw TargetsError.TABLE.because(
          "cannot read the table " + file + ": " + unreadable,
          "name a file that `woq bench-target --output` wrote");
    } catch (IllegalArgumentException malformed) {
      throw TargetsError.TABLE.because(
          "the table " + file + " is malformed: " + malformed.getMessage(),
          "name a file that `woq bench-target --output` wrote");
    }
  }

  /**
   * Reads the lines of a table.
   *
   * @throws IllegalArgumentException if they are malformed
   */
  static SpeedTable parse(List<String> text) {
    List<String[]> cells =
        text.stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(SpeedTable::cells)
            .toList();
    if (cells.size() < 2 || cells.get(0).length <= FORM_CELLS) {
      throw new IllegalArgumentException("it has no head line with numbers of rows, or no form");
    }
    int columns = cells.get(0).length;
    if (cells.stream().anyMatch(line -> line.length != columns)) {
      throw new IllegalArgumentException("its lines have different numbers of cells");
    }
    int[] rows = Arrays.stream(cells.get(0)).skip(FORM_CELLS).mapToInt(Integer::parseInt).toArray();
    return new SpeedTable(rows, cells.stream().skip(1).map(SpeedTable::line).toList());
  }

  private static String[] cells(String line) {
    String[] cells = line.split(",", -1);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cells[i].strip();
    }
    return cells;
  }

  private static Line line(String[] cells) {
    return new Line(
        new Form(
            cells[0],
            Integer.parseInt(cells[1]),
            Integer.parseInt(cells[2]),
            Integer.parseInt(cells[3])),
        Arrays.stream(cells).skip(FORM_CELLS).mapToDouble(Double::parseDouble).toArray());
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

  /**
   * The fastest of the measured forms that come into question, whatever its bits; empty if none.
   */
  Optional<Form> fastest(OptionalInt number, Predicate<Form> allowed) {
    return lines.stream()
        .filter(line -> allowed.test(line.form()))
        .min(Comparator.comparingDouble(line -> share(line, number)))
        .map(Line::form);
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

  /** The forms and their shares, in lines for a reader. */
  List<String> described() {
    List<String> described = new ArrayList<>();
    described.add("share of float's time at " + joined(Arrays.stream(rows).boxed()) + " rows");
    for (Line line : lines) {
      described.add(
          line.form().described()
              + ": "
              + Arrays.stream(line.shares())
                  .mapToObj(SpeedTable::rounded)
                  .collect(Collectors.joining(", ")));
    }
    return described;
  }
}
