package org.woq4j.recipe.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.woq4j.api.Issue;
import org.woq4j.api.Location;
import org.woq4j.recipe.yaml.Node.Empty;
import org.woq4j.recipe.yaml.Node.Entry;
import org.woq4j.recipe.yaml.Node.Mapping;
import org.woq4j.recipe.yaml.Node.Scalar;
import org.woq4j.recipe.yaml.Node.Sequence;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document token by token. It refuses aliases, so that a small text cannot expand to
 * a large tree. It also refuses merge keys, which need aliases, and all tags except {@code !!str}.
 */
public final class YamlTree {

  private static final int MOST_LEVELS = 32;
  private static final int LONGEST_NUMBER = 40;
  private static final String TEXT_TAG = "tag:yaml.org,2002:str";
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build())
          .build();

  private final YAMLParser parser;
  private final Function<TokenStreamLocation, Location> places;
  private final List<Issue> issues;
  private boolean holdsAliases;

  private YamlTree(
      YAMLParser parser, Function<TokenStreamLocation, Location> places, List<Issue> issues) {
    this.parser = parser;
    this.places = places;
    this.issues = issues;
  }

  /**
   * Parses a document.
   *
   * @param text the document
   * @param places converts a position in the text to a location for the user
   * @param issues receives the problems
   * @return the tree, {@link Empty} for an empty document; empty if the text cannot be parsed
   */
  public static Optional<Node> parse(
      String text, Function<TokenStreamLocation, Location> places, List<Issue> issues) {
    try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
      YamlTree tree = new YamlTree(parser, places, issues);
      try {
        return Optional.of(tree.document()).filter(root -> !tree.holdsAliases);
      } catch (JacksonException failed) {
        tree.syntaxError(failed);
        return Optional.empty();
      }
    }
  }

  private Node document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new Empty(here());
    }
    Node root = value(first);
    if (parser.nextToken() != null) {
      problem("a second document begins here", "put each recipe into its own file");
    }
    return root;
  }

  private Node value(JsonToken token) {
    Location place = here();
    if (parser.isCurrentAlias()) {
      problem("the alias '*" + parser.getString() + "' is not supported", "write the value out");
      holdsAliases = true;
      return new Empty(place);
    }
    Object tag = parser.getTypeId();
    if (tag != null && !tag.equals(TEXT_TAG)) {
      problem("the tag '" + tag + "' is not supported", "remove it");
    }
    return switch (token) {
      case START_OBJECT -> mapping(place);
      case START_ARRAY -> sequence(place);
      case VALUE_TRUE -> new Scalar(true, place);
      case VALUE_FALSE -> new Scalar(false, place);
      case VALUE_NUMBER_INT -> new Scalar(whole(), place);
      case VALUE_NUMBER_FLOAT -> new Scalar(decimal(), place);
      case VALUE_STRING -> new Scalar(parser.getString(), place);
      default -> new Empty(place);
    };
  }

  private Node mapping(Location place) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Location key = here();
      Entry earlier = entries.get(name);
      if (earlier != null) {
        problem("'" + name + "' is given twice, first at " + earlier.key(), "remove one");
      } else if (name.equals("<<")) {
        problem("the merge key '<<' is not supported", "write the values out");
      }
      Entry entry = new Entry(key, value(parser.nextToken()));
      if (!name.equals("<<")) {
        entries.putIfAbsent(name, entry);
      }
    }
    return new Mapping(entries, place);
  }

  private Node sequence(Location place) {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return new Sequence(items, place);
  }

  /** The number, or its text if it does not fit into a long. */
  private Object whole() {
    String digits = parser.getString();
    NumberType type =
        digits.length() <= LONGEST_NUMBER ? parser.getNumberType() : NumberType.BIG_INTEGER;
    return switch (type) {
      case INT -> (Object) parser.getIntValue();
      case LONG -> (Object) parser.getLongValue();
      default -> digits;
    };
  }

  private Object decimal() {
    String digits = parser.getString();
    double value = digits.length() <= LONGEST_NUMBER ? parser.getDoubleValue() : Double.NaN;
    return Double.isFinite(value) ? (Object) value : digits;
  }

  private void syntaxError(JacksonException failed) {
    TokenStreamLocation place =
        failed.getLocation() == null ? parser.currentLocation() : failed.getLocation();
    String message = failed.getOriginalMessage();
    if (failed instanceof StreamConstraintsException) {
      message = "it is nested deeper than " + MOST_LEVELS + " levels, or a key is too long";
    } else if (failed.getCause() instanceof MarkedYamlEngineException marked) {
      message =
          marked.getProblem() + (marked.getContext() == null ? "" : " " + marked.getContext());
      place =
          marked
              .getProblemMark()
              .map(
                  mark ->
                      new TokenStreamLocation(
                          null, mark.getIndex(), mark.getLine() + 1, mark.getColumn() + 1))
              .orElse(place);
    }
    issues.add(
        Issue.of("this is not YAML: " + message.lines().findFirst().orElse("").strip())
            .at(Optional.of(places.apply(place))));
  }

  private void problem(String message, String cure) {
    issues.add(Issue.of(message, cure).at(Optional.of(here())));
  }

  private Location here() {
    return places.apply(parser.currentTokenLocation());
  }
}
