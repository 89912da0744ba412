package org.woq4j.core.rules;

import static org.woq4j.core.request.SchemeOptions.BITS;
import static org.woq4j.core.request.SchemeOptions.GROUP_SIZE;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.woq4j.core.model.ConstantWeight;
import org.woq4j.core.registry.Registry;
import org.woq4j.core.request.Embeddings;
import org.woq4j.core.request.QuantizationRequest;
import org.woq4j.core.request.RecipeKeys;
import org.woq4j.core.request.Reference;
import org.woq4j.core.request.Settings;

/**
 * The settings of embeddings. Those of matrices say little about them: an embedding has no
 * activation, and each token reads a whole row of it. A row has one scale if its codes are wider
 * than 4 bits, and one for each 32 elements if they are not.
 */
final class EmbeddingSettings {

  private static final String ONE_SCALE_PER_ROW = "gather-int8";
  private static final String BLOCKS = "gather-block-quantized";
  private static final int BLOCK = 32;

  /** The widest codes that are packed two to a byte. */
  private static final long PACKED_BITS = 4;

  /** What makes a table smaller by fewer bytes is not worth its nodes, or its error. */
  private static final long LEAST_SAVING = 128 << 10;

  private final QuantizationRequest request;
  private final Registry registry;

  EmbeddingSettings(QuantizationRequest request, Registry registry) {
    this.request = request;
    this.registry = registry;
  }

  /** Settings of an embedding: those of its rule, and for what it leaves open these. */
  Settings of(ConstantWeight weight, Optional<Settings> rule) {
    Settings given = rule.orElseGet(() -> Settings.builder().build());
    Map<String, Object> scheme = given.scheme();
    Object bits = scheme.getOrDefault(BITS.name(), bits(weight));
    boolean blocks =
        given
            .format()
            .map(format -> !format.id().equals(ONE_SCALE_PER_ROW))
            .orElse(isPacked(bits) || hasGroups(scheme.getOrDefault(GROUP_SIZE.name(), -1)));
    Settings.Builder open =
        Settings.builder()
            .bits(bits(weight))
            .groupSize(blocks ? BLOCK : -1)
            .scheme(blocks ? "asym" : "sym")
            .format(blocks ? BLOCKS : ONE_SCALE_PER_ROW);
    if (registry.algorithm(Registry.ROUND_TO_NEAREST).isPresent()) {
      open.algorithm(Registry.ROUND_TO_NEAREST);
    } else {
      request.defaults().algorithm().ifPresent(open::algorithm);
    }
    request.defaults().skip().ifPresent(open::skip);
    return given.over(open.build());
  }

  /**
   * Settings of an embedding that is also an output head: those of its rule, and for what it leaves
   * open the head's, in a format that can share the head's codes. Empty if the request gives
   * embeddings other bits.
   */
  Optional<Settings> ofTied(Optional<Settings> rule, Settings head) {
    Object headBits = head.scheme().getOrDefault(BITS.name(), BITS.defaultValue().orElseThrow());
    boolean otherBits =
        request.embeddings().isPresent()
            && !String.valueOf(request.embeddings().getAsInt()).equals(String.valueOf(headBits));
    if (otherBits || registry.emitter(BLOCKS).isEmpty()) {
      return Optional.empty();
    }
    Settings open =
        new Settings(
            head.algorithm(),
            Optional.of(Reference.of(BLOCKS)),
            head.scheme(),
            head.skip(),
            head.locations());
    return Optional.of(rule.map(given -> given.over(open)).orElse(open));
  }

  /** Why an embedding that no rule matches is left as it is; empty if it is quantized. */
  Optional<String> reasonToSkip(ConstantWeight weight) {
    if (request.embeddings().equals(OptionalInt.of(Embeddings.OFF))) {
      return Optional.of("'" + RecipeKeys.EMBEDDINGS + "' is off");
    }
    int bits = bits(weight);
    String format = bits <= PACKED_BITS ? BLOCKS : ONE_SCALE_PER_ROW;
    if (registry.algorithm(Registry.ROUND_TO_NEAREST).isEmpty()
        || registry.emitter(format).isEmpty()) {
      return Optional.of(
          "an embedding needs the algorithm %s and the format %s, and they are not on the class path"
              .formatted(Registry.ROUND_TO_NEAREST, format));
    }
    return saving(weight, bits) < LEAST_SAVING
        ? Optional.of("an embedding this small would save next to nothing")
        : Optional.empty();
  }

  private static long saving(ConstantWeight weight, int bits) {
    return weight.bytes() - weight.elements() * bits / Byte.SIZE;
  }

  private int bits(ConstantWeight weight) {
    int bits = request.embeddings().orElse(Embeddings.DEFAULT);
    boolean isWorthPacking = weight.elements() / 2 >= LEAST_SAVING;
    return bits != Embeddings.OFF && isWorthPacking ? bits : Embeddings.DEFAULT;
  }

  private static boolean isPacked(Object bits) {
    return bits instanceof Number number && number.longValue() <= PACKED_BITS;
  }

  private static boolean hasGroups(Object groupSize) {
    return groupSize instanceof Number number && number.longValue() != -1;
  }
}
