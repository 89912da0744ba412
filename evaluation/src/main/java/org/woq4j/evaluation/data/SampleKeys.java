package org.woq4j.evaluation.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
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
          int count = division.count(batch);
          for (int sample = 0; sample < count; sample++) {
            keys.add(key(batch, count, sample));
          }
        }
      }
    }
    return new SampleKeys(keys);
  }

  /** {@return whether a sample of a batch is one of them} */
  boolean contains(List<NamedTensor> batch, int count, int sample) {
    return !keys.isEmpty() && keys.contains(key(batch, count, sample));
  }

  private static String key(List<NamedTensor> batch, int count, int sample) {
    SampleSlices slices = SampleSlices.of(batch, count);
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
