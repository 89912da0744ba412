package org.woq4j.core.request;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.woq4j.api.option.OptionSpec;

/**
 * Writes a request as a recipe (YAML), for the record in the written model. The same request gives
 * the same text. It holds what shapes the output: no folders, and not whether to verify, how many
 * threads to use or how much memory.
 */
public final class RecipeText {

  private static final Set<String> WORDS_WITH_A_MEANING =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder text = new StringBuilder();

  private RecipeText() {}

  /**
   * The recipe that asks for the same.
   *
   * @param plugins the plugins that it requires
   */
  public static String of(QuantizationRequest request, List<PluginRequirement> plugins) {
    RecipeText writer = new RecipeText();
    writer.line("", "model", fileName(request.model()));
    writer.line("", "output", fileName(request.output()));
    if (!plugins.isEmpty()) {
      writer.text.append("plugins:\n  require:\n");
      plugins.forEach(writer::requirement);
    }
    if (!isEmpty(request.defaults())) {
      writer.text.append("defaults:\n");
      writer.settings("  ", request.defaults());
    }
    if (!request.rules().isEmpty()) {
      writer.text.append("rules:\n");
      request.rules().forEach(writer::rule);
    }
    request.calibration().ifPresent(writer::calibration);
    if (request.linearAlgebra() != LinearAlgebraChoice.AUTO) {
      writer.line("", "linear_algebra", request.linearAlgebra().name().toLowerCase(Locale.ROOT));
    }
    writer.line("", "external_data", request.externalData().name().toLowerCase(Locale.ROOT));
    return writer.text.toString();
  }

  private void requirement(PluginRequirement plugin) {
    StringBuilder parts = new StringBuilder();
    part(parts, "id", word(plugin.id()));
    plugin.version().ifPresent(version -> part(parts, "version", quoted(version)));
    plugin.sha256().ifPresent(digits -> part(parts, "sha256", quoted(digits)));
    text.append("    - {").append(parts).append("}\n");
  }

  private void calibration(Calibration calibration) {
    text.append("calibration:\n");
    line("  ", "source", word(calibration.source().id()));
    calibration.source().options().forEach((name, value) -> line("  ", word(name), value(value)));
    line("  ", "mode", word(OptionSpec.written(calibration.mode())));
    if (!calibration.providers().isEmpty()) {
      line("  ", "providers", value(calibration.providers()));
    }
    line("  ", "on_missing", word(calibration.onMissing().name().toLowerCase(Locale.ROOT)));
  }

  private static String fileName(Path path) {
    return quoted(path.getFileName() == null ? "" : path.getFileName().toString());
  }

  private static boolean isEmpty(Settings settings) {
    return settings.algorithm().isEmpty()
        && settings.format().isEmpty()
        && settings.scheme().isEmpty()
        && settings.skip().isEmpty();
  }

  private void rule(WeightRule rule) {
    line("  - ", "match", match(rule.matcher()));
    if (rule.settings().skip().orElse(false)) {
      line("    ", "skip", "true"); // what else it says has no effect
    } else {
      settings("    ", rule.settings());
    }
  }

  private static String match(WeightMatcher matcher) {
    if (matcher.operator().isEmpty() && matcher.weight().isEmpty() && matcher.name().isPresent()) {
      return quoted(matcher.name().get());
    }
    StringBuilder parts = new StringBuilder();
    matcher.name().ifPresent(pattern -> part(parts, "name", quoted(pattern)));
    matcher.operator().ifPresent(pattern -> part(parts, "op", quoted(pattern)));
    matcher.weight().ifPresent(pattern -> part(parts, "weight", quoted(pattern)));
    return "{" + parts + "}";
  }

  private static void part(StringBuilder parts, String key, String value) {
    parts.append(parts.isEmpty() ? "" : ", ").append(key).append(": ").append(value);
  }

  private void settings(String indent, Settings settings) {
    settings.algorithm().ifPresent(reference -> line(indent, "algorithm", brief(reference)));
    for (OptionSpec<?> spec : SchemeOptions.ALL) {
      Object value = settings.scheme().get(spec.name());
      if (value != null) {
        line(indent, spec.name(), value(value));
      }
    }
    settings.format().ifPresent(reference -> line(indent, "format", brief(reference)));
    settings.skip().ifPresent(skip -> line(indent, "skip", skip.toString()));
  }

  private void line(String indent, String key, String value) {
    text.append(indent).append(key).append(": ").append(value).append('\n');
  }

  private static String value(Object value) {
    if (value instanceof Reference reference) {
      return reference(reference);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RecipeText::value).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Double number) {
      return decimal(number);
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    return value instanceof Path path ? fileName(path) : word(OptionSpec.written(value));
  }

  private static String brief(Reference reference) {
    return reference.options().isEmpty() ? word(reference.id()) : reference(reference);
  }

  private static String reference(Reference reference) {
    StringBuilder parts = new StringBuilder("id: ").append(word(reference.id()));
    for (Map.Entry<String, Object> option : reference.options().entrySet()) {
      part(parts, word(option.getKey()), value(option.getValue()));
    }
    return "{" + parts + "}";
  }

  /** The shortest decimal that reads as the number; JDK 17's own is not always that. */
  private static String decimal(double number) {
    if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.toString(number);
    }
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; ; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == number) {
        String shortest = rounded.toString();
        return shortest.matches("-?\\d+") ? shortest + ".0" : shortest;
      }
    }
  }

  private static String word(String text) {
    boolean plain =
        text.matches("[A-Za-z][A-Za-z0-9_-]*")
            && !WORDS_WITH_A_MEANING.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                quoted.append('\\').append((char) point);
              } else if (point >= ' ' && point <= '~') {
                quoted.append((char) point);
              } else {
                quoted.append(
                    point > 0xFFFF ? "\\U%08X".formatted(point) : "\\u%04X".formatted(point));
              }
            });
    return quoted.append('"').toString();
  }
}
