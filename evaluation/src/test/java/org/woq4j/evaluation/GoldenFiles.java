package org.woq4j.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What bench/peers/evaluation_golden.py wrote. */
public final class GoldenFiles {

  private GoldenFiles() {}

  public static Path path(String name) {
    try {
      return Path.of(GoldenFiles.class.getResource("/golden/" + name).toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static Properties properties() {
    Properties properties = new Properties();
    try (Reader reader =
        Files.newBufferedReader(path("golden.properties"), StandardCharsets.UTF_8)) {
      properties.load(reader);
      return properties;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The expected figures of a pair of models, by name. */
  public static Map<String, Double> figures(String pair) {
    Map<String, Double> figures = new TreeMap<>();
    String prefix = pair + ".figure.";
    properties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith(prefix)) {
                figures.put(
                    key.toString().substring(prefix.length()), Double.valueOf(value.toString()));
              }
            });
    return figures;
  }

  /** The numbers of a property. */
  public static long[] numbers(String key) {
    return Stream.of(properties().getProperty(key).split(" ")).mapToLong(Long::parseLong).toArray();
  }

  public static FloatBuffer floats(String name) {
    try (InputStream in = Files.newInputStream(path(name))) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
