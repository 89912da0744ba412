package org.woq4j.documents.json;

import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.woq4j.api.option.OptionSpec;
import org.woq4j.api.quality.Figure;
import org.woq4j.core.report.ReportSection;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Writes a public record of records, lists, texts, numbers, enums, optionals and figures as
 * indented JSON: keys in snake_case in the order of the components, enum constants as recipes write
 * them, no key for an empty value. Numbers that JSON has not are the texts {@code NaN}, {@code
 * Infinity} and {@code -Infinity}. The same record gives the same text.
 *
 * <p>It streams, so that a run that writes a report does not load databinding.
 */
public final class RecordJson {

  // The factory's own writer of decimals is the shortest on every JDK; JDK 17's is not.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  /** Indents by two spaces and ends lines alike on every platform. */
  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }

  private final JsonGenerator json;

  private RecordJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * {@return the JSON of a record, with a line break at its end}
   *
   * @param record a report or a comparison
   */
  public static String of(Record record) {
    return of(record, Map.of());
  }

  /**
   * {@return the JSON of a record with further properties}
   *
   * @param record a report or a comparison
   * @param further further properties, by their keys, behind those of the record
   */
  public static String of(Record record, Map<String, ? extends Record> further) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(new Indented(), text)) {
      new RecordJson(generator).object(record, further);
    }
    return text.append('\n').toString();
  }

  private void object(Record record, Map<String, ? extends Record> further) {
    json.writeStartObject();
    properties(record);
    further.forEach(this::property);
    json.writeEndObject();
  }

  private void value(Object value) {
    if (value instanceof Record record) {
      object(record, Map.of());
    } else if (value instanceof Figure figure) {
      value(FigureJson.of(figure));
    } else if (value instanceof Collection<?> items) {
      json.writeStartArray();
      items.forEach(this::value);
      json.writeEndArray();
    } else if (value instanceof Enum<?> constant) {
      json.writeString(OptionSpec.written(constant));
    } else if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else {
      json.writeString(value.toString());
    }
  }

  /** Values of a section are listed among those of the record around it. */
  private void properties(Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object part = part(record, component);
      if (part instanceof ReportSection && part instanceof Record section) {
        properties(section);
      } else {
        property(snakeCase(component.getName()), part);
      }
    }
  }

  private void property(String name, Object value) {
    present(value)
        .ifPresent(
            written -> {
              json.writeName(name);
              value(written);
            });
  }

  private static Optional<?> present(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional;
    }
    if (value instanceof OptionalDouble number) {
      return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
    return Optional.of(value);
  }

  private static Object part(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(component + " of a public record cannot be read", impossible);
    }
  }

  private static String snakeCase(String name) {
    return CAPITAL.matcher(name).replaceAll("_$0").toLowerCase(Locale.ROOT);
  }
}
