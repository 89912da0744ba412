package org.woq4j.calibration.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.woq4j.api.Issue;
import org.woq4j.api.WoqException;
import org.woq4j.calibration.text.form.AddedTokens;
import org.woq4j.calibration.text.form.TokenizerForm;

/** A Hugging Face tokenizer, which runs in native code. For use by one thread. */
final class Tokenizer implements AutoCloseable {

  private static final String OFFLINE = "ai.djl.offline";

  /** The key is the file system's own, where it has one: a link may lead to another file. */
  private record Version(Path file, @Nullable Object key, FileTime changed, long bytes) {

    static Version of(Path file) throws IOException {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Version(file, found.fileKey(), found.lastModifiedTime(), found.size());
    }
  }

  /** A run opens its tokenizer several times; its form is checked once. */
  private static volatile @Nullable Version checked;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxLength;

  private Tokenizer(HuggingFaceTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  /**
   * Reads a tokenizer.
   *
   * @param file a tokenizer.json
   * @param maxLength maximum number of tokens of a sample
   * @param length fixed number of tokens of a sample; if absent, samples are padded to the longest
   *     of their batch
   * @throws WoqException if the file is not a tokenizer, or its native library cannot be loaded
   */
  static Tokenizer read(Path file, int maxLength, OptionalInt length) {
    int most = Math.min(maxLength, length.orElse(maxLength));
    Map<String, String> settings =
        Map.of(
            "truncation",
            "true",
            "maxLength",
            Integer.toString(most),
            "modelMaxLength",
            Integer.toString(most),
            "stride",
            "0",
            "padding",
            "true",
            "padToMultipleOf",
            Integer.toString(length.orElse(0)));
    try {
      checkForm(file);
      return new Tokenizer(readOffline(Files.newInputStream(file), settings), most);
    } catch (EngineException | LinkageError missing) {
      Issue issue =
          Issue.of(
              "the tokenizer's native library cannot be loaded: " + missing.getMessage(),
              cure(missing));
      // With the cause: where a class is missing, the engine names its jar in place of this.
      throw new WoqException(TextError.NATIVE_LIBRARY, List.of(issue), missing);
    } catch (IOException | RuntimeException bad) {
      throw TextError.TOKENIZER.because(
          "tokenizer: " + file + " cannot be read as a tokenizer: " + bad.getMessage(),
          "use the model's tokenizer.json, in Hugging Face's format");
    }
  }

  private static void checkForm(Path file) throws IOException {
    Version now = Version.of(file);
    if (!now.equals(checked)) {
      checkContent(file);
      checked = now;
    }
  }

  private static void checkContent(Path file) throws IOException {
    AddedTokens added = TokenizerForm.check(file);
    if (!added.areNormalized()) {
      added.check(UnaryOperator.identity());
      return;
    }
    InputStream json =
        new ByteArrayInputStream(added.byteTokenizer().getBytes(StandardCharsets.UTF_8));
    try (HuggingFaceTokenizer bytes = readOffline(json, Map.of())) {
      added.check(text -> normalized(bytes, text));
    }
  }

  private static String normalized(HuggingFaceTokenizer bytes, String text) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (long id : bytes.encode(text, false, false).getIds()) {
      form.write((int) id);
    }
    return form.toString(StandardCharsets.UTF_8);
  }

  /** A process loads a native library once, for one class loader. */
  private static String cure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("already loaded in another class")) {
        return "put the jars ai.djl.huggingface:tokenizers and ai.djl:api into the parent of the"
            + " class loaders that use them, such as the server's";
      }
    }
    return "use Linux, macOS or Windows on x86-64 or ARM64, with a home or temporary folder to"
        + " unpack it into";
  }

  /**
   * Without this setting, DJL asks the cloud for the machine's identity, reports its use, and
   * downloads a library for CUDA. The setting belongs to the whole process, so the previous value
   * is restored.
   */
  private static synchronized HuggingFaceTokenizer readOffline(
      InputStream json, Map<String, String> settings) throws IOException {
    String before = System.setProperty(OFFLINE, "true");
    try (json) {
      return HuggingFaceTokenizer.newInstance(json, settings);
    } finally {
      if (before == null) {
        System.clearProperty(OFFLINE);
      } else {
        System.setProperty(OFFLINE, before);
      }
    }
  }

  /**
   * The tokens of each sample, all padded to one length.
   *
   * @throws WoqException if a sample has no token, or the special tokens exceed the maximum length
   */
  List<Encoding> encode(List<Sample> samples) {
    List<Encoding> encodings =
        List.of(tokenizer.batchEncode(samples.stream().map(Sample::text).toList()));
    for (int i = 0; i < encodings.size(); i++) {
      check(samples.get(i), encodings.get(i));
    }
    return encodings;
  }

  private void check(Sample sample, Encoding encoding) {
    long tokens = tokens(encoding);
    if (tokens == 0) {
      throw TextError.SAMPLE.because(
          "the sample in line " + sample.line() + " has no token", "remove it");
    }
    if (tokens > maxLength) {
      throw TextError.TOKENIZER.because(
          "the tokenizer's special tokens do not fit into max_length: " + maxLength,
          "raise max_length");
    }
  }

  private static long tokens(Encoding encoding) {
    long tokens = 0;
    for (long mask : encoding.getAttentionMask()) {
      tokens += mask;
    }
    return tokens;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
