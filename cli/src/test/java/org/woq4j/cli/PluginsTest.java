package org.woq4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.woq4j.cli.run.QuickStart;
import org.woq4j.onnx.proto.ModelProto;
import org.woq4j.onnx.proto.StringStringEntryProto;

/** Plugins on the command line and in recipes, whole jars each. */
class PluginsTest {

  @TempDir private static Path folder;
  private static Path model;
  private static Path good;
  private static Path bad;

  @BeforeAll
  static void makePlugins() throws Exception {
    model = Woq.miniLm(folder);
    good = Files.createDirectory(folder.resolve("good"));
    PluginJar.ofAlgorithm("", good.resolve("acme.jar"));
    bad = Files.createDirectory(folder.resolve("bad"));
    Files.writeString(bad.resolve("text.jar"), "no zip");
  }

  @Test
  void installListAndVerify() throws Exception {
    Path target = folder.resolve("installed");

    Woq install = Woq.run("plugins", "install", good.resolve("acme.jar"), "--plugins", target);
    assertThat(install.err()).isEmpty();
    assertThat(install.out()).contains("installed acme 1.0.0", "algorithm acme.Algorithm");
    Woq list = Woq.run("plugins", "list", "--run", "--plugins", target);
    assertThat(list.out()).contains("acme", "1.0.0", "algorithm 'broken'", "works");
    assertThat(Woq.run("plugins", "verify", "--run", "--plugins", target).code()).isZero();

    Files.copy(bad.resolve("text.jar"), target.resolve("text.jar"));
    assertThat(Woq.run("plugins", "list", "--plugins", target).out())
        .contains("broken: the plugin");
    Woq verify = Woq.run("plugins", "verify", "--run", "--plugins", target);
    assertThat(verify.code()).isEqualTo(Errors.PLUGIN);
    assertThat(verify.out()).contains("acme 1.0.0 works");
    assertThat(verify.err()).contains("text.jar is broken");
  }

  @Test
  void aBrokenJarIsNotInstalled() throws Exception {
    Path target = folder.resolve("empty");

    Woq install = Woq.run("plugins", "install", bad.resolve("text.jar"), "--plugins", target);

    assertThat(install.code()).isEqualTo(Errors.PLUGIN);
    assertThat(install.err()).contains("text.jar is broken");
    assertThat(target).doesNotExist();
  }

  @Test
  void installNeedsAFolder() {
    Woq install = Woq.run("plugins", "install", good.resolve("acme.jar"));

    assertThat(install.code()).isEqualTo(Errors.USER);
    assertThat(install.err()).contains("no plugin folder is given", "--plugins", "WOQ4J_PLUGINS");
  }

  @Test
  void describeAndSchemaKnowThePlugin() {
    assertThat(Woq.run("describe", "--plugins", good).out())
        .contains("algorithm of plugin acme 1.0.0 (acme.jar)");
    assertThat(Woq.run("describe", "plugins").out()).contains("path (", "sha256 (");
    assertThat(Woq.run("schema", "--plugins", good).out()).contains("algorithm.broken");
    assertThat(Woq.run("schema").out()).doesNotContain("algorithm.broken");
  }

  @Test
  void describingABuiltInNameLoadsNoPlugin() {
    assertThat(Woq.run("describe", "rtn", "--plugins", bad).code()).isZero();
    assertThat(Woq.run("describe", "rtm", "--plugins", bad).err()).contains("text.jar is broken");
  }

  @Test
  void aBrokenPluginIsAnErrorUnlessItMayBeIgnored() throws Exception {
    Path recipe = recipe("plain", "rtn", "plugins: {path: bad}");

    Woq strict = Woq.run("plan", recipe);
    assertThat(strict.code()).isEqualTo(Errors.PLUGIN);
    assertThat(strict.err()).contains("error: the plugin " + bad.resolve("text.jar"));
    Woq lenient = Woq.run("plan", recipe, "--ignore-broken-plugins");
    assertThat(lenient.code()).as(lenient.err()).isZero();
    assertThat(lenient.err()).contains("warning: the plugin " + bad.resolve("text.jar"));
  }

