package org.woq4j.evaluation.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.woq4j.api.calibration.ModelInput;
import org.woq4j.api.calibration.NamedTensor;
import org.woq4j.core.batch.Samples;
import org.woq4j.core.batch.SourceData;
import org.woq4j.core.registry.SourceChoice;

/**
 * Samples that a model was calibrated on, remembered by their contents: the same text is the same
 * sample in another batch, too. Immutable.
 */
public final class SampleKeys {

  private final Set<String> keys;

  private SampleKeys(Set<String> keys) {
    this.keys = keys;
  }

  /**
   * {@return the samples on which a model is calibrated}
   *
   * @param sources the sources of its calibration; none if it is not calibrated
   * @param inputs the inputs of the model
   */
  public static SampleKeys calibrating(Collection<SourceChoice> sources, List<ModelInput> inputs) {
    Samples division = new Samples(inputs);
    Set<String> keys = new HashSet<>();
    for (SourceChoice source : sources) {
      try (SourceData data = SourceData.open(source, inputs)) {
        for (List<NamedTensor> batch = data.next(); !batch.isEmpty(); batch = data.next()) {
          keys.addAll(keys(batch, division.count(batch)));
        }
      }
    }
    return new SampleKeys(keys);
  }

  /** Which samples of a batch are among them. */
  BitSet in(List<NamedTensor> batch, int count) {
    BitSet found = new BitSet(count);
    if (!keys.isEmpty()) {
      List<String> all = keys(batch, count);
      IntStream.range(0, count)
          .filter(sample -> keys.contains(all.get(sample)))
          .forEach(found::set);
    }
    return found;
  }

  private static List<String> keys(List<NamedTensor> batch, int count) {
    SampleSlices slices = SampleSlices.of(batch, count);
    return IntStream.range(0, count).mapToObj(sample -> key(slices, batch, sample)).toList();
  }

  private static String key(SampleSlices slices, List<NamedTensor> batch, int sample) {
    MessageDigest digest = sha256();
    for (NamedTensor input : batch) {
      NamedTensor one =
          slices.isPerSample(input.shape())
              ? slices.slice(input, slices.isPerToken(input.shape(), 2), sample)
              : input;
      update(digest, one);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, NamedTensor tensor) {
    String form = tensor.name() + tensor.type() + Arrays.toString(tensor.shape());
    digest.update(form.getBytes(StandardCharsets.UTF_8));
    ByteBuffer data = tensor.data().duplicate();
    digest.update(data);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
