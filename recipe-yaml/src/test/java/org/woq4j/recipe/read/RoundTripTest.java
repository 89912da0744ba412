package org.woq4j.recipe.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.woq4j.core.request.ExternalData;
import org.woq4j.core.request.LinearAlgebraChoice;
import org.woq4j.core.request.PluginRequirement;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;
import org.woq4j.core.request.WeightMatcher;
import org.woq4j.core.request.WeightRule;
import org.woq4j.recipe.write.YamlRecipeWriter;

/** What the writer writes as the recipe of a request, the reader reads as that request. */
class RoundTripTest {

  @Property(tries = 150, seed = "42", edgeCases = EdgeCasesMode.NONE)
  void aRequestIsReadAsItWasWritten(
      @ForAll("requests") QuantizationRequest request,
      @ForAll("plugins") List<PluginRequirement> plugins) {
    String text = new YamlRecipeWriter().write(request, plugins);
    ReadRecipe read = Recipes.read("model: m\noutput: o\n" + text);
    assertThat(read.issues()).as(text).isEmpty();
    assertThat(withoutLocations(read.request())).as(text).isEqualTo(request);
    assertThat(read.plugins().required().stream().map(RoundTripTest::withoutLocation))
        .as(text)
        .containsExactlyElementsOf(plugins);
    assertThat(new YamlRecipeWriter().write(read.request(), read.plugins().required()))
        .isEqualTo(text);
  }

  @Provide
  Arbitrary<QuantizationRequest> requests() {
    return Combinators.combine(
            settings(),
            Arbitraries.of(8, 4, 0).optional(),
            rules().list().ofMaxSize(3),
            Arbitraries.of(ExternalData.class),
            Arbitraries.of(LinearAlgebraChoice.class))
        .as(
            (defaults, embeddings, rules, externalData, linearAlgebra) -> {
              QuantizationRequest.Builder request =
                  QuantizationRequest.builder(Path.of("m"), Path.of("o"))
                      .defaults(defaults)
                      .externalData(externalData)
                      .linearAlgebra(linearAlgebra);
              embeddings.ifPresent(request::embeddings);
              rules.forEach(request::rule);
              return request.build();
            });
  }

  @Provide
  Arbitrary<List<PluginRequirement>> plugins() {
    Arbitrary<String> text = texts().filter(one -> !one.isBlank());
    Arbitrary<String> digits = Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
    return Combinators.combine(text, text.optional(), digits.optional())
        .as((id, version, sha256) -> new PluginRequirement(id, version, sha256, Optional.empty()))
        .list()
        .ofMaxSize(3);
  }

  private static Arbitrary<WeightRule> rules() {
    Arbitrary<Settings> skips = Arbitraries.just(Settings.builder().skip(true).build());
    Arbitrary<Settings> quantizes = settings().filter(said -> !said.skip().orElse(false));
    return Combinators.combine(matchers(), Arbitraries.oneOf(skips, quantizes))
        .as((matcher, settings) -> new WeightRule(matcher, settings, Optional.empty()));
  }

  private static Arbitrary<WeightMatcher> matchers() {
    Arbitrary<Optional<String>> pattern = texts().filter(text -> !text.isBlank()).optional(0.5);
    return Combinators.combine(pattern, pattern, pattern)
        .as(WeightMatcher::new)
        .filter(
            matcher ->
                matcher.name().isPresent()
                    || matcher.operator().isPresent()
                    || matcher.weight().isPresent());
  }

  private static Arbitrary<Settings> settings() {
    Arbitrary<Optional<Object>> bits = Arbitraries.integers().between(1, 8).asGeneric().optional();
    Arbitrary<Optional<Object>> groups =
        Arbitraries.integers().between(-1, 4096).asGeneric().optional();
    Arbitrary<Optional<Object>> scheme = Arbitraries.of("asym", "sym").asGeneric().optional();
    Arbitrary<Optional<Object>> range = Arbitraries.of("full", "centered").asGeneric().optional();
    return Combinators.combine(
            references(2).optional(),
            references(0).optional(),
            bits,
            groups,
            scheme,
            range,
            Arbitraries.of(true, false).optional(0.3))
        .as(
            (algorithm, format, b, g, s, r, skip) -> {
              Settings.Builder settings = Settings.builder();
              algorithm.ifPresent(settings::algorithm);
              format.ifPresent(settings::format);
              b.ifPresent(value -> settings.scheme("bits", value));
              g.ifPresent(value -> settings.scheme("group_size", value));
              s.ifPresent(value -> settings.scheme("scheme", value));
              r.ifPresent(value -> settings.scheme("sym_range", value));
              skip.ifPresent(settings::skip);
              return settings.build();
            });
  }

  private static Arbitrary<Reference> references(int depth) {
    Arbitrary<String> ids = texts().filter(text -> !text.isBlank());
    Arbitrary<String> names = texts().filter(name -> !name.equals("id") && !name.equals("<<"));
    return Combinators.combine(ids, Arbitraries.maps(names, values(depth)).ofMaxSize(3))
        .as(Reference::of);
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> plain =
        Arbitraries.oneOf(
            texts().asGeneric(),
            Arbitraries.of(true, false).asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.longs().filter(n -> n != n.intValue()).asGeneric(),
            Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite).asGeneric(),
            Arbitraries.of(0.1, -0.0, 1.0, 1e10, 1e-7, 100.0).asGeneric());
    Arbitrary<Object> list = plain.list().ofMaxSize(3).asGeneric();
    return depth == 0
        ? Arbitraries.oneOf(plain, list)
        : Arbitraries.oneOf(plain, list, references(depth - 1).asGeneric());
  }

  /** Texts that YAML might take for something else, and any others. */
  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "rtn",
            "matmul-nbits",
            "null",
            "True",
            "no",
            "~",
            "1",
            "1.5",
            "0x1f",
            "",
            " a ",
            "- a",
            "a: b",
            "#",
            "*",
            "&a",
            "!t",
            "re:^/a\\d+$",
            "[",
            "{",
            "'",
            "\"",
            "a\nb",
            "\t",
            "---",
            "\uD83D\uDE00",
            "\u0000",
            "\u2028",
            "\uFEFF",
            "<<",
            "@",
            "%",
            "|",
            ">",
            "?",
            "=",
            "y"),
        Arbitraries.strings().ofMaxLength(12).filter(RoundTripTest::isWellFormed));
  }

  private static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  private static PluginRequirement withoutLocation(PluginRequirement read) {
    return new PluginRequirement(read.id(), read.version(), read.sha256(), Optional.empty());
  }

  private static QuantizationRequest withoutLocations(QuantizationRequest read) {
    QuantizationRequest.Builder request =
        QuantizationRequest.builder(read.model(), read.output())
            .defaults(withoutLocations(read.defaults()))
            .externalData(read.externalData())
            .linearAlgebra(read.linearAlgebra());
    read.embeddings().ifPresent(request::embeddings);
    for (WeightRule rule : read.rules()) {
      request.rule(
          new WeightRule(rule.matcher(), withoutLocations(rule.settings()), Optional.empty()));
    }
    return request.build();
  }

  private static Settings withoutLocations(Settings read) {
    return new Settings(
        read.algorithm().map(RoundTripTest::withoutLocations),
        read.format().map(RoundTripTest::withoutLocations),
        read.scheme(),
        read.skip(),
        Map.of());
  }

  private static Reference withoutLocations(Reference read) {
    Map<String, Object> options = new TreeMap<>(read.options());
    options.replaceAll(
        (name, value) -> value instanceof Reference nested ? withoutLocations(nested) : value);
    return Reference.of(read.id(), options);
  }
}
