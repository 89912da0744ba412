package org.woq4j.onnx.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.woq4j.api.emit.ActivationRounding;
import org.woq4j.api.emit.EmissionPlan;
import org.woq4j.api.emit.EmissionRequest;
import org.woq4j.api.emit.NodeEmitter;
import org.woq4j.api.weight.ElementType;
import org.woq4j.api.weight.QuantScheme.Symmetry;
import org.woq4j.api.weight.QuantScheme.ZeroPoint;
import org.woq4j.tck.fixture.SeededCodes;

/** The least runtime that plans state, tried on an old runtime in a separate process. */
class LeastRuntimeTest {

  private static final int ROWS = 80;
  private static final float[] BIAS = {0.5f, -2, 1.25f, 3};

  private static final NodeEmitter MATMUL_NBITS = new MatMulNBitsEmitter();
  private static final NodeEmitter QDQ = new QdqEmitter();
  private static final NodeEmitter GATHER_INT8 = new GatherInt8Emitter();
  private static final NodeEmitter DYNAMIC_INT8 = new DynamicInt8Emitter();

  private static final List<Emitted> EMITTED = new ArrayList<>();

  @TempDir static Path folder;

  @BeforeAll
  static void runAll() throws Exception {
    for (ElementType type : List.of(ElementType.FLOAT32, ElementType.FLOAT16)) {
      for (int bits : new int[] {2, 3, 4, 8}) {
        for (Symmetry symmetry : List.of(Symmetry.ASYMMETRIC, Symmetry.SYMMETRIC_FULL)) {
          for (int level : new int[] {0, 4}) {
            Requests requests =
                Requests.matMul(MATMUL_NBITS).type(type).option("accuracy_level", level);
            add(MATMUL_NBITS, requests.request(bits, 32, symmetry, ROWS, 4));
          }
          add(QDQ, Requests.matMul(QDQ).type(type).request(bits, 32, symmetry, ROWS, 4));
          add(QDQ, Requests.matMul(QDQ).type(type).request(bits, -1, symmetry, ROWS, 4));
          add(QDQ, Requests.gather(QDQ).type(type).request(bits, 32, symmetry, ROWS, 4));
          add(
              GATHER_INT8,
              Requests.gather(GATHER_INT8).type(type).request(bits, -1, symmetry, ROWS, 4));
        }
      }
      add(
          MATMUL_NBITS,
          Requests.matMul(MATMUL_NBITS)
              .type(type)
              .request(4, 32, Symmetry.ASYMMETRIC, ZeroPoint.FLOAT, ROWS, 4));
    }
    for (String weights : List.of("uint8", "int8")) {
      for (Symmetry symmetry : List.of(Symmetry.ASYMMETRIC, Symmetry.SYMMETRIC_FULL)) {
        Requests requests = Requests.matMul(DYNAMIC_INT8).option("weights", weights);
        add(DYNAMIC_INT8, requests.request(8, -1, symmetry, ROWS, 4));
      }
    }
    Files.write(folder.resolve("list"), lines());
    assertThat(fork()).isZero();
  }

  private static void add(NodeEmitter emitter, EmissionRequest request) throws Exception {
    EmissionPlan.Accepted plan = Emitted.accepted(emitter, request);
    Optional<float[]> bias = plan.takesBias() ? Optional.of(BIAS) : Optional.empty();
    Emitted emitted =
        Emitted.of(emitter, request, SeededCodes.weight(plan.scheme(), ROWS, 4), bias);
    Files.write(folder.resolve(EMITTED.size() + ".onnx"), Products.model(emitted));
    Files.write(folder.resolve(EMITTED.size() + ".x"), Products.x(emitted));
    EMITTED.add(emitted);
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Emitted emitted : EMITTED) {
      long[] dims = Products.dims(emitted);
      lines.add("%d %s %d %d".formatted(lines.size(), Products.type(emitted), dims[0], dims[1]));
    }
    return lines;
  }

  /** The tests' class path with the old ONNX Runtime instead of the current one. */
  private static int fork() throws Exception {
    String ours =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String classPath =
        Stream.concat(
                Stream.of(System.getProperty("onnxruntime.least.jar")),
                Arrays.stream(ours.split(File.pathSeparator))
                    .filter(
                        entry ->
                            !Path.of(entry).getFileName().toString().startsWith("onnxruntime-")))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "-Djava.io.tmpdir=" + folder,
                RunFolder.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the process ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theOldRuntimeItselfRan() throws Exception {
    assertThat(Files.readString(folder.resolve("version")))
        .isEqualTo(System.getProperty("onnxruntime.least.version"));
  }

  @Test
  void whatAnOldRuntimeLoadsRunsThereBiasIncluded() throws Exception {
    int ran = 0;
    for (Emitted emitted : EMITTED) {
      if (isOldEnough(emitted)) {
        Products.assertRight(emitted, "1.20", y(emitted), tolerance(emitted));
        ran++;
      }
    }
    assertThat(ran).isEqualTo(2 * (2 * 2 * 2 + 3 * 2 * 2 + 2 * 4 * 2 + 1) + 2 * 2);
  }

  @Test
  void nodesThatNeedANewerRuntimeDoNotLoad() {
    for (Emitted emitted : EMITTED) {
      Path error = folder.resolve(EMITTED.indexOf(emitted) + ".error");
      assertThat(Files.exists(error)).as("%s", emitted.request()).isEqualTo(!isOldEnough(emitted));
    }
  }

  private static boolean isOldEnough(Emitted emitted) {
    return Integer.parseInt(emitted.plan().leastRuntime().substring("1.".length())) <= 20;
  }

  private static double tolerance(Emitted emitted) {
    boolean half = emitted.request().activationType() == ElementType.FLOAT16;
    boolean rounded = emitted.plan().activationRounding() != ActivationRounding.NONE;
    return rounded ? 0.01 : half ? Products.FLOAT16 : Products.FLOAT32;
  }

  private static float[] y(Emitted emitted) throws Exception {
    byte[] bytes = Files.readAllBytes(folder.resolve(EMITTED.indexOf(emitted) + ".y"));
    float[] y = new float[bytes.length / Float.BYTES];
    for (int i = 0; i < y.length; i++) {
      y[i] = Floats.read(ElementType.FLOAT32, bytes, i);
    }
    return y;
  }
}