  /** The script {@code woq} starts a long run twice. */
  @Test
  void aRunThatIsStartedAgainWarnsOnce() throws Exception {
    Path recipe = recipe("long", "{id: rtn, ratio: 0.9}", "plugins: {path: bad}");
    Object[] command = {"quantize", recipe, "--ignore-broken-plugins", "--no-verify"};

    System.setProperty(QuickStart.PROPERTY, "true");
    Woq first;
    try {
      first = Woq.run(command);
    } finally {
      System.clearProperty(QuickStart.PROPERTY);
    }
    Woq second = Woq.run(command);

    assertThat(first.code()).isEqualTo(QuickStart.START_AGAIN);
    assertThat(first.err()).isEmpty();
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err().lines().filter(line -> line.startsWith("warning: the plugin ")))
        .hasSize(1);
  }

  @Test
  void aBrokenPluginThatTheRecipeNeedsIsAnErrorEvenThen() throws Exception {
    Path recipe = recipe("needy", "broken", "plugins: {path: bad}");

    Woq run = Woq.run("plan", recipe, "--ignore-broken-plugins");

    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err()).contains("there is no algorithm 'broken'", "error: the plugin");
  }

  @Test
  void requirementsAreReportedWhereTheyWereWritten() throws Exception {
    Path recipe =
        recipe(
            "pinned",
            "broken",
            "plugins: {path: good, require: [{id: acme, sha256: " + "0".repeat(64) + "}]}");
    Woq run = Woq.run("plan", recipe, "--ignore-broken-plugins");
    assertThat(run.code()).isEqualTo(Errors.USER);
    assertThat(run.err())
        .contains("pinned.yaml:3:33: error: " + good.resolve("acme.jar") + " has the SHA-256");

    Woq nowhere = Woq.run("plan", recipe("nowhere", "rtn", "plugins: {require: [{id: acme}]}"));
    assertThat(nowhere.err())
        .contains("nowhere.yaml:3:21", "'acme' is required, and no plugin folder is given");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "codes[0] = 100; | returned codes above 15",
        "scales[0] = Float.NaN; | returned the scale NaN",
        "zeroPoints[0] = 16; | returned zero points above 15",
        "codes = new byte[1]; | returned 1 codes, not",
        "if (scales[0] == 1) throw new IllegalStateException(\"oh\"); | IllegalStateException: oh",
        "if (scales[0] == 1) return null; | failed at",
        "if (scales[0] == 1) throw new StackOverflowError(); | StackOverflowError"
      })
  void errorsOfAPluginNameThePluginAndTheLayer(String statement, String message) throws Exception {
    Path plugins = Files.createTempDirectory(folder, "plugins");
    PluginJar.ofAlgorithm(statement, plugins.resolve("acme.jar"));
    Path output = plugins.resolve("out.onnx");

    Woq run =
        Woq.run(
            "quantize",
            "--plugins",
            plugins,
            "--model",
            model,
            "--output",
            output,
            "--algorithm",
            "broken",
            "--quiet");

    assertThat(run.code()).isEqualTo(Errors.PLUGIN);
    assertThat(run.err())
        .contains("the algorithm 'broken' of plugin acme 1.0.0 (acme.jar)", message)
        .containsPattern("at onnx::MatMul_\\d+|at .*weight");
    assertThat(output).doesNotExist();
  }

  @Test
  void modelAndReportSayWhichPluginInWhichVersionDidALayer() throws Exception {
    Path work = Files.createTempDirectory(folder, "kquant");
    kquant("1.2.3", work);
    TestModel.taking(1, 64)
        .weight("w", 64, 32)
        .node("MatMul", List.of("x", "w"), "y")
        .output("y")
        .write(work.resolve("small.onnx"));
    Path recipe =
        Files.writeString(
            work.resolve("recipe.yaml"),
            """
            model: small.onnx
            output: out.onnx
            defaults: {algorithm: kquant, group_size: 32, format: matmul-nbits}
            """);
    Path report = work.resolve("report.json");

    Woq run = Woq.run("quantize", recipe, "--plugins", work, "--report", report);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("woq4j-plugin-kquant 1.2.3 (kquant)");
    assertThat(Files.readString(report))
        .containsSubsequence("plugins", "woq4j-plugin-kquant", "1.2.3", "algorithms", "kquant");
    assertThatTheRecordedRecipeRepeats(work.resolve("out.onnx"));
  }

  /** With the same version of the plugin it gives the same bytes, and is refused with another. */
  private static void assertThatTheRecordedRecipeRepeats(Path output) throws Exception {
    Path work = output.getParent();
    byte[] model = Files.readAllBytes(output);
    String recorded =
        ModelProto.parseFrom(model).getMetadataPropsList().stream()
            .filter(property -> property.getKey().equals("woq4j.recipe"))
            .map(StringStringEntryProto::getValue)
            .collect(Collectors.joining());
    String files = "model: small.onnx\noutput: " + output.getFileName() + "\n";
    Path recipe = Files.writeString(work.resolve("recorded.yaml"), files + recorded);
    Files.delete(output);

    Woq again = Woq.run("quantize", recipe, "--plugins", work);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(output).hasBinaryContent(model);

    kquant("1.2.4", work);
    Woq other = Woq.run("quantize", recipe, "--plugins", work);
    assertThat(other.code()).isEqualTo(Errors.USER);
    assertThat(other.err()).contains("is version 1.2.4", "and 1.2.3 is required");
  }

  private static void kquant(String version, Path plugins) throws Exception {
    Path project = Path.of("..", "plugins", "kquant");
    PluginJar.of(project, "woq4j-plugin-kquant", version, plugins.resolve("kquant.jar"));
  }

  /** What is not used costs no start-up time. */
  @Test
  void withoutAFolderNoClassThatDealsWithPluginsIsLoaded() throws Exception {
    assertThat(classesOf(List.of(), "describe"))
        .contains("org.woq4j.cli.Main")
        .doesNotContain("org.pf4j", "org.woq4j.plugins.host", "org.slf4j");
    assertThat(classesOf(List.of(good.toString()), "describe"))
        .contains("org.pf4j.PluginManager", "of plugin acme 1.0.0");
  }

  private static String classesOf(List<String> environment, String command) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xlog:class+load",
            "-cp",
            System.getProperty("java.class.path"),
            "org.woq4j.cli.Main",
            command);
    environment.forEach(path -> java.environment().put("WOQ4J_PLUGINS", path));
    Process process = java.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(
            out.lines()
                .skip(Math.max(0, out.lines().count() - 5))
                .collect(Collectors.joining(File.separator)))
        .isZero();
    return out;
  }

  private static Path recipe(String name, String algorithm, String plugins) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        model: minilm.onnx
        output: %s.onnx
        %s
        defaults: {algorithm: %s, bits: 4, group_size: 32, format: matmul-nbits}
        """
            .formatted(name, plugins, algorithm));
  }
}
