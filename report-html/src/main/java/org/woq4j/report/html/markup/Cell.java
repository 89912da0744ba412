package org.woq4j.report.html.markup;

import java.util.Optional;
import java.util.OptionalDouble;
import org.woq4j.core.report.ByteSize;

/**
 * A cell of a table.
 *
 * @param shown what people read
 * @param exact the number for sorting, charts and copies; empty for a text
 */
public record Cell(String shown, Optional<Double> exact) {

  /** {@return a text} */
  public static Cell text(String text) {
    return new Cell(text, Optional.empty());
  }

  /** {@return a cell without a value} */
  public static Cell none() {
    return text("");
  }

  /** {@return a number} */
  public static Cell number(double number) {
    return new Cell(Numbers.of(number), Optional.of(number));
  }

  /** {@return a number where there is one} */
  public static Cell number(Optional<Double> number) {
    return number.map(Cell::number).orElse(none());
  }

  /** {@return a number where there is one} */
  public static Cell number(OptionalDouble number) {
    return number.isPresent() ? number(number.getAsDouble()) : none();
  }

  /** {@return a count} */
  public static Cell count(long count) {
    return new Cell(Long.toString(count), Optional.of((double) count));
  }

  /** {@return a size in bytes} */
  public static Cell bytes(long bytes) {
    return new Cell(ByteSize.text(bytes), Optional.of((double) bytes));
  }

  /** {@return a time} */
  public static Cell seconds(double seconds) {
    return new Cell(Numbers.seconds(seconds), Optional.of(seconds));
  }

  /** The exact number as a script and a spreadsheet read it. */
  Optional<String> written() {
    return exact.map(
        number ->
            number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString(number.longValue())
                : Double.toString(number));
  }
}
